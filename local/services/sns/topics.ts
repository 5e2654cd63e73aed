import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../gateway/errors';
import type { ServiceContext } from '../../gateway/types';
import type { PolicyDocument, Principal } from '../../iam/types';
import type { Deliveries } from '../../lambda/types';
import type { Keys } from '../sqs/access';

export interface Topic {
  arn: string;
  name: string;
  kmsKeyId?: string;
  /** Set by AWS::SNS::TopicPolicy. */
  policy?: PolicyDocument;
  /** Queues that get every message as it is (raw delivery). */
  subscriptions: { arn: string; queueArn: string }[];
}

/** SNS's limit of a message; together with its attributes, of which we offer none. */
const MAX_MESSAGE_BYTES = 262_144;

/**
 * All topics of this endpoint. Nothing is stored: a publish succeeds when every subscribed queue has taken the
 * message, so a publisher who repeats a failed one gets SNS's own "at least once".
 */
export class Topics {
  readonly #byArn = new Map<string, Topic>();

  constructor(
    private readonly context: ServiceContext,
    private readonly deliveries: Pick<Deliveries, 'sendToQueue'>,
    private readonly keys?: Keys,
  ) {}

  create(name: string, kmsKeyId?: string): Topic {
    const arn = `arn:aws:sns:${this.context.region}:${this.context.account}:${name}`;
    const topic: Topic = { arn, name, kmsKeyId, subscriptions: [] };
    this.#byArn.set(arn, topic);
    return topic;
  }

  /** @throws ServiceError NotFound */
  byArn(arn: string): Topic {
    const topic = this.#byArn.get(arn);
    if (!topic) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  all(): Topic[] {
    return [...this.#byArn.values()];
  }

  /**
   * For another service of this endpoint: SES.
   *
   * @throws AccessDenied when the topic's policy does not let the service in, or a queue's does not let us in.
   */
  async publishToTopic(
    topicArn: string,
    message: string,
    from: { service: string; sourceArn: string },
  ): Promise<void> {
    await this.publish({ type: 'service', arn: from.service, policies: [] }, topicArn, message, {
      'aws:SourceArn': from.sourceArn,
      'aws:SourceAccount': this.context.account,
    });
  }

  /** @returns the message's id, when every subscribed queue has it. */
  async publish(
    principal: Principal,
    topicArn: string,
    message: string,
    conditions: Record<string, string> = {},
  ): Promise<string> {
    const topic = this.byArn(topicArn);
    this.authorize(principal, 'sns:Publish', topic, conditions);
    for (const action of topic.kmsKeyId ? ['kms:GenerateDataKey', 'kms:Decrypt'] : []) {
      this.keys?.authorizeUse({
        principal,
        keyId: topic.kmsKeyId!,
        action,
        viaService: `sns.${this.context.region}.amazonaws.com`,
        encryptionContext: { 'aws:sns:topicArn': topic.arn },
      });
    }
    if (message === '') throw new ServiceError('InvalidParameter', 'Invalid parameter: Empty message');
    if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES) {
      throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
    }
    const sender = { service: 'sns.amazonaws.com', sourceArn: topic.arn };
    for (const { queueArn } of topic.subscriptions) {
      await this.deliveries.sendToQueue(queueArn, message, sender);
    }
    return randomUUID();
  }

  authorize(principal: Principal, action: string, topic: Topic, context: Record<string, string> = {}): void {
    const { authorizer } = this.context;
    authorizer.authorize({ principal, action, resource: topic.arn, context, resourcePolicy: topic.policy });
  }
}

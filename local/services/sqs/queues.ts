import { join } from 'node:path';
import { ServiceError } from '../../gateway/errors';
import type { ServiceContext } from '../../gateway/types';
import type { Principal } from '../../iam/types';
import type { Access } from './access';
import type { Held, Message } from './core/message';
import { Queue } from './core/queue';
import { type QueueSettings, queueSettings } from './core/settings';
import { invalidParameter, queueDoesNotExist } from './errors';

/** A queue as one consumer sees it; every call is authorised as that principal. */
export interface QueueConsumer {
  readonly settings: QueueSettings;
  receive(max: number, waitMs: number, signal: AbortSignal): Promise<Message[]>;
  delete(messages: readonly Message[]): void;
  /** To the dead-letter queue at once; without one they are deleted. */
  discard(messages: readonly Message[]): void;
  /** @throws AccessDenied for the first right that is missing. */
  check(): void;
}

/** All queues of this endpoint. */
export class Queues {
  readonly #byArn = new Map<string, Queue>();

  constructor(
    private readonly context: ServiceContext,
    private readonly access: Access,
  ) {}

  /** Makes the queue, or finds its messages of the last life again. */
  create(name: string, properties: Record<string, unknown>): Queue {
    const { account, region, endpoint, directory } = this.context;
    const arn = `arn:aws:sqs:${region}:${account}:${name}`;
    const settings = queueSettings({ name, arn, url: `${endpoint}/${account}/${name}` }, properties);
    this.#checkRedrive(settings);
    const queue = new Queue(settings, {
      file: join(directory, `${name}.journal`),
      now: () => this.context.now().getTime(),
      bury: (message, from) => this.#bury(message, from),
    });
    this.#byArn.set(arn, queue);
    return queue;
  }

  /** @throws ServiceError QueueDoesNotExist */
  byArn(arn: string): Queue {
    const queue = this.#byArn.get(arn);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  /** By URL or name; the host does not matter, because tools rewrite it. */
  byUrl(url: string): Queue {
    const { account, region } = this.context;
    return this.byArn(`arn:aws:sqs:${region}:${account}:${url.slice(url.lastIndexOf('/') + 1)}`);
  }

  all(): Queue[] {
    return [...this.#byArn.values()];
  }

  /** Queues whose dead letters go to `arn`. */
  sourcesOf(arn: string): Queue[] {
    return this.all().filter(({ settings }) => settings.redrive?.deadLetterTargetArn === arn);
  }

  /**
   * For another service of this endpoint: S3, SNS.
   *
   * @throws AccessDenied when the queue's policy (or key) does not let the service in.
   */
  async sendToQueue(
    queueArn: string,
    body: string,
    from: { service: string; sourceArn: string },
  ): Promise<void> {
    const queue = this.byArn(queueArn);
    const principal: Principal = { type: 'service', arn: from.service, policies: [] };
    this.access.authorize(principal, 'sqs:SendMessage', queue.settings, {
      'aws:SourceArn': from.sourceArn,
      'aws:SourceAccount': this.context.account,
    });
    if (queue.settings.fifo) throw new ServiceError('UnsupportedOperation', `${from.service} -> FIFO queue`);
    queue.send({ body, sender: from.service });
    queue.flush();
  }

  /** For an event source mapping, which acts with its function's role. */
  consumer(queueArn: string, principal: Principal): QueueConsumer {
    const queue = this.byArn(queueArn);
    const authorize = (action: string) => this.access.authorize(principal, action, queue.settings);
    const remove = (messages: readonly Message[]) => {
      authorize('sqs:DeleteMessage');
      queue.delete(messages);
      queue.flush();
    };
    return {
      settings: queue.settings,
      async receive(max, waitMs, signal) {
        authorize('sqs:ReceiveMessage');
        return queue.receive({ max, waitMs, signal });
      },
      delete: remove,
      discard: (messages) => {
        for (const message of messages) this.#bury(message, queue);
        remove(messages);
      },
      check() {
        for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])
          authorize(`sqs:${action}`);
      },
    };
  }

  close(): void {
    for (const queue of this.#byArn.values()) queue.close();
  }

  /** As CreateQueue does; the dead-letter queue is there first, because the template refers to it. */
  #checkRedrive({ arn, fifo, redrive }: QueueSettings): void {
    if (!redrive) return;
    const target = this.#byArn.get(redrive.deadLetterTargetArn)?.settings;
    if (!target) throw invalidParameter('Dead letter target does not exist.');
    if (target.fifo !== fifo) {
      throw invalidParameter('Dead-letter queue must be same type of queue as the source.');
    }
    if (!target.redriveAllowed(arn)) {
      throw invalidParameter('Dead letter target does not allow the queue as its source.');
    }
  }

  #bury(message: Message, from: Queue): boolean {
    const target = this.#byArn.get(from.settings.redrive?.deadLetterTargetArn ?? '');
    if (!target) return false;
    const { seq, wakeAt, state, ...rest } = message as Held;
    // In the dead-letter queue first: a crash in between leaves it twice, never nowhere.
    target.adopt({ ...rest, source: from.settings.arn });
    target.flush();
    return true;
  }
}

import { randomUUID } from 'node:crypto';
import type { ResourceHandlers } from '../../cloudformation/types';
import { NotImplemented } from '../../gateway/errors';
import type { PolicyDocument } from '../../iam/types';
import type { Topics } from './topics';

/** AWS::SNS::Topic, TopicPolicy and Subscription. */
export function createTopicHandlers(topics: Topics): ResourceHandlers {
  return {
    'AWS::SNS::Topic': ({ properties, physicalName }) => {
      if (properties.FifoTopic || properties.Subscription) {
        throw new NotImplemented('A FIFO topic, or a subscription inside a topic,');
      }
      const name = (properties.TopicName as string) ?? physicalName(256);
      const { arn } = topics.create(name, properties.KmsMasterKeyId as string | undefined);
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    },
    'AWS::SNS::TopicPolicy': ({ properties, physicalName }) => {
      for (const arn of properties.Topics as string[]) {
        topics.byArn(arn).policy = properties.PolicyDocument as PolicyDocument;
      }
      return { ref: physicalName(), attributes: { Id: physicalName() } };
    },
    'AWS::SNS::Subscription': ({ properties }) => {
      checkSubscription(properties);
      const topic = topics.byArn(properties.TopicArn as string);
      const arn = `${topic.arn}:${randomUUID()}`;
      topic.subscriptions.push({ arn, queueArn: properties.Endpoint as string });
      return { ref: arn, attributes: { Arn: arn } };
    },
  };
}

/** What a template may ask for; anything else would silently deliver more, less or other than AWS would. */
const SUBSCRIPTION = new Set(['TopicArn', 'Endpoint', 'Protocol', 'RawMessageDelivery', 'Region']);

function checkSubscription(properties: Record<string, unknown>): void {
  const unknown = Object.keys(properties).find((name) => !SUBSCRIPTION.has(name));
  if (unknown) throw new NotImplemented(`${unknown} of a subscription`);
  if (properties.Protocol !== 'sqs') throw new NotImplemented(`A subscription by ${properties.Protocol}`);
  if (String(properties.RawMessageDelivery) !== 'true') {
    throw new NotImplemented('A subscription without raw message delivery');
  }
}

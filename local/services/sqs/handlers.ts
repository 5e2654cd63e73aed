import type { ResourceHandlers } from '../../cloudformation/types';
import type { PolicyDocument } from '../../iam/types';
import type { Queues } from './queues';

/** AWS::SQS::Queue and AWS::SQS::QueuePolicy. */
export function createQueueHandlers(queues: Queues): ResourceHandlers {
  return {
    'AWS::SQS::Queue': ({ properties, physicalName }) => {
      const suffix = properties.FifoQueue === true || properties.FifoQueue === 'true' ? '.fifo' : '';
      const name = (properties.QueueName as string) ?? `${physicalName(80 - suffix.length)}${suffix}`;
      const { settings } = queues.create(name, properties);
      return {
        ref: settings.url,
        attributes: { Arn: settings.arn, QueueName: settings.name, QueueUrl: settings.url },
      };
    },
    'AWS::SQS::QueuePolicy': ({ properties, physicalName }) => {
      for (const url of properties.Queues as string[]) {
        queues.byUrl(url).settings.policy = properties.PolicyDocument as PolicyDocument;
      }
      return { ref: physicalName(), attributes: { Id: physicalName() } };
    },
  };
}

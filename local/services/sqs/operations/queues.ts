import { z } from 'zod';
import { ServiceError } from '../../../gateway/errors';
import type { Queue } from '../core/queue';
import { queueAttributes } from '../core/queue-attributes';
import { chosen } from '../core/view';
import { type Operation, type Parts, parse, queueFor, queueUrl, refuse } from './call';

const names = z.object({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).default([]) });

/** What is known of queues, and emptying one. */
export function queueOperations(parts: Parts): Record<string, Operation> {
  const { queues, access } = parts;
  const urls = (found: Queue[]) => found.map(({ settings }) => settings.url);
  return {
    GetQueueUrl(input, call) {
      refuse(input, 'QueueOwnerAWSAccountId');
      const { QueueName } = parse(z.object({ QueueName: z.string() }), input);
      return { QueueUrl: queueFor(parts, QueueName, 'sqs:GetQueueUrl', call).settings.url };
    },
    ListQueues(input, call) {
      refuse(input, 'NextToken');
      access.authorizeAccount(call.principal, 'sqs:ListQueues');
      const { QueueNamePrefix = '' } = parse(z.object({ QueueNamePrefix: z.string().optional() }), input);
      const found = queues.all().filter(({ settings }) => settings.name.startsWith(QueueNamePrefix));
      return found.length === 0 ? {} : { QueueUrls: urls(found) };
    },
    GetQueueAttributes(input, call) {
      const { QueueUrl, AttributeNames } = parse(names, input);
      const queue = queueFor(parts, QueueUrl, 'sqs:GetQueueAttributes', call);
      const all = queueAttributes(queue);
      const unknown = AttributeNames.find((name) => name !== 'All' && !(name in all) && !OPTIONAL.has(name));
      if (unknown) throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
      return { Attributes: chosen(all, AttributeNames) };
    },
    ListDeadLetterSourceQueues(input, call) {
      refuse(input, 'NextToken');
      const queue = queueFor(parts, parse(queueUrl, input).QueueUrl, 'sqs:ListDeadLetterSourceQueues', call);
      return { queueUrls: urls(queues.sourcesOf(queue.settings.arn)) };
    },
    PurgeQueue(input, call) {
      queueFor(parts, parse(queueUrl, input).QueueUrl, 'sqs:PurgeQueue', call).purge();
      return {};
    },
  };
}

/** Attributes that a queue may lack. */
const OPTIONAL = new Set([
  'RedrivePolicy',
  'Policy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'RedriveAllowPolicy',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
]);

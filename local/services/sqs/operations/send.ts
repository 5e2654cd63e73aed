import { z } from 'zod';
import { ServiceError } from '../../../gateway/errors';
import { md5, md5OfAttributes } from '../core/md5';
import type { MessageAttribute } from '../core/message';
import { sequenceNumber } from '../core/message';
import type { Queue } from '../core/queue';
import { MAX_MESSAGE_BYTES } from '../core/settings';
import { invalidParameter } from '../errors';
import { runBatch } from './batch';
import { type Call, integer, type Operation, type Parts, parse, queueFor } from './call';

const attributes = z.record(
  z.string(),
  z.object({
    DataType: z.string(),
    StringValue: z.string().optional(),
    BinaryValue: z.string().optional(),
  }),
);
const message = z.object({
  MessageBody: z.string(),
  DelaySeconds: integer(0, 900).optional(),
  MessageAttributes: attributes.optional(),
  MessageSystemAttributes: attributes.optional(),
  MessageGroupId: z.string().min(1).max(128).optional(),
  MessageDeduplicationId: z.string().min(1).max(128).optional(),
});
const single = message.extend({ QueueUrl: z.string() });
const batch = z.object({ QueueUrl: z.string(), Entries: z.array(message.extend({ Id: z.string() })) });

type MessageInput = z.infer<typeof message>;

/** Characters that XML 1.0 cannot carry, which SQS therefore refuses in both protocols. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** SendMessage and SendMessageBatch. */
export function sendOperations(parts: Parts): Record<string, Operation> {
  return {
    SendMessage(input, call) {
      const { QueueUrl, ...request } = parse(single, input);
      const queue = queueFor(parts, QueueUrl, 'sqs:SendMessage', call);
      const answer = send(queue, request, call);
      queue.flush();
      return answer;
    },
    SendMessageBatch(input, call) {
      const { QueueUrl, Entries } = parse(batch, input);
      const queue = queueFor(parts, QueueUrl, 'sqs:SendMessage', call);
      if (Entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > MAX_MESSAGE_BYTES) {
        throw new ServiceError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes.`,
        );
      }
      const answer = runBatch(Entries, ({ Id, ...request }) => ({ Id, ...send(queue, request, call) }));
      queue.flush();
      return answer;
    },
  };
}

function send(queue: Queue, request: MessageInput, call: Call) {
  check(queue, request);
  const { MessageBody: body, MessageAttributes, MessageSystemAttributes } = request;
  const { id, seq } = queue.send({
    body,
    attributes: MessageAttributes,
    delaySeconds: queue.settings.fifo ? undefined : request.DelaySeconds,
    group: request.MessageGroupId,
    deduplicationId: request.MessageDeduplicationId,
    sender: call.principal.arn,
    trace: MessageSystemAttributes?.AWSTraceHeader?.StringValue ?? call.trace,
  });
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    MD5OfMessageAttributes: md5OfAttributes(MessageAttributes),
    MD5OfMessageSystemAttributes: md5OfAttributes(MessageSystemAttributes),
    ...(queue.settings.fifo && { SequenceNumber: sequenceNumber(seq) }),
  };
}

function check({ settings }: Queue, request: MessageInput): void {
  if (request.MessageBody === '') {
    throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  if (bytesOf(request) > settings.maximumMessageSize) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.maximumMessageSize} bytes.`,
    );
  }
  if (NOT_XML.test(request.MessageBody)) {
    throw new ServiceError(
      'InvalidMessageContents',
      'The message contains characters outside the allowed set.',
    );
  }
  if (settings.fifo && !request.MessageGroupId) {
    throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  }
  if (settings.fifo ? request.DelaySeconds : request.MessageDeduplicationId) {
    throw invalidParameter(
      `The request includes a parameter (${settings.fifo ? 'DelaySeconds' : 'MessageDeduplicationId'}) that is not valid for this queue type.`,
    );
  }
}

/** Body and attributes together count towards the limit. */
function bytesOf({ MessageBody, MessageAttributes }: MessageInput): number {
  let bytes = Buffer.byteLength(MessageBody);
  for (const [name, attribute] of Object.entries<MessageAttribute>(MessageAttributes ?? {})) {
    const value = attribute.BinaryValue
      ? Buffer.byteLength(attribute.BinaryValue, 'base64')
      : Buffer.byteLength(attribute.StringValue ?? '');
    bytes += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + value;
  }
  return bytes;
}

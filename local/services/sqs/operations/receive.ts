import { z } from 'zod';
import { md5, md5OfAttributes } from '../core/md5';
import { type Message, receiptHandle } from '../core/message';
import { chosen, systemAttributes } from '../core/view';
import { integer, type Operation, type Parts, parse, queueFor, refuse } from './call';

const NAMES = z.array(z.string()).default([]);
const request = z.object({
  QueueUrl: z.string(),
  MaxNumberOfMessages: integer(1, 10).default(1),
  VisibilityTimeout: integer(0, 43_200).optional(),
  WaitTimeSeconds: integer(0, 20).optional(),
  /** The older name of MessageSystemAttributeNames. */
  AttributeNames: NAMES,
  MessageSystemAttributeNames: NAMES,
  MessageAttributeNames: NAMES,
});
type Request = z.infer<typeof request>;

/** ReceiveMessage: long polls end as soon as there is a message. */
export function receiveOperations(parts: Parts): Record<string, Operation> {
  return {
    async ReceiveMessage(input, call) {
      refuse(input, 'ReceiveRequestAttemptId');
      const asked = parse(request, input);
      const queue = queueFor(parts, asked.QueueUrl, 'sqs:ReceiveMessage', call);
      const messages = await queue.receive({
        max: asked.MaxNumberOfMessages,
        waitMs: (asked.WaitTimeSeconds ?? queue.settings.receiveWait) * 1000,
        visibilityTimeout: asked.VisibilityTimeout,
      });
      return messages.length === 0 ? {} : { Messages: messages.map((message) => view(message, asked)) };
    },
  };
}

function view(message: Message, asked: Request) {
  const attributes = chosen(message.attributes, asked.MessageAttributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    Attributes: chosen(systemAttributes(message), [
      ...asked.AttributeNames,
      ...asked.MessageSystemAttributeNames,
    ]),
    MD5OfMessageAttributes: md5OfAttributes(attributes),
    MessageAttributes: attributes,
  };
}

import type { Message } from '../../services/sqs';
import { systemAttributes } from '../../services/sqs';
import { md5, md5OfAttributes } from '../../services/sqs/core/md5';
import { receiptHandle } from '../../services/sqs/core/message';

/** A message as a record of the event that Lambda hands to the function. */
export function recordOf(message: Message, queueArn: string, region: string) {
  return {
    messageId: message.id,
    receiptHandle: receiptHandle(message),
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes ?? {}).map(([name, attribute]) => [
        name,
        {
          stringValue: attribute.StringValue,
          binaryValue: attribute.BinaryValue,
          stringListValues: [],
          binaryListValues: [],
          dataType: attribute.DataType,
        },
      ]),
    ),
    md5OfMessageAttributes: md5OfAttributes(message.attributes),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Sends one "go on" message to one of our own queues. */
export interface Queue<Body> {
  send(body: Body, group?: string): Promise<void>;
}

/**
 * @param url of the queue. With a `group` the message is FIFO and carries a fresh deduplication id, because SQS
 * swallows an identical one for 5 minutes and ours repeat on purpose.
 */
export function createQueue<Body extends object>(client: SQSClient, url: string): Queue<Body> {
  return {
    async send(body, group) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: JSON.stringify(body),
          ...(group && { MessageGroupId: group, MessageDeduplicationId: randomUUID() }),
        }),
      );
    },
  };
}

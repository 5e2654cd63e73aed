import { randomUUID } from 'node:crypto';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { TestAws } from './embedded-aws';
import { eventually } from './eventually';

/** The stacks' queues as seen by an operator `tester`, by a part of their name: `files`, `arrivals dead`. */
export class QueuesUnderTest {
  readonly sqs: SQSClient;

  constructor(aws: TestAws) {
    this.sqs = new SQSClient(aws.client('tester'));
  }

  async url(name: string): Promise<string> {
    const { QueueUrls = [] } = await this.sqs.send(new ListQueuesCommand({}));
    const wanted = name.replace(' dead', 'dead');
    const found = QueueUrls.filter((url) => url.toLowerCase().includes(wanted)).find(
      (url) => /deadletters/i.test(url) === name.endsWith(' dead'),
    );
    if (!found) throw new Error(`no queue is called ${name}`);
    return found;
  }

  /** @param group of a FIFO queue. */
  async send(name: string, body: unknown, group?: string): Promise<void> {
    await this.sqs.send(
      new SendMessageCommand({
        QueueUrl: await this.url(name),
        MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
        ...(group && { MessageGroupId: group, MessageDeduplicationId: randomUUID() }),
      }),
    );
  }

  /** Visible or in flight. */
  async count(name: string): Promise<number> {
    const asked = new GetQueueAttributesCommand({
      QueueUrl: await this.url(name),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    });
    const { Attributes } = await this.sqs.send(asked);
    return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0);
  }

  holds(name: string, count: number): Promise<boolean> {
    return eventually(`${count} messages in ${name}`, async () => (await this.count(name)) === count);
  }
}

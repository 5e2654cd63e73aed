import { appendFileSync } from 'node:fs';
import { startSqs, testContext } from './support';

/** Sends and deletes as fast as it can, and writes down what was answered, until somebody kills it. */
async function main([directory, answered]: string[]): Promise<void> {
  const sqs = await startSqs({ 'q.fifo': {} }, testContext({ directory: directory! }));
  for (let n = 0; ; n += 1) {
    const body = `${n}`.padEnd(n % 500, '.');
    const MessageDeduplicationId = `${n}`;
    await sqs.json('SendMessage', {
      QueueUrl: 'q.fifo',
      MessageBody: body,
      MessageGroupId: 'g',
      MessageDeduplicationId,
    });
    appendFileSync(answered!, `sent ${n}\n`);
    if (n % 3 !== 2) continue;
    const received = await sqs.json('ReceiveMessage', { QueueUrl: 'q.fifo' });
    const [message] = received.body.Messages as { Body: string; ReceiptHandle: string }[];
    await sqs.json('DeleteMessage', { QueueUrl: 'q.fifo', ReceiptHandle: message!.ReceiptHandle });
    appendFileSync(answered!, `deleted ${Number.parseInt(message!.Body, 10)}\n`);
    if (n % 50 === 2) await new Promise(setImmediate);
  }
}

void main(process.argv.slice(2));

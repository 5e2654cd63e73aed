import { z } from 'zod';
import { ServiceError } from '../../../gateway/errors';
import { type Held, parseReceiptHandle } from '../core/message';
import type { Queue } from '../core/queue';
import { invalidParameter, receiptHandleIsInvalid } from '../errors';
import { runBatch } from './batch';
import { integer, type Operation, type Parts, parse, queueFor } from './call';

const VISIBILITY = integer(0, 43_200);
const single = z.object({ QueueUrl: z.string(), ReceiptHandle: z.string() });
const entry = z.object({ Id: z.string(), ReceiptHandle: z.string() });
const batch = z.object({ QueueUrl: z.string(), Entries: z.array(entry) });
const visibility = { VisibilityTimeout: VISIBILITY };
const visibilityBatch = z.object({ QueueUrl: z.string(), Entries: z.array(entry.extend(visibility)) });

/** What a consumer does with a message it has received: delete it, or change how long it stays invisible. */
export function settleOperations(parts: Parts): Record<string, Operation> {
  return {
    DeleteMessage(input, call) {
      const { QueueUrl, ReceiptHandle } = parse(single, input);
      const queue = queueFor(parts, QueueUrl, 'sqs:DeleteMessage', call);
      remove(queue, ReceiptHandle);
      queue.flush();
      return {};
    },
    DeleteMessageBatch(input, call) {
      const { QueueUrl, Entries } = parse(batch, input);
      const queue = queueFor(parts, QueueUrl, 'sqs:DeleteMessage', call);
      const answer = runBatch(Entries, ({ Id, ReceiptHandle }) => {
        remove(queue, ReceiptHandle);
        return { Id };
      });
      queue.flush();
      return answer;
    },
    ChangeMessageVisibility(input, call) {
      const { QueueUrl, ReceiptHandle, VisibilityTimeout } = parse(single.extend(visibility), input);
      const queue = queueFor(parts, QueueUrl, 'sqs:ChangeMessageVisibility', call);
      change(queue, ReceiptHandle, VisibilityTimeout);
      return {};
    },
    ChangeMessageVisibilityBatch(input, call) {
      const { QueueUrl, Entries } = parse(visibilityBatch, input);
      const queue = queueFor(parts, QueueUrl, 'sqs:ChangeMessageVisibility', call);
      return runBatch(Entries, ({ Id, ReceiptHandle, VisibilityTimeout }) => {
        change(queue, ReceiptHandle, VisibilityTimeout);
        return { Id };
      });
    },
  };
}

/** Deleting twice is no error; with a handle of an older receive it does nothing, as in SQS. */
function remove(queue: Queue, handle: string): void {
  const message = find(queue, handle);
  if (!message) return;
  if (queue.settings.fifo && message.state !== 'in-flight') {
    throw invalidParameter(
      `Value for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    );
  }
  queue.delete([message]);
}

function change(queue: Queue, handle: string, seconds: number): void {
  const message = find(queue, handle);
  if (message?.state !== 'in-flight') {
    throw new ServiceError('MessageNotInflight', 'The specified message is not in flight.');
  }
  queue.changeVisibility(message.seq, seconds);
}

function find(queue: Queue, handle: string): Readonly<Held> | undefined {
  const parsed = parseReceiptHandle(handle);
  if (!parsed) throw receiptHandleIsInvalid();
  const message = queue.get(parsed.seq);
  return message?.id === parsed.id && message.received === parsed.received ? message : undefined;
}

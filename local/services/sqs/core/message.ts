/** A message attribute as a caller sends it; `BinaryValue` is base64, as on the wire. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

/** What a sender decides about a message. */
export interface Draft {
  body: string;
  attributes?: Record<string, MessageAttribute>;
  /** Seconds until it may be received; a FIFO queue has only its own delay. */
  delaySeconds?: number;
  /** FIFO: one group is one line of waiting. */
  group?: string;
  deduplicationId?: string;
  /** Who sent it: an ARN or the name of a service. */
  sender: string;
  /** X-Ray trace header: carries the lineage that stops endless recursion. */
  trace?: string;
}

/** What the journal keeps of a message. */
export interface Message extends Omit<Draft, 'delaySeconds'> {
  id: string;
  /** Order of arrival in its queue; with the queue it names the message. */
  seq: number;
  sentAt: number;
  /** Queue it came from, once it is in a dead-letter queue. */
  source?: string;
  received: number;
  firstReceivedAt?: number;
  /** Until this time nobody can receive it: delay or visibility time-out. */
  wakeAt: number;
}

/** A message in memory. What is in flight is never journalled: a restart makes it visible again. */
export interface Held extends Message {
  state: 'waiting' | 'ready' | 'in-flight' | 'gone';
}

/** 20 digits, as SQS numbers the messages of a FIFO queue. */
export const sequenceNumber = (seq: number): string => `1${String(seq).padStart(19, '0')}`;

/** Names one receive of one message: the next receive makes this handle stale. */
export function receiptHandle(message: Message): string {
  return Buffer.from(`${message.seq}.${message.received}.${message.id}`).toString('base64url');
}

/** @returns undefined for text that never was a handle. */
export function parseReceiptHandle(
  handle: string,
): { seq: number; received: number; id: string } | undefined {
  const [, seq, received, id] =
    /^(\d+)\.(\d+)\.([\w-]+)$/.exec(Buffer.from(handle, 'base64url').toString()) ?? [];
  return seq && received && id ? { seq: Number(seq), received: Number(received), id } : undefined;
}

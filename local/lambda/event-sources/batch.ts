import type { Message, QueueConsumer } from '../../services/sqs';

/** Lambda's limit of an event: 6 MB. */
const MAX_EVENT_BYTES = 6_291_556;
/** A long poll is asked anew this often. */
const POLL_MS = 20_000;

export interface Batch {
  messages: Message[];
  /** JSON text of the event. */
  event: string;
}

/** Collects batches of one mapping: until one is full, its window is over, or the event is as long as it may be. */
export class Batches {
  /** Received, but too much for the last event; in flight, so it is first in the next one. */
  #left: Message[] = [];

  constructor(
    private readonly source: QueueConsumer,
    private readonly limits: { batchSize: number; windowSeconds: number },
    private readonly encode: (message: Message) => string,
  ) {}

  /** @returns an empty batch when nothing came for a while, or when the signal is aborted. */
  async next(signal: AbortSignal): Promise<Batch> {
    const { batchSize, windowSeconds } = this.limits;
    const messages = this.#left.splice(0, batchSize);
    if (messages.length === 0) messages.push(...(await this.source.receive(batchSize, POLL_MS, signal)));
    const end = performance.now() + windowSeconds * 1000;
    while (messages.length > 0 && messages.length < batchSize && !signal.aborted) {
      const waitMs = end - performance.now();
      if (waitMs <= 0) break;
      messages.push(...(await this.source.receive(batchSize - messages.length, waitMs, signal)));
    }
    return this.#cut(messages);
  }

  /** Messages of a batch that was not handed over: they are first in the next one. */
  giveBack(messages: readonly Message[]): void {
    this.#left.unshift(...messages);
  }

  #cut(messages: Message[]): Batch {
    const records: string[] = [];
    let bytes = '{"Records":[]}'.length;
    for (const message of messages) {
      const record = this.encode(message);
      bytes += Buffer.byteLength(record) + 1;
      if (bytes > MAX_EVENT_BYTES && records.length > 0) break;
      records.push(record);
    }
    this.#left.unshift(...messages.splice(records.length));
    return { messages, event: `{"Records":[${records.join(',')}]}` };
  }
}

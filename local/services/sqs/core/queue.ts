import { createHash, randomUUID } from 'node:crypto';
import { invalidParameter } from '../errors';
import { Arrivals } from './arrivals';
import { type Accepted, Deduplication } from './deduplication';
import { FifoOrder } from './fifo-order';
import type { Draft, Held, Message } from './message';
import { type Order, StandardOrder } from './order';
import type { QueueSettings } from './settings';
import { Store } from './store';
import { Timeline } from './timeline';

/** What a queue needs of the world. */
export interface QueueWorld {
  file: string;
  now(): number;
  /** Takes a message that was received too often; answers false while there is no dead-letter queue. */
  bury(message: Message, from: Queue): boolean;
}

/** What a sender gets back; for a repeated deduplication id that of the first. */
export type Sent = Pick<Message, 'id' | 'seq'>;

/** One queue: its messages in memory, their life in the journal. Knows no principals and no wire format. */
export class Queue {
  readonly #messages = new Map<number, Held>();
  readonly #timeline = new Timeline<Held>();
  readonly #order: Order;
  readonly #arrivals = new Arrivals();
  readonly #deduplication = new Deduplication();
  readonly #store: Store;
  #nextSeq: number;
  #closed = false;

  constructor(
    readonly settings: QueueSettings,
    private readonly world: QueueWorld,
  ) {
    this.#order = settings.fifo ? new FifoOrder() : new StandardOrder();
    this.#store = new Store(world.file, () => ({
      nextSeq: this.#nextSeq,
      messages: this.#messages.values(),
      accepted: this.#deduplication.entries(world.now()),
    }));
    const { nextSeq, messages, accepted } = this.#store.restore();
    this.#nextSeq = nextSeq;
    for (const message of messages) this.#hold(message);
    for (const entry of accepted) this.#deduplication.remember(entry);
    this.#store.tidy();
  }

  /** Stores a message; `flush` before answering. */
  send(draft: Draft): Sent {
    const now = this.world.now();
    const { delaySeconds = this.settings.delay, ...rest } = draft;
    if (this.settings.fifo) rest.deduplicationId ??= this.#contentId(draft.body);
    const key = this.#deduplicationKey(rest);
    const earlier = key === undefined ? undefined : this.#deduplication.find(key, now);
    if (earlier) return earlier;
    const message = {
      ...rest,
      id: randomUUID(),
      sentAt: now,
      received: 0,
      wakeAt: now + delaySeconds * 1000,
    };
    const stored = this.#adopt(message);
    if (key !== undefined) this.#accept({ key, at: now, id: stored.id, seq: stored.seq });
    return stored;
  }

  /** Takes over a message of another queue: dead-lettered, or moved back. */
  adopt(message: Omit<Message, 'seq' | 'wakeAt'>): Message {
    return this.#adopt({ ...message, wakeAt: this.world.now() });
  }

  /** At most `max` messages, now in flight for `visibilityTimeout` seconds. */
  take(max: number, visibilityTimeout = this.settings.visibilityTimeout): Message[] {
    if (this.#closed) return [];
    const now = this.world.now();
    this.#advance(now);
    const taken = this.#order.take(max, (message) => this.#admit(message, now, visibilityTimeout));
    if (taken.length > 0) this.#store.received(taken, now);
    return taken;
  }

  /** `take` that waits for the first message until `waitMs` are over or the signal is aborted. */
  async receive(options: {
    max: number;
    waitMs: number;
    visibilityTimeout?: number;
    signal?: AbortSignal;
  }): Promise<Message[]> {
    const deadline = this.world.now() + options.waitMs;
    for (;;) {
      const taken = options.signal?.aborted ? [] : this.take(options.max, options.visibilityTimeout);
      const now = this.world.now();
      if (taken.length > 0 || now >= deadline || this.#closed || options.signal?.aborted) return taken;
      await this.#arrivals.wait(Math.min(deadline, this.#timeline.next ?? deadline) - now, options.signal);
    }
  }

  get(seq: number): Readonly<Held> | undefined {
    this.#advance(this.world.now());
    return this.#messages.get(seq);
  }

  /** Deletes for good; `flush` before answering. */
  delete(messages: readonly Message[]): void {
    for (const { seq } of messages) {
      const message = this.#messages.get(seq);
      if (message) this.#drop(message);
    }
    this.#store.deleted(messages);
    // A FIFO group that was locked may go on.
    if (this.settings.fifo) this.#arrivals.announce();
  }

  /** For a message in flight: from now on `seconds` until it may be received again. */
  changeVisibility(seq: number, seconds: number): void {
    const message = this.#messages.get(seq);
    if (message?.state !== 'in-flight') return;
    message.wakeAt = this.world.now() + seconds * 1000;
    this.#timeline.add(message.wakeAt, message);
    this.#advance(this.world.now());
    this.#arrivals.announce();
  }

  purge(): void {
    for (const message of this.#messages.values()) message.state = 'gone';
    this.#messages.clear();
    this.#timeline.clear();
    this.#order.clear();
    this.#store.rewrite();
  }

  counts(): { ready: number; inFlight: number; delayed: number } {
    this.#advance(this.world.now());
    const counts = { ready: 0, inFlight: 0, delayed: 0 };
    for (const { state } of this.#messages.values()) {
      if (state === 'ready') counts.ready += 1;
      else if (state === 'in-flight') counts.inFlight += 1;
      else counts.delayed += 1;
    }
    return counts;
  }

  /** Until it returns, a kill -9 may lose what was sent and bring back what was deleted. */
  flush(): void {
    this.#store.flush();
  }

  close(): void {
    this.#closed = true;
    this.#arrivals.announce();
    this.#store.close();
  }

  #adopt(message: Omit<Message, 'seq'>): Message {
    const stored = { ...message, seq: this.#nextSeq };
    this.#nextSeq += 1;
    this.#store.sent(stored);
    const held = this.#hold(stored);
    this.#arrivals.announce();
    return held;
  }

  #hold(message: Message): Held {
    const state = message.wakeAt > this.world.now() ? 'waiting' : 'ready';
    const held: Held = { ...message, state };
    this.#messages.set(held.seq, held);
    this.#order.add(held);
    if (state === 'waiting') this.#timeline.add(held.wakeAt, held);
    return held;
  }

  /** Wakes what is due and forgets what is older than the retention period. */
  #advance(now: number): void {
    for (let due = this.#timeline.due(now); due; due = this.#timeline.due(now)) {
      const { at, item: message } = due;
      if (message.wakeAt !== at || (message.state !== 'waiting' && message.state !== 'in-flight')) continue;
      message.state = 'ready';
      this.#order.ready(message);
    }
    for (const message of this.#messages.values()) {
      if (message.sentAt + this.settings.retention * 1000 > now) return;
      this.#drop(message);
      this.#store.deleted([message]);
    }
  }

  #admit(message: Held, now: number, visibilityTimeout: number): boolean {
    const redrive = this.settings.redrive;
    if (redrive && message.received >= redrive.maxReceiveCount && this.world.bury(message, this)) {
      this.#drop(message);
      this.#store.deleted([message]);
      return false;
    }
    message.state = 'in-flight';
    message.received += 1;
    message.firstReceivedAt ??= now;
    message.wakeAt = now + visibilityTimeout * 1000;
    this.#timeline.add(message.wakeAt, message);
    return true;
  }

  #drop(message: Held): void {
    message.state = 'gone';
    this.#messages.delete(message.seq);
    this.#order.remove(message);
  }

  #accept(entry: Accepted): void {
    this.#deduplication.remember(entry);
    this.#store.accepted(entry);
  }

  #contentId(body: string): string {
    if (this.settings.contentBasedDeduplication) return createHash('sha256').update(body).digest('hex');
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }

  #deduplicationKey({
    group,
    deduplicationId,
  }: Pick<Draft, 'group' | 'deduplicationId'>): string | undefined {
    if (!this.settings.fifo) return undefined;
    return this.settings.deduplicationScope === 'messageGroup'
      ? `${group}\n${deduplicationId}`
      : deduplicationId;
  }
}

import type { Faults } from './faults';
import type { OpenMail } from './ledger';
import type { PlannedEvent } from './plan';

export interface DueEvent {
  entry: OpenMail;
  event: PlannedEvent;
}

interface Queued extends DueEvent {
  /** On the monotonic clock, milliseconds. */
  due: number;
  failures: number;
}

interface Deps {
  /** Resolves when every topic has taken the event. */
  publish(due: DueEvent): Promise<void>;
  /** Called once a batch, with what was taken. */
  taken(batch: DueEvent[]): Promise<void>;
  /** Called when a topic does not take an event, which is then tried again. */
  refused(error: unknown): void;
  faults: Faults;
  now(): number;
}

const BATCH = 64;
const RETRY_MS = 250;
const MAX_RETRY_MS = 30_000;

/**
 * Publishes events when they are due, in batches: their acknowledgements share one line of the journal. Nothing
 * leaves before `start`, because at boot the topics' subscriptions do not exist yet.
 */
export class Outbox {
  /** Sorted by `due`. */
  private queue: Queued[] = [];
  private head = 0;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private started = false;
  private closed = false;

  constructor(private readonly deps: Deps) {}

  start(): void {
    this.started = true;
    this.wake();
  }

  schedule(entry: OpenMail, events: Iterable<PlannedEvent>): void {
    for (const event of events) this.scheduleOne(entry, event);
    this.wake();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.working;
  }

  private scheduleOne(entry: OpenMail, event: PlannedEvent): void {
    const item = {
      entry,
      event,
      due: performance.now() + Math.max(0, event.at - this.deps.now()),
      failures: 0,
    };
    const fault = this.deps.faults.forEvent();
    if (fault === 'events-dropped') {
      void this.deps.taken([item]);
      return;
    }
    if (fault === 'events-delayed') item.due += 1_000 + this.deps.faults.chance() * 4_000;
    if (fault === 'events-reordered') item.due += 50 + this.deps.faults.chance() * 250;
    this.insert(item);
    if (fault === 'events-duplicated')
      this.insert({ ...item, due: item.due + this.deps.faults.chance() * 100 });
  }

  /** Almost always at the end: events come in order of time. */
  private insert(item: Queued): void {
    let at = this.queue.length;
    while (at > this.head && this.queue[at - 1]!.due > item.due) at -= 1;
    this.queue.splice(at, 0, item);
  }

  private wake(): void {
    if (!this.started || this.closed || this.working) return;
    const first = this.queue[this.head];
    if (!first) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        this.working = this.work().finally(() => {
          this.working = undefined;
          this.wake();
        });
      },
      Math.max(0, first.due - performance.now()),
    );
  }

  private async work(): Promise<void> {
    for (let batch = this.takeDue(); batch.length > 0 && !this.closed; batch = this.takeDue()) {
      const taken: DueEvent[] = [];
      await Promise.all(
        batch.map(async (item) => ((await this.tryOne(item)) ? taken.push(item) : undefined)),
      );
      if (taken.length > 0) await this.deps.taken(taken);
    }
  }

  private takeDue(): Queued[] {
    const limit = Math.min(this.queue.length, this.head + BATCH);
    const from = this.head;
    const now = performance.now();
    while (this.head < limit && this.queue[this.head]!.due <= now) this.head += 1;
    const batch = this.queue.slice(from, this.head);
    if (this.head > 4096) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return batch;
  }

  private async tryOne(item: Queued): Promise<boolean> {
    try {
      await this.deps.publish(item);
      return true;
    } catch (error) {
      this.deps.refused(error);
      const wait = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** item.failures);
      this.insert({ ...item, due: performance.now() + wait, failures: item.failures + 1 });
      return false;
    }
  }
}

/** SQS swallows a FIFO message whose deduplication id it has accepted in the last 5 minutes. */
const WINDOW_MS = 5 * 60_000;

export interface Accepted {
  key: string;
  at: number;
  id: string;
  seq: number;
}

/** Remembers what a FIFO queue has accepted lately, deleted or not. */
export class Deduplication {
  readonly #accepted = new Map<string, Accepted>();

  find(key: string, now: number): Accepted | undefined {
    this.#forget(now);
    return this.#accepted.get(key);
  }

  remember(entry: Accepted): void {
    this.#accepted.set(entry.key, entry);
  }

  /** What a restart must still know. */
  *entries(now: number): Iterable<Accepted> {
    this.#forget(now);
    yield* this.#accepted.values();
  }

  #forget(now: number): void {
    for (const entry of this.#accepted.values()) {
      if (entry.at + WINDOW_MS > now) return;
      this.#accepted.delete(entry.key);
    }
  }
}

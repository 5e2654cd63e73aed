/** Wakes long polls when there may be something to receive. */
export class Arrivals {
  #waiting = new Set<() => void>();

  /** Resolves at the next `announce`, after `ms`, or when the signal is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      // A timer takes at most 2^31-1 ms; a wait that ends early only looks again.
      const timer = setTimeout(done, Math.min(Math.max(ms, 0), 2 ** 31 - 1));
      signal?.addEventListener('abort', done, { once: true });
      this.#waiting.add(done);
    });
  }

  announce(): void {
    for (const done of [...this.#waiting]) done();
  }
}

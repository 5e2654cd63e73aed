/** How a slice ends, and so what the lane does next. */
export type End =
  /** The slice's time is over; the next one goes on. */
  | { kind: 'handed-over' }
  | { kind: 'paused'; why: string }
  | { kind: 'waiting'; for: 'canary' | 'quota' | 'backoff'; until: Date }
  | { kind: 'drained' }
  /** Another slice has taken the lane over: leave it alone. */
  | { kind: 'superseded' }
  /** Something of ours broke: the message comes again. */
  | { kind: 'failed'; error: unknown };

/** Tells every part of a slice to begin nothing more. The first reason stays. */
export class Stop {
  private reason: End | undefined;
  private readonly wakers = new Set<() => void>();

  get end(): End | undefined {
    return this.reason;
  }

  request(end: End): void {
    this.reason ??= end;
    for (const wake of this.wakers) wake();
    this.wakers.clear();
  }

  /** Sleeps, but no longer than until the stop. */
  sleep(milliseconds: number): Promise<void> {
    if (this.reason || milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.wakers.add(wake);
    });
  }
}

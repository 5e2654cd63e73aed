/**
 * Strictly growing sequencers, over restarts too: 12 hex digits of milliseconds, 6 of a counter. As text they
 * sort in time, and consumers of events compare them so.
 */
export class Sequence {
  private last = '';

  constructor(private readonly now: () => Date) {}

  /** Takes note of one that is in use already. */
  observe(sequencer: string): void {
    if (sequencer > this.last) this.last = sequencer;
  }

  next(): string {
    const fresh = `${this.now().getTime().toString(16).toUpperCase().padStart(12, '0')}000000`;
    // A clock that stands still or was set back must not reorder versions.
    this.last =
      fresh > this.last
        ? fresh
        : (BigInt(`0x${this.last}`) + 1n).toString(16).toUpperCase().padStart(18, '0');
    return this.last;
  }
}

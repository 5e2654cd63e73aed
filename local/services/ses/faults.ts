import type { SesFault } from '../../settings';

type Kind = SesFault['kind'];

/** Chooses which calls and events a fault hits; the same seed and the same order of calls hit the same ones. */
export class Faults {
  private state = 0;
  private hits = 0;

  constructor(private fault?: SesFault) {
    this.change(fault);
  }

  /** Replaces the fault and starts its draws again; undefined ends it. */
  change(fault: SesFault | undefined): void {
    this.fault = fault;
    this.state = fault?.seed ?? 0;
  }

  /** How many calls and events have been hit so far. */
  count(): number {
    return this.hits;
  }

  /** The fault of this call, if it is one of calls and hits this one. */
  forCall(): Kind | undefined {
    return this.fault?.kind.startsWith('events-') ? undefined : this.draw();
  }

  /** The fault of this event, if it is one of events and hits this one. */
  forEvent(): Kind | undefined {
    return this.fault?.kind.startsWith('events-') ? this.draw() : undefined;
  }

  /** A further choice within a fault, 0 to 1. */
  chance(): number {
    // mulberry32: small, and the same on every computer.
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  private draw(): Kind | undefined {
    if (!this.fault || this.chance() >= this.fault.share) return undefined;
    this.hits += 1;
    return this.fault.kind;
  }
}

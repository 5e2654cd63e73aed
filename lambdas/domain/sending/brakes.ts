/**
 * Brakes for what a list or a broken SES can do within seconds. Pure counters; what they say is carried out by the
 * sender.
 */

const REFUSED_IN_A_ROW = 5;
const REFUSED_SHARE = 0.01;
const REFUSED_MIN = 500;

/** Single refusals are the recipient's; many are ours: a wrong header, a content SES does not like. */
export class RefusalBrake {
  private inARow = 0;
  private refused = 0;
  private tried = 0;

  accepted(): void {
    this.tried++;
    this.inARow = 0;
  }

  /** @returns why the run must pause, or nothing. */
  refusedOne(): string | undefined {
    this.tried++;
    this.refused++;
    this.inARow++;
    if (this.inARow >= REFUSED_IN_A_ROW) return `SES refused ${this.inARow} mails in a row`;
    if (this.tried >= REFUSED_MIN && this.refused > this.tried * REFUSED_SHARE) {
      return `SES refused ${this.refused} of ${this.tried} mails`;
    }
    return undefined;
  }
}

/** One lost answer is bad luck; this many in a row mean that nobody knows what SES does with our mail. */
const UNKNOWN_IN_A_ROW = 25;

/**
 * Holds the sender when answers are lost one after the other, until SES's events have proved that those mails were
 * accepted. Each proof doubles the credit for the next time; without proof the run pauses, with that many recipients
 * in doubt and not all of them.
 */
export class UnknownBrake<Key> {
  private credit = UNKNOWN_IN_A_ROW;
  private row: Key[] = [];

  /** An answer that leaves no doubt, whatever it said. */
  clear(): void {
    this.row = [];
  }

  unknownOne(key: Key): void {
    this.row.push(key);
  }

  /** The mails that must be proved before the next one is sent; empty while the brake is off. */
  get inDoubt(): readonly Key[] {
    return this.row.length >= this.credit ? this.row : [];
  }

  proved(): void {
    this.credit *= 2;
    this.row = [];
  }
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** While SES or the way to it is in trouble: half a second, doubling to 30 s, until a call gets through. */
export class BackOff {
  private waits = 0;
  private until = Number.NEGATIVE_INFINITY;

  /** Mails that were on their way together count as one. */
  trouble(now: number): void {
    if (now < this.until) return;
    this.until = now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.waits);
    this.waits++;
  }

  fine(): void {
    this.waits = 0;
  }

  /** Milliseconds until the next call may be tried. */
  remaining(now: number): number {
    return Math.max(0, this.until - now);
  }

  get inTrouble(): boolean {
    return this.waits > 0;
  }
}

/**
 * How many mails may be under way at once. The pace alone is not enough: where the computer or SES is slower than the
 * pace, mails only wait for each other until their calls time out, and a call that timed out is an unknown. So the
 * window closes when mails take long and opens again when they do not.
 */

const FIRST = 24;
const LEAST = 4;
/** A claim, a call and a mark take about 0.1 s, and half a second when SES is slow. */
const FAST_MS = 750;
const SLOW_MS = 1_500;
const CUT = 0.7;
/** Mails that waited together are one sign, not many. */
const CUT_EVERY_MS = 500;
const OPEN_BY = 0.5;

export class FlightWindow {
  private limit = FIRST;
  private cutAt = Number.NEGATIVE_INFINITY;

  /** @param most under way, whatever the latency. */
  constructor(private readonly most: number) {}

  get room(): number {
    return Math.floor(this.limit);
  }

  /** One mail is done, `took` milliseconds after it was begun. */
  landed(took: number, now: number): void {
    if (took < FAST_MS) this.limit = Math.min(this.most, this.limit + OPEN_BY);
    else if (took > SLOW_MS && now - this.cutAt >= CUT_EVERY_MS) {
      this.cutAt = now;
      this.limit = Math.max(LEAST, this.limit * CUT);
    }
  }
}

/**
 * One lane's pace. SES tells of its limit only by refusing, so the pace is found by AIMD: up by 0.05 % of the share
 * a second, down by 2 % at most once a second, between 10 % and 98 % of the share. Starting at 97 % this keeps
 * about 97.8 % of the allowed rate in use with no mail throttled, under every guess of how SES enforces it.
 */

export const START = 0.97;
export const CAP = 0.98;
const FLOOR = 0.1;
const UP_PER_SECOND = 0.0005;
const DOWN = 0.98;

/** A slot missed by less than this (the event loop was busy) is made up for; a longer gap is not, it would be a burst. */
const CATCH_UP_MS = 100;

/** One sender manages about 300 recipients a second of CPU; half of it leaves room for TLS and slower cores. */
export const LANE_RATE = 150;

/**
 * How many lanes share a send rate; never more than there are shards to walk.
 *
 * @param laneRate mails a second for one lane; more where few cores would only be shared by more processes.
 */
export function lanesFor(
  maxSendRate: number,
  shards = Number.POSITIVE_INFINITY,
  laneRate = LANE_RATE,
): number {
  return Math.max(1, Math.min(shards, Math.ceil(maxSendRate / laneRate)));
}

export class Pacer {
  private rate: number;
  private next = Number.NEGATIVE_INFINITY;
  private cutAt = Number.NEGATIVE_INFINITY;
  private raisedAt: number | undefined;

  /**
   * @param share mails a second that this lane may use: MaxSendRate over the number of lanes.
   * @param pace where an earlier slice of the lane left off; 0 for none.
   */
  constructor(
    private share: number,
    pace = 0,
  ) {
    this.rate = this.bounded(pace > 0 ? pace : share * START);
  }

  /** Mails a second. */
  get pace(): number {
    return this.rate;
  }

  /** The account's limit has changed. */
  setShare(share: number): void {
    if (share === this.share) return;
    this.rate = this.bounded((this.rate / this.share) * share);
    this.share = share;
  }

  /** Takes the next slot and says when it is, in the same milliseconds as `now`. */
  slot(now: number): number {
    this.raise(now);
    const at = this.next < now - CATCH_UP_MS ? now : this.next;
    this.next = at + 1000 / this.rate;
    return at;
  }

  /** SES refused a mail because of the rate. */
  throttled(now: number): void {
    if (now - this.cutAt < 1000) return;
    this.cutAt = now;
    this.raisedAt = now;
    this.rate = this.bounded(this.rate * DOWN);
  }

  private raise(now: number): void {
    const seconds = this.raisedAt === undefined ? 0 : (now - this.raisedAt) / 1000;
    if (this.raisedAt !== undefined && seconds < 1) return;
    this.raisedAt = now;
    this.rate = this.bounded(this.rate + this.share * UP_PER_SECOND * seconds);
  }

  private bounded(rate: number): number {
    return Math.min(this.share * CAP, Math.max(this.share * FLOOR, rate));
  }
}

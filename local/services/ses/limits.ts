import { quotaExceeded, rateExceeded } from './errors';

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

/** The account's two limits; -1 lifts the quota as `GetSendQuota` says it. */
export interface Limits {
  maxSendRate: number;
  max24HourSend: number;
}

/**
 * The rate is a token bucket that holds one second's worth; a message to several recipients may put it into
 * debt, which later callers pay. The quota is a rolling 24 h, kept in minutes. Both count recipients.
 */
export class SendLimits {
  private tokens: number;
  private refilledAt: number;
  private readonly minutes = new Map<number, number>();
  private sent = 0;

  constructor(
    private limits: Limits,
    private readonly now: () => number,
  ) {
    this.tokens = this.capacity();
    this.refilledAt = now();
  }

  /** New limits hold at once; the bucket keeps what it has, up to its new size. */
  change(limits: Partial<Limits>): void {
    this.refill();
    this.limits = { ...this.limits, ...limits };
    this.tokens = Math.min(this.tokens, this.capacity());
  }

  /**
   * @param counted of these, how many count towards the quota: mails to the mailbox simulator do not.
   * @throws Throttling, with the text that says which limit it was; then nothing is used up.
   */
  take(recipients: number, counted: number): void {
    const { max24HourSend } = this.limits;
    if (max24HourSend >= 0 && counted > 0 && this.sentLast24Hours() + counted > max24HourSend)
      throw quotaExceeded();
    this.refill();
    // One part in a million of slack: sums of fractions must not throttle an exactly even pace.
    if (this.tokens < 1 - 1e-6) throw rateExceeded();
    this.tokens -= recipients;
    if (counted > 0) this.record(this.now(), counted);
  }

  /** Counts mails accepted before a restart. */
  record(at: number, recipients: number): void {
    const minute = Math.floor(at / MINUTE);
    this.minutes.set(minute, (this.minutes.get(minute) ?? 0) + recipients);
    this.sent += recipients;
  }

  sentLast24Hours(): number {
    const oldest = Math.floor(this.now() / MINUTE) - DAY_MINUTES;
    for (const [minute, count] of this.minutes) {
      if (minute > oldest) break;
      this.minutes.delete(minute);
      this.sent -= count;
    }
    return this.sent;
  }

  /** `[minute, recipients]`, for the journal. */
  history(): [number, number][] {
    this.sentLast24Hours();
    return [...this.minutes];
  }

  current(): Limits {
    return this.limits;
  }

  private capacity(): number {
    return Math.max(1, this.limits.maxSendRate);
  }

  private refill(): void {
    const now = this.now();
    const seconds = Math.max(0, now - this.refilledAt) / 1000;
    this.tokens = Math.min(this.capacity(), this.tokens + seconds * this.limits.maxSendRate);
    this.refilledAt = now;
  }
}

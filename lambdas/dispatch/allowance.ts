import type { SendQuota } from '../adapters/mail';
import type { Pacer } from '../domain/sending/pacer';
import { headroom, ownSent, resumeAt } from '../domain/sending/quota';
import type { Clock } from '../shared/clock';
import type { Progress } from './progress';
import type { Stop } from './stop';

/** SES answers GetSendQuota once a second, for all lanes together. */
const TRIES = 8;
const REFRESH_MS = 60_000;

/** What the account still allows this lane: its share of the rate, and of what is left of the rolling 24 h quota. */
export class Allowance {
  private quota: SendQuota | undefined;
  private left = 0;
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly read: () => Promise<SendQuota>,
    private readonly progress: Progress,
    private readonly options: { lanes: number; reserve: number; clock: Clock },
  ) {}

  /** This lane's mails a second. @throws when SES does not tell, at the start of a slice. */
  async open(stop: Stop): Promise<number> {
    for (let attempt = 1; !this.quota; attempt++) {
      try {
        await this.refresh();
      } catch (error) {
        if (attempt === TRIES) throw error;
        await stop.sleep(200 + Math.random() * 800);
        if (stop.end) break;
      }
    }
    return this.share;
  }

  /** Where SES names no rate, the lowest there is: the sandbox's one a second. */
  get share(): number {
    return (this.quota?.maxSendRate || 1) / this.options.lanes;
  }

  /** Once a minute; a failed reading leaves the last one standing until the next. */
  async keepFresh(pacer: Pacer): Promise<void> {
    if (this.now() - this.readAt < REFRESH_MS) return;
    this.readAt = this.now();
    try {
      await this.refresh();
      pacer.setShare(this.share);
    } catch {
      // SES is not reachable or throttles this call: the sends themselves will tell.
    }
  }

  /** Takes one mail from what is left; asks SES again before saying no. */
  async take(): Promise<boolean> {
    if (this.left <= 0 && this.now() - this.readAt > 1_000) await this.refresh().catch(() => undefined);
    if (this.left <= 0) return false;
    this.left--;
    return true;
  }

  giveBack(): void {
    this.left++;
  }

  /** SES said that the quota is used up, whatever we thought. */
  exhausted(): void {
    this.left = 0;
  }

  resumeAt(): Date {
    const quota = this.quota ?? { max24HourSend: 0, sentLast24Hours: 0 };
    return resumeAt(this.progress.window, quota, this.options.clock.now());
  }

  private async refresh(): Promise<void> {
    const quota = await this.read();
    this.quota = quota;
    this.readAt = this.now();
    const now = this.options.clock.now();
    this.left = headroom(
      quota,
      ownSent(this.progress.window, now) * this.options.lanes,
      this.options.reserve,
      this.options.lanes,
    );
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}

import { FlightWindow } from '../domain/sending/flight-window';
import { type AttemptContext, attempt, type Prepared } from './attempt';
import type { Cursor } from './progress';
import { proveInDoubt } from './prove';

/** Mails under way at once: a second's worth at the highest pace of a lane. */
const MOST_IN_FLIGHT = 160;

/** One step of a walk: a mail in the making, or only that everyone up to here has been looked at. */
export interface PumpStep {
  mail?: Promise<Prepared | undefined>;
  at: Cursor;
}

/** Sends what a walk brings, one pace slot each, many on their way at once. */
export class Pump {
  private readonly again: Prepared[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private readonly window = new FlightWindow(MOST_IN_FLIGHT);
  /** Mails launched for the first time; retries do not count. */
  launched = 0;

  constructor(
    private readonly context: AttemptContext,
    private readonly hooks: {
      /** Writes that claims may be open in a shard, before the first one is. */
      saveShard(): Promise<void>;
      onLaunch?(prepared: Prepared): void;
    },
  ) {}

  /** Runs until the walk is done and every mail is settled, or a stop is requested; then waits for those under way. */
  async run(steps: AsyncGenerator<PumpStep>, most = Number.POSITIVE_INFINITY): Promise<void> {
    try {
      while (!this.stopped()) {
        const retry = this.again.shift();
        if (retry) await this.launch(retry);
        else if (!(await this.step(steps, most))) {
          if (this.inFlight.size === 0) break;
          await Promise.race(this.inFlight);
        }
      }
    } finally {
      await Promise.all(this.inFlight);
      await steps.return(undefined);
    }
  }

  /** Takes the walk one step on. False when there is nothing more to take. */
  private async step(steps: AsyncGenerator<PumpStep>, most: number): Promise<boolean> {
    if (this.launched >= most) return false;
    const { done, value } = await steps.next();
    if (done) return false;
    const prepared = await value.mail;
    if (prepared) {
      // Not launched means stopped: the cursor stays before this recipient, for the next slice.
      if (!(await this.launch(prepared))) return true;
      this.launched++;
      this.hooks.onLaunch?.(prepared);
    }
    this.context.progress.cursor = value.at;
    return true;
  }

  private async launch(prepared: Prepared): Promise<boolean> {
    if (!(await this.clearToSend(prepared))) return false;
    const begunAt = performance.now();
    const flight = attempt(this.context, prepared)
      .then((end) => {
        if (end === 'again') this.again.push(prepared);
      })
      .catch((error: unknown) => {
        this.context.progress.leaveUnsettled(prepared.due.shard);
        this.context.stop.request({ kind: 'failed', error });
      })
      .finally(() => {
        this.inFlight.delete(flight);
        const now = performance.now();
        this.window.landed(now - begunAt, now);
      });
    this.inFlight.add(flight);
    return true;
  }

  /** Waits until one more mail may go: trouble over, doubts settled, room, quota, and last its pace slot. */
  private async clearToSend({ due }: Prepared): Promise<boolean> {
    const { context } = this;
    await this.standStill();
    while (this.inFlight.size >= this.window.room) await Promise.race(this.inFlight);
    if (this.stopped()) return false;
    if (!(await context.allowance.take())) {
      context.stop.request({ kind: 'waiting', for: 'quota', until: context.allowance.resumeAt() });
      return false;
    }
    if (context.progress.openShard(due.shard)) await this.hooks.saveShard();
    const slot = context.pacer.slot(performance.now());
    await context.stop.sleep(slot - performance.now());
    if (!this.stopped()) return true;
    context.allowance.giveBack();
    return false;
  }

  /** In trouble one mail at a time probes the way; in doubt none goes until the doubt is settled. */
  private async standStill(): Promise<void> {
    const { backOff, unknowns, stop } = this.context;
    if (backOff.inTrouble) {
      await Promise.all(this.inFlight);
      await stop.sleep(backOff.remaining(performance.now()));
    }
    if (unknowns.inDoubt.length === 0) return;
    await Promise.all(this.inFlight);
    await proveInDoubt(this.context);
  }

  private stopped(): boolean {
    return this.context.stop.end !== undefined;
  }
}

import { observe, tripped } from '../domain/sending/breaker';
import { stamp } from '../shared/clock';
import type { AttemptContext } from './attempt';

/** The kill switch's promise: nothing new is sent a second after a person said stop. */
const EVERY_MS = 1_000;

/** Once a second: control field, people's words, breaker, heartbeat; once a minute: the quota. Ends with `close`. */
export class Monitor {
  private closed = false;
  private loop: Promise<void> | undefined;
  private wake: () => void = () => undefined;

  constructor(private readonly context: AttemptContext) {}

  start(): void {
    this.loop = this.run();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      await this.pause();
      if (this.closed) return;
      try {
        await this.tick();
      } catch (error) {
        // Without the control field nobody could stop us: so we stop.
        this.context.stop.request({ kind: 'failed', error });
      }
    }
  }

  private async tick(): Promise<void> {
    const { allowance, pacer, decided } = this.context;
    await Promise.all([this.obey(), decided.look(), this.watchReputation(), this.beat()]);
    // Never fails, and may take its time: no stop waits for it.
    void allowance.keepFresh(pacer);
  }

  private async obey(): Promise<void> {
    const { sender, progress, stop } = this.context;
    const control = await sender.controls.read(progress.lane.incident);
    if (control && control.run !== progress.lane.run) stop.request({ kind: 'superseded' });
    else if (control?.control === 'pause') stop.request({ kind: 'paused', why: control.why });
  }

  private async watchReputation(): Promise<void> {
    const { sender, progress } = this.context;
    const counted = await sender.controls.reputation(progress.lane.incident);
    if (!counted) return;
    const { finals, hardBounces, complaints } = counted;
    const now = { finals, hardBounces, complaints };
    progress.reputation = observe(progress.reputation, now);
    const why = tripped(progress.reputation, now);
    if (why) await this.context.pauseRun(why);
  }

  private async beat(): Promise<void> {
    const { sender, progress, pacer, stop } = this.context;
    const alive = await sender.lanes.beat(progress.lane, {
      heartbeatAt: stamp(sender.clock),
      ...progress.fields(pacer.pace),
    });
    if (!alive) stop.request({ kind: 'superseded' });
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, EVERY_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

import type { Sender } from '../../lambdas/dispatch/sender';

/**
 * A sender that can be killed between any two of its steps. After its death nothing it does has an effect any more
 * and nothing it waits for ever comes, as after SIGKILL; what was already on its way to a server still happens.
 */
export class Mortal {
  private dead = false;
  private steps = 0;

  /** @param diesAt the step (a call or an answer) at which it dies; what is passed names it. */
  constructor(private readonly diesAt: (step: number, what: string) => boolean) {}

  get isDead(): boolean {
    return this.dead;
  }

  get taken(): number {
    return this.steps;
  }

  kill(): void {
    this.dead = true;
  }

  /** The same sender, every port of it mortal. */
  possess(sender: Sender): Sender {
    return {
      ...sender,
      table: this.wrap('table', sender.table),
      incidents: this.wrap('incidents', sender.incidents),
      lanes: this.wrap('lanes', sender.lanes),
      notices: this.wrap('notices', sender.notices),
      controls: this.wrap('controls', sender.controls),
      mailer: this.wrap('mailer', sender.mailer),
      queue: this.wrap('queue', sender.queue),
    };
  }

  private wrap<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const member = Reflect.get(target, property);
        if (typeof member !== 'function' || property === 'key') return member;
        return (...args: unknown[]) =>
          this.pass(`${name}.${String(property)}`, () => member.apply(target, args));
      },
    });
  }

  private pass(what: string, call: () => unknown): unknown {
    if (this.step(`before ${what}`)) return new Promise(() => {});
    const answer = call();
    if (!(answer instanceof Promise)) return this.walk(what, answer as AsyncGenerator<unknown>);
    return answer.then(
      (value) => (this.step(`after ${what}`) ? new Promise(() => {}) : value),
      (error) => (this.dead ? new Promise(() => {}) : Promise.reject(error)),
    );
  }

  private async *walk(what: string, items: AsyncGenerator<unknown>): AsyncGenerator<unknown> {
    for await (const item of items) {
      if (this.dead) await new Promise(() => {});
      yield item;
    }
    if (this.step(`after ${what}`)) await new Promise(() => {});
  }

  private step(what: string): boolean {
    this.dead ||= this.diesAt(++this.steps, what);
    return this.dead;
  }
}

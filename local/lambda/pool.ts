import type { FunctionProcess, InvocationRequest } from './process';
import type { FunctionDefinition, Invocation } from './types';

/** A cold start costs 130 ms of CPU and 70 MB; a warm process is usually free again before that. */
const PATIENCE_MS = 250;
/** A process that nobody has used this long gives its 70 MB back. */
const IDLE_MS = 5 * 60_000;

const CLOSED = { type: 'ServiceException', message: 'The embedded AWS is closing' };

type Ready = FunctionProcess | { type: string; message: string };

/** The processes of one function: kept warm, one invocation at a time each, more of them when work waits. */
export class FunctionPool {
  readonly #idle: { process: FunctionProcess; timer: NodeJS.Timeout }[] = [];
  readonly #processes = new Set<FunctionProcess>();
  readonly #waiting: ((ready: Ready) => void)[] = [];
  #starting = 0;
  #closed = false;

  constructor(
    readonly definition: FunctionDefinition,
    private readonly start: () => FunctionProcess,
  ) {}

  /** Waits for a process when all are busy. */
  async invoke(request: InvocationRequest): Promise<Invocation> {
    const ready = await this.#acquire();
    if (!('invoke' in ready)) return { error: ready };
    const outcome = await ready.invoke(request);
    this.#release(ready);
    return outcome;
  }

  announceEnd(): void {
    for (const process of this.#processes) process.announceEnd();
  }

  /** Ends all processes, busy or not, for good. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const give of this.#waiting.splice(0)) give(CLOSED);
    for (const { timer } of this.#idle) clearTimeout(timer);
    const processes = [...this.#processes];
    for (const process of processes) process.kill();
    await Promise.all(processes.map(({ ended }) => ended));
  }

  #acquire(): Promise<Ready> {
    if (this.#closed) return Promise.resolve(CLOSED);
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (idle.process.usable) return Promise.resolve(idle.process);
    }
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.#grow(), PATIENCE_MS);
      this.#waiting.push((ready) => {
        clearTimeout(patience);
        resolve(ready);
      });
      if (this.#processes.size === 0) this.#grow();
    });
  }

  /** One more process, if there is more work than processes to come. */
  #grow(): void {
    const { concurrency } = this.definition;
    if (this.#closed || this.#starting >= this.#waiting.length || this.#processes.size >= concurrency) return;
    const process = this.start();
    this.#starting += 1;
    this.#processes.add(process);
    void process.ended.then(() => this.#forget(process));
    void process.ready().then((failure) => {
      this.#starting -= 1;
      if (!failure) this.#release(process);
      else this.#waiting.shift()?.(failure);
    });
  }

  #release(process: FunctionProcess): void {
    if (!process.usable || this.#closed) return;
    const next = this.#waiting.shift();
    if (next) next(process);
    else this.#idle.push({ process, timer: setTimeout(() => process.kill(), IDLE_MS).unref() });
  }

  #forget(process: FunctionProcess): void {
    this.#processes.delete(process);
    const index = this.#idle.findIndex((idle) => idle.process === process);
    if (index >= 0) clearTimeout(this.#idle.splice(index, 1)[0]!.timer);
    if (this.#waiting.length > 0) this.#grow();
  }
}

import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { join } from 'node:path';
import type { FunctionDefinition, Invocation } from './types';

const BOOTSTRAP = join(__dirname, 'bootstrap.cjs');
/** AWS allows 10 s; a laptop whose two cores are busy starting seven functions needs more. */
const INIT_MS = 60_000;

export interface InvocationRequest {
  id: string;
  /** JSON text. */
  event: string;
  trace: string;
}

type Failure = { type: string; message: string };
type Report = { kind: 'ready' } | { kind: 'done'; payload: string } | { kind: 'failed'; error: Failure };

/** One execution environment: a child process that has loaded the function's bundle. */
export class FunctionProcess {
  readonly #child: ChildProcess;
  #settle: ((report: Report) => void) | undefined;
  #usable = true;
  /** Settles with the process's end. */
  readonly ended: Promise<void>;

  constructor(
    private readonly definition: FunctionDefinition,
    environment: Record<string, string>,
    stdio: StdioOptions,
  ) {
    this.#child = fork(BOOTSTRAP, [], {
      cwd: definition.directory,
      env: environment,
      // Not the parent's: it may run under a loader, the function must not.
      execArgv: [`--max-old-space-size=${definition.memoryMb}`],
      serialization: 'advanced',
      stdio,
    });
    this.#child.on('message', (report: Report) => this.#report(report));
    // A failed send is followed by the exit, which tells more.
    this.#child.on('error', () => this.kill());
    this.ended = new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.once('exit', (code, signal) => {
        this.#usable = false;
        const how = signal ? `signal: ${signal}` : `exit status ${code}`;
        this.#report(failed('Runtime.ExitError', `Runtime exited with error: ${how}`));
      });
    });
  }

  /** False once it has ended or is about to. */
  get usable(): boolean {
    return this.#usable;
  }

  get output(): Pick<ChildProcess, 'stdout' | 'stderr'> {
    return this.#child;
  }

  /** @returns why the bundle could not be loaded, or undefined when it is. */
  async ready(): Promise<Failure | undefined> {
    const report = await this.#next(INIT_MS, () => failed('Sandbox.Timedout', 'Init phase timed out'));
    return report.kind === 'failed' ? report.error : undefined;
  }

  /** One at a time. */
  async invoke(request: InvocationRequest): Promise<Invocation> {
    const { arn, timeoutSeconds } = this.definition;
    const limit = timeoutSeconds * 1000;
    const next = this.#next(limit, () => timedOut(timeoutSeconds));
    this.#child.send({ ...request, arn, deadline: Date.now() + limit });
    const report = await next;
    if (report.kind === 'done') return { payload: JSON.parse(report.payload) };
    return { error: report.kind === 'failed' ? report.error : UNEXPECTED };
  }

  /** What AWS sends before it ends an environment: the function may put down what it holds. */
  announceEnd(): void {
    this.#child.kill('SIGTERM');
  }

  kill(): void {
    this.#usable = false;
    this.#child.kill('SIGKILL');
  }

  /** The next report; who takes too long is killed, as AWS does. */
  #next(limitMs: number, late: () => Report): Promise<Report> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.kill();
        this.#report(late());
      }, limitMs);
      this.#settle = (report) => {
        clearTimeout(timer);
        resolve(report);
      };
    });
  }

  #report(report: Report): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(report);
  }
}

const UNEXPECTED: Failure = { type: 'Runtime.BadFunctionCode', message: 'The runtime answered out of turn' };

const failed = (type: string, message: string): Report => ({ kind: 'failed', error: { type, message } });
const timedOut = (seconds: number) =>
  failed('Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`);

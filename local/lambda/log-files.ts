import type { StdioOptions } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionProcess } from './process';

/** Where functions write: `<directory>/<function>.log`. */
export class LogFiles {
  readonly #descriptors = new Map<string, number>();

  constructor(
    private readonly directory: string,
    /** Also to stderr of this process. */
    private readonly echo: boolean,
  ) {
    mkdirSync(directory, { recursive: true });
  }

  /** The child writes the file by itself: no byte goes through this process, and a kill loses none. */
  stdio(name: string): StdioOptions {
    if (this.echo) return ['ignore', 'pipe', 'pipe', 'ipc'];
    const descriptor = this.#descriptor(name);
    return ['ignore', descriptor, descriptor, 'ipc'];
  }

  /** Where output is echoed, it comes through here. */
  attach(name: string, { output }: FunctionProcess): void {
    for (const stream of [output.stdout, output.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.write(name, chunk));
    }
  }

  /** What the function cannot say itself: that it was killed. */
  line(name: string, requestId: string, text: string): void {
    this.write(name, Buffer.from(`${new Date().toISOString()} ${requestId} ${text}\n`));
  }

  close(): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
    this.#descriptors.clear();
  }

  private write(name: string, chunk: Buffer): void {
    appendFileSync(this.#descriptor(name), chunk);
    if (this.echo) process.stderr.write(chunk);
  }

  #descriptor(name: string): number {
    let descriptor = this.#descriptors.get(name);
    if (descriptor === undefined) {
      descriptor = openSync(join(this.directory, `${name}.log`), 'a');
      this.#descriptors.set(name, descriptor);
    }
    return descriptor;
  }
}

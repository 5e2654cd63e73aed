import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { AcceptedMail } from './mail';
import type { PlannedEvent } from './plan';

const COMPACT_AT_BYTES = 8 * 1024 * 1024;

/**
 * One line of the journal:
 * `m` a mail that is about to be committed, counting `quota` recipients; `e` an event learnt from
 * an SMTP server; `h` a copy is being handed to the SMTP server now; `a` events that SNS took, as `[mail, n]`;
 * `q` recipients of earlier mails, by minute.
 */
export type JournalLine =
  | { m: AcceptedMail; quota: number }
  | { e: string; event: PlannedEvent; final: boolean }
  | { h: string; recipient: number }
  | { a: [id: string, n: number][] }
  | { q: [minute: number, recipients: number][] };

/**
 * Append-only file of JSON lines. Lines that arrive while a write is under way go out together in the next one,
 * so a burst of mails costs a few system calls, not one each. `write` puts them out of reach of kill -9; a last
 * line that was cut off never had its caller answered and is ignored.
 */
export class Journal {
  private readonly path: string;
  private fd: number;
  private bytes = 0;
  private closed = false;
  private compactAt = COMPACT_AT_BYTES;
  private waiting: { text: string; done: (error?: unknown) => void }[] = [];
  private running: Promise<void> | undefined;

  /** @param snapshot the lines that say the same as everything so far, asked for when the file has grown. */
  constructor(
    directory: string,
    private readonly snapshot: () => JournalLine[],
  ) {
    this.path = join(directory, 'journal.jsonl');
    this.fd = openSync(this.path, 'a');
  }

  /** Every complete line, oldest first. To be followed by `rewrite` before anything is appended. */
  read(): JournalLine[] {
    if (!existsSync(this.path)) return [];
    const lines = readFileSync(this.path, 'utf8').split('\n');
    lines.pop();
    return lines.map((line) => JSON.parse(line) as JournalLine);
  }

  /** Resolves when the line is written. */
  append(line: JournalLine): Promise<void> {
    if (this.closed) return Promise.reject(new Error('the SES journal is closed'));
    const text = `${JSON.stringify(line)}\n`;
    const written = new Promise<void>((resolve, reject) => {
      this.waiting.push({ text, done: (error) => (error ? reject(error) : resolve()) });
    });
    this.running ??= this.run();
    return written;
  }

  /** Puts the snapshot in place of everything so far, at once. */
  rewrite(): void {
    const text = Buffer.from(
      this.snapshot()
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    const next = `${this.path}.next`;
    writeFileSync(next, text);
    renameSync(next, this.path);
    closeSync(this.fd);
    this.fd = openSync(this.path, 'a');
    this.bytes = text.length;
    this.compactAt = Math.max(COMPACT_AT_BYTES, 2 * this.bytes);
  }

  /** What is appended later is refused: the descriptor's number may be somebody else's file by then. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.running;
    closeSync(this.fd);
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      // One turn of the loop to gather what else is on its way.
      await new Promise(setImmediate);
      const batch = this.waiting;
      this.waiting = [];
      const error = this.write(Buffer.from(batch.map(({ text }) => text).join('')));
      for (const { done } of batch) done(error);
      if (this.bytes > this.compactAt) this.rewrite();
    }
    this.running = undefined;
  }

  /** A batch that did not fit on the disk leaves no half line behind. */
  private write(bytes: Buffer): unknown {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.fd, bytes, at);
      this.bytes += bytes.length;
      return undefined;
    } catch (error) {
      ftruncateSync(this.fd, this.bytes);
      return error;
    }
  }
}

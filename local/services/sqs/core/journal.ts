import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';

const NEWLINE = 10;

/**
 * Append-only file, one JSON entry a line. `flush` hands the lines to the kernel, so what was answered
 * survives kill -9 of this process; nothing is fsynced, so a power cut may lose the last seconds.
 */
export class Journal<Entry> {
  #pending: string[] = [];
  #descriptor: number;
  #scheduled: NodeJS.Immediate | undefined;
  /** Bytes on disk. */
  size = 0;

  /** @param replay is called with every entry of the last life; a torn last line was never answered. */
  constructor(
    private readonly file: string,
    replay: (entry: Entry) => void,
  ) {
    rmSync(`${file}.new`, { force: true });
    if (existsSync(file)) this.size = this.#read(readFileSync(file), replay);
    this.#descriptor = openSync(file, 'a');
    ftruncateSync(this.#descriptor, this.size);
  }

  /** Queues an entry; it is on disk after `flush`, or a moment later by itself. */
  append(entry: Entry): void {
    this.#pending.push(JSON.stringify(entry));
    this.#scheduled ??= setImmediate(() => this.#flushLater());
  }

  /** @throws when the disk is full; the entries stay pending and the file ends where it ended before. */
  flush(): void {
    if (this.#scheduled) clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    if (this.#pending.length === 0) return;
    const lines = Buffer.from(`${this.#pending.join('\n')}\n`);
    try {
      writeFully(this.#descriptor, lines);
    } catch (error) {
      ftruncateSync(this.#descriptor, this.size);
      throw error;
    }
    this.#pending = [];
    this.size += lines.length;
  }

  /** Replaces the whole file: temporary file, then rename. */
  rewrite(entries: Iterable<Entry>): void {
    const next = openSync(`${this.file}.new`, 'w');
    let size = 0;
    for (const entry of entries) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      writeFully(next, line);
      size += line.length;
    }
    closeSync(next);
    renameSync(`${this.file}.new`, this.file);
    closeSync(this.#descriptor);
    this.#descriptor = openSync(this.file, 'a');
    if (this.#scheduled) clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    this.#pending = [];
    this.size = size;
  }

  close(): void {
    this.flush();
    closeSync(this.#descriptor);
  }

  #flushLater(): void {
    try {
      this.flush();
    } catch {
      // Nobody waits for these entries. They are still pending, and the next `flush` says so.
    }
  }

  /** @returns the length of the complete lines. */
  #read(content: Buffer, replay: (entry: Entry) => void): number {
    let start = 0;
    for (let end = content.indexOf(NEWLINE); end >= 0; end = content.indexOf(NEWLINE, start)) {
      replay(JSON.parse(content.toString('utf8', start, end)) as Entry);
      start = end + 1;
    }
    return start;
  }
}

function writeFully(descriptor: number, data: Buffer): void {
  for (let offset = 0; offset < data.length; ) offset += writeSync(descriptor, data, offset);
}

import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Text that is gathered while another entry of the ZIP is being written, and becomes an entry later. */
export interface Spooled {
  write(text: string): Promise<void>;
  /** Everything written, in order. Nothing may be written afterwards. */
  read(): Promise<AsyncIterable<Uint8Array>>;
}

/** Gathered before it goes to the disk: one write a recipient would cost more than the text. */
const CHUNK = 1 << 16;

/**
 * Files without a name: each is taken out of its folder as soon as it is open. They hold addresses, and so they end
 * with the process, however it ends.
 */
export class Scratch {
  private readonly files: FileHandle[] = [];
  private opened = 0;
  private closed = false;

  private constructor(private readonly folder: string) {}

  static async open(): Promise<Scratch> {
    return new Scratch(await mkdtemp(join(tmpdir(), 'export-')));
  }

  async file(): Promise<FileHandle> {
    const path = join(this.folder, String(this.opened++));
    const file = await open(path, 'wx+', 0o600);
    await rm(path, { force: true });
    if (!this.closed) {
      this.files.push(file);
      return file;
    }
    // a build that was called off may come here once more
    await file.close();
    throw new Error('the scratch files are closed');
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const file of this.files) await file.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What is written in a scratch file, from its start. */
export const contentOf = (file: FileHandle) => file.createReadStream({ start: 0, autoClose: false });

/** Scratch files for one build. */
export async function withScratch<Result>(work: (scratch: Scratch) => Promise<Result>): Promise<Result> {
  const scratch = await Scratch.open();
  try {
    return await work(scratch);
  } finally {
    await scratch.close();
  }
}

/** A spooled text in a scratch file. */
export function spool(scratch: Scratch): Spooled {
  let file: FileHandle | undefined;
  let waiting = '';
  async function flush(): Promise<FileHandle> {
    file ??= await scratch.file();
    const text = waiting;
    waiting = '';
    await file.writeFile(text);
    return file;
  }
  return {
    async write(text) {
      waiting += text;
      if (waiting.length >= CHUNK) await flush();
    },
    read: async () => contentOf(await flush()),
  };
}

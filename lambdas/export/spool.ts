import { createReadStream } from 'node:fs';
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

/** A private folder for one build. It holds addresses for as long as the build runs, so it is always removed. */
export async function withScratch<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A spooled text in a scratch folder. */
export function spool(folder: string, name: string): Spooled {
  const path = join(folder, name);
  let file: FileHandle | undefined;
  let waiting = '';
  async function flush(): Promise<void> {
    file ??= await open(path, 'wx', 0o600);
    const text = waiting;
    waiting = '';
    await file.writeFile(text);
  }
  return {
    async write(text) {
      waiting += text;
      if (waiting.length >= CHUNK) await flush();
    },
    async read() {
      await flush();
      await file?.close();
      return createReadStream(path);
    },
  };
}

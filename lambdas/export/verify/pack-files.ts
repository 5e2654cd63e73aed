import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { Fault } from './fault';
import { type PlacedEntry, readEntries } from './zip-entries';

/** Texts read whole: manifests, keys, summaries. Ours are a few KB. */
const MOST_TEXT_BYTES = 64 * 1024 * 1024;

const CHUNK = 1 << 18;

/** The files of a pack by name. Folders of their own are nothing: they hold no bytes. */
export class PackFiles {
  private constructor(
    private readonly file: FileHandle,
    private readonly entries: Map<string, PlacedEntry>,
    /** Entries that hold no bytes and only name a folder, without the slash at their end. */
    readonly folders: string[],
  ) {}

  /** @throws Fault when it is no readable ZIP, or when a name occurs twice. */
  static async open(file: FileHandle): Promise<PackFiles> {
    const entries = new Map<string, PlacedEntry>();
    for (const entry of await readEntries(file)) {
      if (entries.has(entry.name)) throw new Fault(`${entry.name} is in the pack twice`);
      entries.set(entry.name, entry);
    }
    const folders = [...entries.values()].filter(({ name, size }) => name.endsWith('/') && size === 0);
    for (const { name } of folders) entries.delete(name);
    return new PackFiles(
      file,
      entries,
      folders.map(({ name }) => name.slice(0, -1)),
    );
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  async sha256(name: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of this.bytes(name)) hash.update(chunk);
    return hash.digest('hex');
  }

  async whole(name: string): Promise<Buffer> {
    if ((this.entries.get(name)?.size ?? 0) > MOST_TEXT_BYTES)
      throw new Fault(`${name} is larger than it can be`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.bytes(name)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async text(name: string): Promise<string> {
    return (await this.whole(name)).toString('utf8');
  }

  /** Lines without their ends, one at a time. */
  async *lines(name: string): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of this.bytes(name)) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      if (rest.length > MOST_TEXT_BYTES) throw new Fault(`${name} has a line that is longer than it can be`);
      yield* parts;
    }
    if (rest !== '') yield rest;
  }

  private async *bytes(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.entries.get(name);
    if (!entry) throw new Fault(`${name} is missing`);
    let size = 0;
    try {
      for await (const chunk of this.unpacked(entry)) {
        size += chunk.length;
        if (size > entry.size) break;
        yield chunk;
      }
    } catch {
      throw new Fault(`${name} cannot be unpacked: its bytes were changed`);
    }
    if (size !== entry.size) throw new Fault(`${name} does not have the size the ZIP says`);
  }

  private async *unpacked({ dataAt, compressedSize, method }: PlacedEntry): AsyncGenerator<Uint8Array> {
    const packed = this.packed(dataAt, compressedSize);
    if (method === 0) return yield* packed;
    const source = Readable.from(packed, { objectMode: false });
    const inflate = createInflateRaw();
    source.on('error', (error) => inflate.destroy(error));
    yield* source.pipe(inflate);
    // what comes after the end of the packed bytes is read by nobody here, but by somebody else perhaps
    if (inflate.bytesWritten !== compressedSize) throw new Error('something is behind it');
  }

  private async *packed(start: number, length: number): AsyncGenerator<Uint8Array> {
    for (let done = 0; done < length; ) {
      const wanted = Math.min(CHUNK, length - done);
      const { bytesRead, buffer } = await this.file.read(Buffer.alloc(wanted), 0, wanted, start + done);
      if (bytesRead === 0) throw new Error('cut off');
      done += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
}

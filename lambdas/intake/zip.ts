import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { ObjectGone, type ObjectSource } from '../adapters/bucket';
import { Refusal } from '../domain/quarantine-codes';
import { bounded, refuseTooLarge } from './unpack';

/** Each member takes a place in the drop's item (400 KB) and some calls to read it. */
const MAX_MEMBERS = 100;
const TOO_MANY = `more than ${MAX_MEMBERS} files`;

/** One file of a ZIP. */
export interface ZipMember {
  name: string;
  read(): AsyncIterable<Buffer>;
}

/**
 * Lists a ZIP by its directory, reading only the ranges it needs.
 *
 * @throws Refusal when it is damaged, encrypted, or larger than should be.
 */
export async function openZip(source: ObjectSource): Promise<ZipMember[]> {
  try {
    const zip = await fromRandomAccessReaderPromise(new RangeReader(source), source.bytes, {
      lazyEntries: true,
      autoClose: false,
    });
    if (zip.entryCount > MAX_MEMBERS * 5) throw new Refusal('archive-bomb', TOO_MANY);
    const entries = (await entriesOf(zip)).filter(({ fileName }) => !isLitter(fileName));
    if (entries.length === 0) throw new Refusal('empty-file');
    if (entries.length > MAX_MEMBERS) throw new Refusal('archive-bomb', TOO_MANY);
    if (entries.some((entry) => entry.isEncrypted())) throw new Refusal('archive-encrypted');
    const unpacked = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    refuseTooLarge(unpacked, source.bytes);
    return entries.map((entry) => ({ name: entry.fileName, read: () => readEntry(zip, entry) }));
  } catch (error) {
    throw asRefusal(error);
  }
}

/** What operating systems leave in archives beside the files. */
const isLitter = (name: string) =>
  name.endsWith('/') || /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)/u.test(name);

function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

async function* readEntry(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  try {
    const stream = await zip.openReadStreamPromise(entry);
    let crc = 0;
    for await (const piece of bounded(stream as AsyncIterable<Buffer>, entry.compressedSize)) {
      // Node 20.15 and later; the ZIP library checks sizes, but not this.
      crc = zlib.crc32?.(piece, crc) ?? entry.crc32;
      yield piece;
    }
    if (entry.uncompressedSize > 0 && crc !== entry.crc32) throw new Refusal('archive-damaged');
  } catch (error) {
    throw asRefusal(error);
  }
}

/** A fault of reading is for another try; a fault of the archive will be there again. */
function asRefusal(error: unknown): unknown {
  const ours = error instanceof Refusal || error instanceof ObjectGone || error instanceof ReadFailed;
  return ours ? error : new Refusal('archive-damaged');
}

/** The object could not be read: nothing is wrong with the archive. */
class ReadFailed extends Error {
  override name = 'ReadFailed';
}

class RangeReader extends RandomAccessReader {
  constructor(private readonly source: ObjectSource) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.range(start, end), { objectMode: false });
  }

  private async *range(start: number, end: number): AsyncGenerator<Buffer> {
    try {
      yield* this.source.read(start, end);
    } catch (error) {
      throw error instanceof ObjectGone
        ? error
        : new ReadFailed('the object could not be read', { cause: error });
    }
  }
}

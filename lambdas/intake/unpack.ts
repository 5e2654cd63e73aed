import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Refusal } from '../domain/quarantine-codes';

/** Nothing larger is read, packed or not: a 1,769 MB function can tell so many admins apart. */
export const MAX_BYTES = 2 * 1024 ** 3;
/** Lists pack 5 to 50 times smaller. What unpacks to 200 times its size, beyond 64 MB, is made to hurt. */
const MAX_RATIO = 200;
const RATIO_FROM = 64 * 1024 * 1024;

/** Passes bytes on and stops before an archive hurts: by size and by ratio, as they come, whatever it claims. */
export async function* bounded(bytes: AsyncIterable<Buffer>, packed: number): AsyncGenerator<Buffer> {
  let unpacked = 0;
  for await (const piece of bytes) {
    unpacked += piece.length;
    refuseTooLarge(unpacked, packed);
    yield piece;
  }
}

/** @throws Refusal when a file of this size and packed size is not to be read. */
export function refuseTooLarge(unpacked: number, packed: number): void {
  if (unpacked > RATIO_FROM && unpacked > packed * MAX_RATIO) throw new Refusal('archive-bomb');
  if (unpacked > MAX_BYTES) throw new Refusal('too-large');
}

/** Unpacks gzip, also of several members put together; damaged or cut off is refused. */
export async function* gunzipped(bytes: AsyncIterable<Buffer>, packed: number): AsyncGenerator<Buffer> {
  let source: unknown;
  const input = Readable.from(bytes, { objectMode: false });
  input.once('error', (error) => {
    source = error;
  });
  const unpacked = pipeline(input, createGunzip(), () => {});
  try {
    yield* bounded(unpacked as AsyncIterable<Buffer>, packed);
  } catch (error) {
    if (source) throw source;
    throw error instanceof Refusal ? error : new Refusal('archive-damaged');
  }
}

/** What a file is by its first bytes, as far as unpacking goes. */
export function packingOf(head: Buffer): 'zip' | 'gzip' | 'tar' | undefined {
  const magic = head.toString('hex', 0, 4);
  if (magic === '504b0304' || magic === '504b0506') return 'zip';
  if (magic.startsWith('1f8b')) return 'gzip';
  return head.toString('latin1', 257, 262) === 'ustar' ? 'tar' : undefined;
}

import { createHash } from 'node:crypto';
import { ObjectGone, type ObjectSource } from '../adapters/bucket';
import { MAX_BYTES } from './unpack';

/**
 * SHA-256 of a whole object that is not read as a file, so that custody says which one it was. None of one that is
 * gone, or larger than anything that is read: its hash would take longer than a slice has.
 *
 * @param goOn called after each piece.
 */
export async function hashObject(
  source: ObjectSource,
  goOn: () => Promise<unknown>,
): Promise<string | undefined> {
  if (source.bytes > MAX_BYTES) return undefined;
  const hash = createHash('sha256');
  try {
    for await (const piece of source.read()) {
      hash.update(piece);
      await goOn();
    }
  } catch (error) {
    if (error instanceof ObjectGone) return undefined;
    throw error;
  }
  return hash.digest('hex');
}

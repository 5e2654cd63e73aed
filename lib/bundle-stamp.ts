import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What was read to make something, and what was made of it: one SHA-256 over the bytes of all, in this order. */
interface Stamp {
  hash: string;
  files: string[];
}

/** Whether every file of the stamp still has the bytes it had; never so without a stamp. */
export function isUpToDate(stamp: string): boolean {
  try {
    const { hash, files }: Stamp = JSON.parse(readFileSync(stamp, 'utf8'));
    return hashOf(files) === hash;
  } catch {
    // No stamp, a broken one, or one of its files is gone: all of it means to make it again.
    return false;
  }
}

/** @param files absolute paths; those of another checkout would not be looked at here, so the stamp is not to be shared. */
export function writeStamp(stamp: string, files: string[]): void {
  const written = `${stamp}.${process.pid}`;
  writeFileSync(written, JSON.stringify({ hash: hashOf(files), files } satisfies Stamp));
  renameSync(written, stamp);
}

function hashOf(files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(`${bytes.length} ${file}\n`).update(bytes);
  }
  return hash.digest('hex');
}

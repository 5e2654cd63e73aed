import type { FileHandle } from 'node:fs/promises';
import { readAt, unreadable } from './read-at';

/** Where the central directory lies, and how many entries it has. */
export interface Directory {
  at: number;
  bytes: number;
  count: number;
}

const END = Buffer.from('PK\x05\x06');
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
/** Signature and length, which counts what comes after them. */
const END64_HEAD_BYTES = 12;
/** Our packs have some thirty entries; this is room for half a million. */
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;

/**
 * Finds the one end record. Unpackers differ in which one they take when there are several, so a second one behind it,
 * or anything between the directory and it, is refused: they must not see another pack than we do.
 */
export async function findDirectory(file: FileHandle): Promise<Directory> {
  const { size } = await file.stat();
  const tailAt = Math.max(0, size - (END_BYTES + 0xffff));
  const tail = await readAt(file, tailAt, size - tailAt);
  const at = tail.lastIndexOf(END);
  if (at < 0) throw unreadable('it has no end record');
  if (at + END_BYTES > tail.length || at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length) {
    throw unreadable('it is cut off, or something was put behind it');
  }
  const found = {
    at: tail.readUInt32LE(at + 16),
    bytes: tail.readUInt32LE(at + 12),
    count: tail.readUInt16LE(at + 10),
  };
  const directory = await withZip64(file, tailAt + at, found);
  if (directory.bytes > MOST_DIRECTORY_BYTES) throw unreadable('its directory is larger than it can be');
  return directory;
}

/** ZIP64 keeps what does not fit in a record of its own, which a locator right before the end record points at. */
async function withZip64(file: FileHandle, endAt: number, found: Directory): Promise<Directory> {
  if (found.at + found.bytes === endAt) return found;
  const locatorAt = endAt - LOCATOR_BYTES;
  const locator = await readAt(file, locatorAt, LOCATOR_BYTES);
  if (locator.readUInt32LE(0) !== END64_LOCATOR)
    throw unreadable('its directory does not lead up to its end');
  const at = Number(locator.readBigUInt64LE(8));
  const end = await readAt(file, at, 56);
  if (end.readUInt32LE(0) !== END64) throw unreadable('its ZIP64 end record is missing');
  const directory = {
    at: Number(end.readBigUInt64LE(48)),
    bytes: Number(end.readBigUInt64LE(40)),
    count: Number(end.readBigUInt64LE(32)),
  };
  const joined = directory.at + directory.bytes === at;
  const ended = at + END64_HEAD_BYTES + Number(end.readBigUInt64LE(4)) === locatorAt;
  if (!joined || !ended || !agree(found, directory))
    throw unreadable('its directory does not lead up to its end');
  return directory;
}

/** Values that fit stand in both records, and some unpackers read only the short one. */
function agree(short: Directory, long: Directory): boolean {
  const same = (a: number, b: number, full: number) => a === full || a === b;
  return (
    same(short.at, long.at, 0xffffffff) &&
    same(short.bytes, long.bytes, 0xffffffff) &&
    same(short.count, long.count, 0xffff)
  );
}

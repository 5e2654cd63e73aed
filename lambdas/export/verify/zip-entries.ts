import type { FileHandle } from 'node:fs/promises';
import { Fault } from './fault';

/** One entry as the central directory tells of it. */
export interface ZipEntry {
  name: string;
  method: number;
  encrypted: boolean;
  compressedSize: number;
  size: number;
  headerAt: number;
}

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
/** Our packs have some thirty entries; this is room for half a million. */
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;

/** Reads the central directory (APPNOTE 6.3), ZIP64 included. @throws Fault when it is not a readable ZIP. */
export async function readEntries(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const { at, bytes, count } = await findDirectory(file, size);
  if (at + bytes > size || bytes > MOST_DIRECTORY_BYTES)
    throw new Fault('the ZIP is not readable: its directory is cut off');
  const directory = await readAt(file, at, bytes);
  const entries: ZipEntry[] = [];
  let offset = 0;
  while (offset < bytes) {
    if (offset + 46 > bytes || directory.readUInt32LE(offset) !== CENTRAL) {
      throw new Fault('the ZIP is not readable: its directory is damaged');
    }
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((i) =>
      directory.readUInt16LE(offset + i),
    ) as [number, number, number];
    entries.push(entryAt(directory, offset, nameBytes, extraBytes));
    offset += 46 + nameBytes + extraBytes + commentBytes;
  }
  if (entries.length !== count) throw new Fault('the ZIP is not readable: its directory is not complete');
  return entries;
}

/** Where the bytes of an entry start. The local header must agree on the name: some unpackers trust that one. */
export async function dataStart(file: FileHandle, entry: ZipEntry): Promise<number> {
  const header = await readAt(file, entry.headerAt, 30);
  if (header.readUInt32LE(0) !== LOCAL)
    throw new Fault(`the ZIP is not readable: ${entry.name} has no header`);
  const nameBytes = header.readUInt16LE(26);
  const name = (await readAt(file, entry.headerAt + 30, nameBytes)).toString('utf8');
  if (name !== entry.name) throw new Fault(`${entry.name} has another name inside the ZIP: ${name}`);
  return entry.headerAt + 30 + nameBytes + header.readUInt16LE(28);
}

async function findDirectory(file: FileHandle, size: number) {
  const tailAt = Math.max(0, size - (END_BYTES + 0xffff));
  const tail = await readAt(file, tailAt, size - tailAt);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    // the comment reaches exactly to the end of the file: anything else is not the end record
    if (at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const found = {
      at: tail.readUInt32LE(at + 16),
      bytes: tail.readUInt32LE(at + 12),
      count: tail.readUInt16LE(at + 10),
    };
    const needs64 = found.at === 0xffffffff || found.bytes === 0xffffffff || found.count === 0xffff;
    return needs64 ? findDirectory64(file, tailAt + at) : found;
  }
  throw new Fault('the ZIP is not readable: it has no end record');
}

async function findDirectory64(file: FileHandle, endAt: number) {
  const locator = await readAt(file, endAt - LOCATOR_BYTES, LOCATOR_BYTES);
  if (locator.readUInt32LE(0) !== END64_LOCATOR)
    throw new Fault('the ZIP is not readable: its ZIP64 locator is missing');
  const end = await readAt(file, Number(locator.readBigUInt64LE(8)), 56);
  if (end.readUInt32LE(0) !== END64)
    throw new Fault('the ZIP is not readable: its ZIP64 end record is missing');
  return {
    at: Number(end.readBigUInt64LE(48)),
    bytes: Number(end.readBigUInt64LE(40)),
    count: Number(end.readBigUInt64LE(32)),
  };
}

function entryAt(directory: Buffer, offset: number, nameBytes: number, extraBytes: number): ZipEntry {
  const nameAt = offset + 46;
  const extra = directory.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes);
  const [size, compressedSize, headerAt] = zip64(
    [24, 20, 42].map((i) => directory.readUInt32LE(offset + i)),
    extra,
  ) as [number, number, number];
  return {
    name: directory.toString('utf8', nameAt, nameAt + nameBytes),
    method: directory.readUInt16LE(offset + 10),
    encrypted: (directory.readUInt16LE(offset + 8) & 1) === 1,
    compressedSize,
    size,
    headerAt,
  };
}

/** The ZIP64 extra field (id 1) holds, in this order, those values that are all ones in the record. */
function zip64(values: number[], extra: Buffer): number[] {
  if (!values.includes(0xffffffff)) return values;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    return values.map((value) => {
      if (value !== 0xffffffff) return value;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    });
  }
  return values;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (position < 0) throw new Fault('the ZIP is not readable: it is too short');
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Fault('the ZIP is not readable: it is cut off');
  return buffer;
}

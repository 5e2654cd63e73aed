import type { FileHandle } from 'node:fs/promises';
import { Fault } from './fault';
import { readAt, unreadable } from './read-at';
import { type Directory, findDirectory } from './zip-directory';

/** One entry as the central directory tells of it. */
export interface ZipEntry {
  name: string;
  method: number;
  flags: number;
  compressedSize: number;
  size: number;
  headerAt: number;
}

/** One entry, and where its bytes start. */
export interface PlacedEntry extends ZipEntry {
  dataAt: number;
}

const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
/** Encrypted in one way or another: bits 0, 6 and 13. */
const ENCRYPTED = 0x2041;
/** The sizes stand behind the bytes, as who writes a stream does not know them before. */
const SIZES_BEHIND = 8;
/** CRC and two sizes of 4 or 8 bytes, with or without a signature. */
const DESCRIPTORS = [12, 16, 20, 24];
const ALL_ONES = 0xffffffff;
const ZIP64 = 1;
const UNICODE_PATH = 0x7075;
/** Upper bits of a Unix mode; writers that know no modes leave 0. */
const [UNSAID, FOLDER, REGULAR] = [0, 4, 8];

/**
 * Reads the entries of a ZIP (APPNOTE 6.3), ZIP64 included. Unpackers read it by its directory, or from front to back by
 * the header before each entry. Both must find the same names and bytes, so every byte of the file has to belong to an
 * entry or to the directory, and the headers have to agree.
 *
 * @throws Fault when it is not a readable ZIP
 */
export async function readEntries(file: FileHandle): Promise<PlacedEntry[]> {
  const directory = await findDirectory(file);
  const entries = await readDirectory(file, directory);
  const inOrder = entries.toSorted((a, b) => a.headerAt - b.headerAt);
  const placed: PlacedEntry[] = [];
  if ((inOrder[0]?.headerAt ?? directory.at) !== 0) throw unreadable('it does not begin with an entry');
  for (const [i, entry] of inOrder.entries()) {
    const dataAt = await dataStart(file, entry);
    const behind = (inOrder[i + 1]?.headerAt ?? directory.at) - dataAt - entry.compressedSize;
    const mayBeBehind = entry.flags & SIZES_BEHIND ? DESCRIPTORS : [0];
    if (!mayBeBehind.includes(behind)) {
      throw unreadable(`bytes between ${entry.name} and what comes next belong to no entry, or to both`);
    }
    placed.push({ ...entry, dataAt });
  }
  return placed;
}

async function readDirectory(file: FileHandle, { at, bytes, count }: Directory): Promise<ZipEntry[]> {
  const directory = await readAt(file, at, bytes);
  const entries: ZipEntry[] = [];
  let offset = 0;
  while (offset < bytes) {
    if (offset + CENTRAL_BYTES > bytes || directory.readUInt32LE(offset) !== CENTRAL) {
      throw unreadable('its directory is damaged');
    }
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((i) =>
      directory.readUInt16LE(offset + i),
    ) as [number, number, number];
    const extraAt = offset + CENTRAL_BYTES + nameBytes;
    entries.push(entryAt(directory, offset, extraAt, directory.subarray(extraAt, extraAt + extraBytes)));
    offset = extraAt + extraBytes + commentBytes;
  }
  if (entries.length !== count) throw unreadable('its directory is not complete');
  return entries;
}

function entryAt(directory: Buffer, offset: number, extraAt: number, extra: Buffer): ZipEntry {
  const name = directory.toString('utf8', offset + CENTRAL_BYTES, extraAt);
  const [size, compressedSize, headerAt] = zip64(
    [24, 20, 42].map((i) => directory.readUInt32LE(offset + i)),
    extra,
  ) as [number, number, number];
  checkName(name, extra);
  const kind = directory.readUInt8(offset + 41) >> 4;
  if (![UNSAID, name.endsWith('/') ? FOLDER : REGULAR].includes(kind))
    throw new Fault(`${name} is no plain file`);
  const flags = directory.readUInt16LE(offset + 8);
  return { name, method: directory.readUInt16LE(offset + 10), flags, compressedSize, size, headerAt };
}

/** Where the bytes of an entry start. Its own header has to say what the directory says. */
async function dataStart(file: FileHandle, entry: ZipEntry): Promise<number> {
  const header = await readAt(file, entry.headerAt, LOCAL_BYTES);
  if (header.readUInt32LE(0) !== LOCAL) throw unreadable(`${entry.name} has no header`);
  const [nameBytes, extraBytes] = [header.readUInt16LE(26), header.readUInt16LE(28)];
  const rest = await readAt(file, entry.headerAt + LOCAL_BYTES, nameBytes + extraBytes);
  const name = rest.toString('utf8', 0, nameBytes);
  const extra = rest.subarray(nameBytes);
  if (name !== entry.name) throw new Fault(`${entry.name} has another name inside the ZIP: ${name}`);
  checkName(name, extra);
  const sizes = zip64(
    [22, 18].map((i) => header.readUInt32LE(i)),
    extra,
  ) as [number, number];
  const flags = header.readUInt16LE(6);
  // who writes a stream leaves out what is not known yet, each size by itself
  const agrees = (own: number, size: number) => own === size || (own === 0 && (flags & SIZES_BEHIND) !== 0);
  const same = agrees(sizes[0], entry.size) && agrees(sizes[1], entry.compressedSize);
  const packed =
    header.readUInt16LE(8) === entry.method && !((flags ^ entry.flags) & (ENCRYPTED | SIZES_BEHIND));
  if (!same || !packed) throw new Fault(`${entry.name} is described in two ways inside the ZIP`);
  if (flags & ENCRYPTED || (entry.method !== 0 && entry.method !== 8)) {
    throw new Fault(`${entry.name} is packed in a way this verifier does not read`);
  }
  return entry.headerAt + LOCAL_BYTES + nameBytes + extraBytes;
}

/** Our names are plain; any other could land somewhere else when it is unpacked. */
function checkName(name: string, extra: Buffer): void {
  const parts = name.replace(/\/$/, '').split('/');
  const plain = parts.every((part) => /^[\w.-]+$/.test(part) && part !== '.' && part !== '..');
  if (!plain) throw new Fault(`${name} is no name of a file in a pack`);
  const other = field(extra, UNICODE_PATH)?.toString('utf8', 5);
  if (other !== undefined && other !== name)
    throw new Fault(`${name} has another name inside the ZIP: ${other}`);
}

/** The ZIP64 extra field holds, in the record's order, those values that are all ones in it. */
function zip64(values: number[], extra: Buffer): number[] {
  const long = field(extra, ZIP64);
  if (!long || !values.includes(ALL_ONES)) return values;
  let next = 0;
  return values.map((value) => {
    if (value !== ALL_ONES) return value;
    next += 8;
    return Number(long.readBigUInt64LE(next - 8));
  });
}

function field(extra: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const bytes = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + bytes);
    at += 4 + bytes;
  }
  return undefined;
}

/** ZIP files byte by byte, for those that no well-behaved writer makes. All entries are stored, not compressed. */
import { crc32 } from 'node:zlib';
import type { Entries } from './zip';

export interface RawEntry {
  name: string;
  content: Buffer;
  /** The content as it stands in the file, where `method` packs it. */
  packed?: Buffer;
  /** What the local header says where it differs from the directory. */
  local?: { name?: string; size?: number; method?: number };
  method?: number;
  flags?: number;
  /** Bytes between the content and whatever comes next. */
  behind?: Buffer;
  extra?: Buffer;
  localExtra?: Buffer;
  /** External attributes: the Unix mode in the upper half. */
  mode?: number;
  /** In the file, but not in the directory. */
  hidden?: boolean;
  size?: number;
}

export interface RawZip {
  entries: RawEntry[];
  before?: Buffer;
  /** Between the last entry and the directory. */
  gap?: Buffer;
  /** Between the directory and the end record. */
  afterDirectory?: Buffer;
  comment?: Buffer;
  /** The length of the comment as the end record says it. */
  commentLength?: number;
  /** After everything. */
  after?: Buffer;
}

export const rawEntries = (entries: Entries): RawEntry[] =>
  entries.map(([name, content]) => ({ name, content }));

export function rawZip({
  entries,
  before,
  gap,
  afterDirectory,
  comment,
  commentLength,
  after,
}: RawZip): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  const add = (part: Buffer = Buffer.alloc(0)) => {
    parts.push(part);
    at += part.length;
  };
  add(before);
  const directory: Buffer[] = [];
  for (const entry of entries) {
    const start = at;
    add(localHeader(entry));
    add(entry.packed ?? entry.content);
    add(entry.behind);
    if (!entry.hidden) directory.push(directoryRecord(entry, start));
  }
  add(gap);
  const directoryAt = at;
  for (const record of directory) add(record);
  const length = at - directoryAt;
  add(afterDirectory);
  add(endRecord(directory.length, length, directoryAt, commentLength ?? comment?.length ?? 0));
  add(comment);
  add(after);
  return Buffer.concat(parts);
}

export function endRecord(count: number, bytes: number, at: number, comment: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(bytes, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment, 20);
  return end;
}

export function localHeader({
  name,
  content,
  packed = content,
  local = {},
  method = 0,
  flags = 0,
  localExtra,
}: RawEntry): Buffer {
  const bytes = Buffer.from(local.name ?? name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(local.method ?? method, 8);
  header.writeUInt32LE(crc32(content), 14);
  header.writeUInt32LE(local.size ?? packed.length, 18);
  header.writeUInt32LE(local.size ?? content.length, 22);
  header.writeUInt16LE(bytes.length, 26);
  header.writeUInt16LE(localExtra?.length ?? 0, 28);
  return Buffer.concat([header, bytes, localExtra ?? Buffer.alloc(0)]);
}

function directoryRecord(
  { name, content, packed = content, method = 0, flags = 0, extra, mode = 0, size }: RawEntry,
  at: number,
) {
  const bytes = Buffer.from(name);
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE((3 << 8) | 20, 4);
  record.writeUInt16LE(20, 6);
  record.writeUInt16LE(flags, 8);
  record.writeUInt16LE(method, 10);
  record.writeUInt32LE(crc32(content), 16);
  record.writeUInt32LE(packed.length, 20);
  record.writeUInt32LE(size ?? content.length, 24);
  record.writeUInt16LE(bytes.length, 28);
  record.writeUInt16LE(extra?.length ?? 0, 30);
  record.writeUInt32LE((mode << 16) >>> 0, 38);
  record.writeUInt32LE(at, 42);
  return Buffer.concat([record, bytes, extra ?? Buffer.alloc(0)]);
}

/** One extra field. */
export function extraField(id: number, content: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(content.length, 2);
  return Buffer.concat([head, content]);
}

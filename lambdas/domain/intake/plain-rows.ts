import type { Columns } from './columns';
import type { Dedupe } from './dedupe';
import type { PlainLine } from './framer';
import { isOdd } from './odd-bytes';
import { PlainAddress } from './plain-address';

/** Longer lines may hold a company or group of more than 1,000 characters, which is looked at more closely. */
const LONGEST = 1_000;
/** A line's parts, and its address once more. */
const ROOM = 2 * LONGEST;

/** A plain row as strings. */
export interface PlainRow {
  company: string;
  group: string;
  address: string;
  key: string;
}

/**
 * The short way for most rows: every cell in its place, one address of the plainest kind and no other @ on the line.
 * Such a row costs one look at its bytes and one fingerprint; strings are made only for exposures not seen before.
 * Whatever is not so plain is left to `readRow`, which gives the same answer for these rows (property-tested).
 */
export class PlainRows {
  private groupAt = 0;
  private namesEnd = 0;
  private keyEnd = 0;
  private readonly plain = new PlainAddress();

  constructor(
    private readonly columns: Columns,
    private readonly dedupe: Dedupe,
  ) {}

  /** @returns whether the row is `new` or `known`; undefined if it is not plain. */
  read(line: PlainLine): 'new' | 'known' | undefined {
    const { columns, dedupe } = this;
    if (line.cells !== columns.width || line.ats !== 1 || line.wide) return undefined;
    if (line.end - line.start > LONGEST) return undefined;
    const { bytes } = line;
    const from = cellStart(line, columns.email);
    const to = cellEnd(line, columns.email, from);
    if (!this.plain.read(bytes, from, to, dedupe.key.bytes)) return undefined;
    dedupe.reserve(0, ROOM);
    this.groupAt = this.part(line, columns.company, 0);
    if (this.groupAt === -1) return undefined;
    this.namesEnd = this.part(line, columns.group, this.groupAt);
    if (this.namesEnd === -1) return undefined;
    let end = this.namesEnd;
    this.keyEnd = to - from;
    if (this.plain.folded) end = this.copySpelling(bytes, from, to);
    return dedupe.addBytes(this.keyEnd, end) ? 'new' : 'known';
  }

  /** The strings of the row read last. In one go where all is ASCII: a native call costs more than a cell is long. */
  strings(): PlainRow {
    const { groupAt, namesEnd } = this;
    const { folded } = this.plain;
    const names = this.dedupe.names.bytes;
    const key = this.dedupe.key.bytes.toString('latin1', 0, this.keyEnd);
    const address = folded ? names.toString('latin1', namesEnd, namesEnd + this.keyEnd) : key;
    if (!isAscii(names, namesEnd)) {
      const company = names.toString('utf8', 0, groupAt - 1);
      return { company, group: names.toString('utf8', groupAt, namesEnd - 1), address, key };
    }
    const both = names.toString('latin1', 0, namesEnd);
    return { company: both.slice(0, groupAt - 1), group: both.slice(groupAt, namesEnd - 1), address, key };
  }

  /** The address with its local part as spelt, behind company and group. */
  private copySpelling(bytes: Buffer, from: number, to: number): number {
    const { dedupe, namesEnd } = this;
    const { at } = this.plain;
    dedupe.part(bytes, from, at, namesEnd);
    return dedupe.part(dedupe.key.bytes, at - from, to - from, namesEnd + at - from);
  }

  /** Copies a trimmed cell; -1 where white space or invisible characters beyond ASCII may stand at its ends. */
  private part(line: PlainLine, column: number | null, at: number): number {
    if (column === null) return this.dedupe.part(line.bytes, 0, 0, at);
    const from = cellStart(line, column);
    const to = cellEnd(line, column, from);
    if (to > from && (isOdd(line.bytes, from) || isOdd(line.bytes, lastCharacter(line.bytes, from, to))))
      return -1;
    return this.dedupe.part(line.bytes, from, to, at);
  }
}

/** Apart from the part marks. */
function isAscii(bytes: Buffer, length: number): boolean {
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x7f && byte !== 0xff) return false;
  }
  return true;
}

function cellStart(line: PlainLine, column: number): number {
  let at = column === 0 ? line.start : (line.ends[column - 1] as number) + 1;
  const to = line.ends[column] as number;
  while (at < to && isSpace(line.bytes[at] as number)) at++;
  return at;
}

function cellEnd(line: PlainLine, column: number, from: number): number {
  let at = line.ends[column] as number;
  while (at > from && isSpace(line.bytes[at - 1] as number)) at--;
  return at;
}

const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

function lastCharacter(bytes: Buffer, from: number, to: number): number {
  let at = to - 1;
  while (at > from && ((bytes[at] as number) & 0xc0) === 0x80) at--;
  return at;
}

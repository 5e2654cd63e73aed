import type { Columns } from './columns';
import type { Dedupe } from './dedupe';
import type { PlainLine } from './framer';
import { isOdd } from './odd-bytes';
import { plainAddress } from './plain-address';

/** Longer lines may hold a company or group of more than 1,000 characters, which is looked at more closely. */
const LONGEST = 1_000;

/** Where the parts of a plain row stand in the line's bytes. */
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
  private readonly widest: number;

  constructor(
    private readonly columns: Columns,
    private readonly dedupe: Dedupe,
  ) {
    // Language and country are not part of the fingerprint and are read for new exposures by the caller.
    this.widest = columns.width;
  }

  /** @returns the row if it is plain and new, `known` if plain and seen before, undefined if not plain. */
  read(line: PlainLine): PlainRow | 'known' | undefined {
    if (line.cells !== this.widest || line.ats !== 1 || line.wide) return undefined;
    if (line.end - line.start > LONGEST) return undefined;
    const { columns, dedupe } = this;
    const { bytes } = line;
    const from = cellStart(line, columns.email);
    const to = cellEnd(line, columns.email, from);
    const at = plainAddress(bytes, from, to);
    if (at === -1) return undefined;
    dedupe.reserve(0, line.end - line.start + 2);
    let length = this.part(line, columns.company, 0);
    if (length === -1) return undefined;
    const groupAt = length;
    length = this.part(line, columns.group, length);
    if (length === -1) return undefined;
    const addressAt = length;
    const { scratch } = dedupe;
    for (let index = from; index < to; index++) {
      const byte = bytes[index] as number;
      scratch[length++] = index > at && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    }
    if (!dedupe.addExposureBytes(length)) return 'known';
    const found = this.strings(groupAt, addressAt, length);
    if (this.addRecipient(addressAt, length)) found.key = found.address.toLowerCase();
    return found;
  }

  /** The parts as strings: made in one go where all is ASCII, for each native call costs more than a cell is long. */
  private strings(groupAt: number, addressAt: number, end: number): PlainRow {
    const { scratch } = this.dedupe;
    if (isAscii(scratch, addressAt)) {
      const all = scratch.toString('latin1', 0, end);
      const address = all.slice(addressAt);
      return {
        company: all.slice(0, groupAt - 1),
        group: all.slice(groupAt, addressAt - 1),
        address,
        key: address,
      };
    }
    const address = scratch.toString('latin1', addressAt, end);
    return {
      company: scratch.toString('utf8', 0, groupAt - 1),
      group: scratch.toString('utf8', groupAt, addressAt - 1),
      address,
      key: address,
    };
  }

  /** Counts the recipient by its key, the address in lower case; tells whether that is another text. */
  private addRecipient(from: number, to: number): boolean {
    const { scratch } = this.dedupe;
    let folded = false;
    for (let index = from; index < to; index++) {
      const byte = scratch[index] as number;
      const upper = byte >= 0x41 && byte <= 0x5a;
      if (upper) folded = true;
      scratch[index - from] = upper ? byte | 0x20 : byte;
    }
    this.dedupe.addRecipientBytes(to - from);
    return folded;
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

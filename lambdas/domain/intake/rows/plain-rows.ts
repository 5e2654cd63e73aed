import type { Columns } from '../dialect/columns';
import type { PlainLine } from '../framing/framer';
import { isOdd } from '../framing/odd-bytes';
import { type Dedupe, PUT_OFF } from '../seen/dedupe';
import { isNothingAt } from './nothing';
import { PlainAddress } from './plain-address';

/** Longer lines may hold a company or group of more than 1,000 characters, which is looked at more closely. */
const LONGEST = 1_000;
/** A line's parts, and its address once more. */
const ROOM = 2 * LONGEST;

/**
 * The short way for most rows: every cell in its place, one address of the plainest kind and no other @ on the line.
 * Such a row costs one look at its bytes and two fingerprints; strings are made only for exposures not seen before.
 * Whatever is not so plain is left to `readRow`, which also reads the new ones: there is one place that decides what
 * a row means.
 */
export class PlainRows {
  private readonly plain = new PlainAddress();
  private readonly lines = new Int32Array(PUT_OFF);
  private readonly starts = new Int32Array(PUT_OFF);
  private readonly ends = new Int32Array(PUT_OFF);
  private readonly cells = new Array<string[] | undefined>(PUT_OFF).fill(undefined);
  private count = 0;

  constructor(
    private readonly columns: Columns,
    private readonly dedupe: Dedupe,
  ) {}

  /**
   * @param cells of a line that was laid out, which is gone when the row is resolved.
   * @returns false if the row is not plain; `full` asks for `resolve` before the next one.
   */
  take(line: PlainLine, cells?: string[]): boolean | 'full' {
    const { columns, dedupe } = this;
    if (line.cells !== columns.width || line.ats !== 1 || line.wide) return false;
    if (line.end - line.start > LONGEST) return false;
    const from = cellStart(line, columns.email);
    const to = cellEnd(line, columns.email, from);
    if (!this.plain.read(line.bytes, from, to, dedupe.key.bytes)) return false;
    dedupe.reserve(0, ROOM);
    const group = this.part(line, columns.company, 0);
    if (group === -1) return false;
    let end = this.part(line, columns.group, group);
    if (end === -1) return false;
    if (this.plain.folded) end = this.copySpelling(line.bytes, from, to, end);
    const room = dedupe.defer(to - from, end);
    if (room === 'passed over') return true;
    this.lines[this.count] = line.line;
    this.starts[this.count] = line.start;
    this.ends[this.count] = line.end;
    this.cells[this.count++] = cells;
    return room === 'full' ? 'full' : true;
  }

  /** Tells the new ones of the rows taken since the last time, in order. */
  resolve(tell: (line: number, start: number, end: number, cells?: string[]) => void): void {
    if (this.count === 0) return;
    this.count = 0;
    const { lines, starts, ends, cells } = this;
    this.dedupe.resolve((index, isNew) => {
      if (!isNew) return;
      tell(lines[index] as number, starts[index] as number, ends[index] as number, cells[index]);
    });
  }

  /** The address with its local part as spelt, behind company and group. */
  private copySpelling(bytes: Buffer, from: number, to: number, end: number): number {
    const { dedupe } = this;
    const { at } = this.plain;
    dedupe.part(bytes, from, at, end);
    return dedupe.part(dedupe.key.bytes, at - from, to - from, end + at - from);
  }

  /** Copies a trimmed cell; -1 where white space or invisible characters beyond ASCII may stand at its ends. */
  private part(line: PlainLine, column: number | null, at: number): number {
    if (column === null) return this.dedupe.part(line.bytes, 0, 0, at);
    const from = cellStart(line, column);
    const to = cellEnd(line, column, from);
    if (isNothingAt(line.bytes, from, to)) return this.dedupe.part(line.bytes, 0, 0, at);
    if (to > from && (isOdd(line.bytes, from) || isOdd(line.bytes, lastCharacter(line.bytes, from, to)))) {
      return -1;
    }
    return this.dedupe.part(line.bytes, from, to, at);
  }
}

function cellStart({ bytes, ends, start }: PlainLine, column: number): number {
  let at = column === 0 ? start : (ends[column - 1] as number) + 1;
  const to = ends[column] as number;
  while (at < to && isSpace(bytes[at] as number)) at++;
  return at;
}

function cellEnd({ bytes, ends }: PlainLine, column: number, from: number): number {
  let at = ends[column] as number;
  while (at > from && isSpace(bytes[at - 1] as number)) at--;
  return at;
}

const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

function lastCharacter(bytes: Buffer, from: number, to: number): number {
  let at = to - 1;
  while (at > from && ((bytes[at] as number) & 0xc0) === 0x80) at--;
  return at;
}

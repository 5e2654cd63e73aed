import { isUtf8 } from 'node:buffer';
import type { QuarantineCode } from '../../quarantine-codes';
import { type Quote, quoteByte } from '../dialect/quote-style';
import { HiddenRecords } from './hidden-records';
import { behindEnding, CR, endOfLine, LF } from './line-ends';
import { isOdd } from './odd-bytes';
import { QuotedRecords } from './quoted-records';
import type { Marks } from './quoted-span';
import { lookAhead, type QuotedPlace } from './quotes-ahead';

/** One quote-free line, split. The object is reused: take what you need before returning. */
export interface PlainLine {
  bytes: Buffer;
  start: number;
  end: number;
  line: number;
  /** `ends[i]` is the offset behind cell i; cell i starts at `start` or behind the delimiter of cell i-1. */
  ends: Int32Array;
  cells: number;
  /** How many `@`, and whether a wide form of it may be there too. */
  ats: number;
  wide: boolean;
}

/** What the framer finds, in the order of the file. Every physical line is in exactly one call. */
export interface FramerSink {
  blank(lines: number): void;
  plain(line: PlainLine): void;
  /** `ats` as of a plain line, any wide form counting as several. */
  quoted(cells: string[], line: number, lineTo: number, raw: () => Buffer, ats: number): void;
  quarantine(code: QuarantineCode, line: number, lineTo: number, bytes: Buffer): void;
  /** The bytes of all lines told so far are about to go. */
  settle(): void;
}

export interface FramerOptions {
  delimiter: string;
  /** A double quote if left out. */
  quote?: Quote;
  /** Cells of a record, and which of them holds the addresses: tells look-alike records in quoted cells. */
  width: number;
  emailColumn: number;
  /** Columns that no notice uses: text in them may run over several lines. */
  notes?: readonly number[];
  /** The first line's number. */
  line: number;
}

const MAX_LINE_BYTES = 1024 * 1024;
/** In any case, for an address written so that no @ is seen: most of the file's pieces hold none. */
const ENCODED_ATS = ['%40', '&#', '&commat;'];
const ORDINARY = 0;
const DELIMITER = 1;
const ENDING = 2;
const AT = 3;
const MAYBE_WIDE = 4;

/**
 * Cuts UTF-8 bytes into records and keeps the line numbers. Lines without a quote are split here, in one pass over
 * their bytes; records with a quote are measured here and split by csv-parse, neighbours together. A quote that
 * does not work out costs its own line: framing starts again at the next one.
 */
export class Framer {
  private carry: Buffer = Buffer.alloc(0);
  private work: Buffer = Buffer.alloc(0);
  private line: number;
  private readonly kinds = new Uint8Array(256);
  private readonly delimiter: number;
  private readonly marks: Marks;
  /** For `lookAhead`. */
  readonly parser: QuotedRecords;
  readonly hidden: HiddenRecords;
  private readonly plain: PlainLine;
  private clean = true;
  /** Whether addresses may stand in this piece that are written without an @. */
  private encoded = false;
  /** The start of a line that is too long to be kept, while its end is looked for. */
  private longHead: Buffer | undefined;

  constructor(
    options: FramerOptions,
    private readonly sink: FramerSink,
  ) {
    this.line = options.line;
    this.delimiter = options.delimiter.charCodeAt(0);
    const { quote = '"' } = options;
    this.marks = { delimiter: this.delimiter, quote: quoteByte(quote) };
    this.parser = new QuotedRecords(options.delimiter, quote);
    this.hidden = new HiddenRecords({ ...options, quote });
    this.kinds[this.delimiter] = DELIMITER;
    this.kinds[LF] = ENDING;
    this.kinds[CR] = ENDING;
    this.kinds[0x40] = AT;
    this.kinds[0xef] = MAYBE_WIDE;
    const ends = new Int32Array(64);
    this.plain = { bytes: this.carry, start: 0, end: 0, line: 0, ends, cells: 0, ats: 0, wide: false };
  }

  /** The number of the next line that has not been told to the sink. */
  get nextLine(): number {
    return this.line;
  }

  push(chunk: Buffer): void {
    this.frame(this.carry.length > 0 ? this.behindCarry(chunk) : chunk, false);
  }

  /** In one buffer that is used again and again: 64 KB anew for each piece keep the garbage collector busy. */
  private behindCarry(chunk: Buffer): Buffer {
    const length = this.carry.length + chunk.length;
    if (this.work.length < length) this.work = Buffer.allocUnsafeSlow(length * 2);
    this.carry.copy(this.work);
    chunk.copy(this.work, this.carry.length);
    return this.work.subarray(0, length);
  }

  end(): void {
    this.frame(this.carry, true);
    this.carry = Buffer.alloc(0);
  }

  private frame(bytes: Buffer, last: boolean): void {
    let at = this.longHead ? this.skipLong(bytes, last) : 0;
    const checked = last ? bytes.length : Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR)) + 1;
    // A whole piece is checked at once; only in a damaged piece are lines checked one by one.
    this.clean = checked <= at || (isUtf8(bytes.subarray(at, checked)) && bytes.indexOf(0, at) === -1);
    this.encoded = ENCODED_ATS.some((at) => bytes.includes(at));
    this.plain.bytes = bytes;
    const { places, limit } = lookAhead(bytes, at, last, this.marks, this);
    let index = 0;
    while (at < limit) {
      const place = places[index];
      if (place?.start === at) {
        this.tellQuoted(bytes, place);
        at = place.next;
        index++;
        continue;
      }
      const end = this.scanLine(bytes, at, last);
      if (end === -1) break;
      this.tellLine(bytes, at, end);
      at = behindEnding(bytes, end);
    }
    this.sink.settle();
    this.carry = Buffer.from(bytes.subarray(at));
    if (this.carry.length > MAX_LINE_BYTES && this.carry[this.carry.length - 1] !== CR && !last)
      this.startLong();
  }

  /** Splits one quote-free line into `plain`; returns the offset of its line ending, -1 if that has not come yet. */
  private scanLine(bytes: Buffer, start: number, last: boolean): number {
    const { kinds, plain } = this;
    let { ends } = plain;
    const to = bytes.length;
    let cells = 0;
    let ats = 0;
    let wide = this.encoded;
    let at = start;
    for (; ; at++) {
      while (at < to && kinds[bytes[at] as number] === ORDINARY) at++;
      if (at === to) break;
      const kind = kinds[bytes[at] as number];
      if (kind === DELIMITER) {
        if (cells + 2 > ends.length) ends = plain.ends = widened(ends);
        ends[cells++] = at;
      } else if (kind === ENDING) break;
      else if (kind === AT) ats++;
      else wide = true;
    }
    // A CR at the very end may be half of a CRLF.
    if (!last && (at === to || (bytes[at] === CR && at + 1 === to))) return -1;
    ends[cells++] = at;
    plain.start = start;
    plain.end = at;
    plain.cells = cells;
    plain.ats = ats;
    plain.wide = wide;
    return at;
  }

  private tellLine(bytes: Buffer, start: number, end: number): void {
    const line = this.line++;
    const first = bytes[start] as number;
    // Nearly every line begins with a letter or digit: no closer look at those.
    const begun = end > start && first > 0x20 && first < 0x7f && first !== this.delimiter;
    if (!begun && this.isBlank(bytes, start, end)) this.sink.blank(1);
    else if (!this.clean && isDamaged(bytes, start, end)) {
      this.sink.quarantine('invalid-bytes', line, line, bytes.subarray(start, end));
    } else {
      this.plain.line = line;
      this.sink.plain(this.plain);
    }
  }

  private tellQuoted(bytes: Buffer, { start, end, lines, cells, code, ats }: QuotedPlace): void {
    const line = this.line;
    this.line += lines;
    const raw = () => bytes.subarray(start, end);
    if (code) this.sink.quarantine(code, line, this.line - 1, raw());
    else if (!this.clean && isDamaged(bytes, start, end)) {
      this.sink.quarantine('invalid-bytes', line, this.line - 1, raw());
    } else if (cells) this.sink.quoted(cells, line, this.line - 1, raw, this.encoded ? ats + 2 : ats);
    else this.sink.quarantine('stray-quote', line, this.line - 1, raw());
  }

  /** Only delimiters and white space; the invisible kinds of it are looked for where the first odd byte calls for it. */
  private isBlank(bytes: Buffer, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte > 0x20 && byte < 0x7f && byte !== this.delimiter) return false;
      if (byte >= 0x7f) return isOdd(bytes, at) && this.isInvisible(bytes.toString('utf8', at, end));
    }
    return true;
  }

  private isInvisible(text: string): boolean {
    return INVISIBLE_ONLY.test(text.replaceAll(String.fromCharCode(this.delimiter), ''));
  }

  private startLong(): void {
    this.longHead = this.carry;
    this.carry = Buffer.alloc(0);
  }

  /** Passes over the rest of a long line and quarantines it once its end has come. */
  private skipLong(bytes: Buffer, last: boolean): number {
    const ending = endOfLine(bytes, 0, last);
    // All but a last CR, which may be half of a CRLF.
    if (!ending) return bytes[bytes.length - 1] === CR ? bytes.length - 1 : bytes.length;
    const line = this.line++;
    this.sink.quarantine('line-too-long', line, line, this.longHead as Buffer);
    this.longHead = undefined;
    return ending.next;
  }
}

const INVISIBLE_ONLY = /^[\s\u0085\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*$/u;

function isDamaged(bytes: Buffer, start: number, end: number): boolean {
  const part = bytes.subarray(start, end);
  return !isUtf8(part) || part.includes(0);
}

function widened(ends: Int32Array): Int32Array {
  const wider = new Int32Array(ends.length * 2);
  wider.set(ends);
  return wider;
}

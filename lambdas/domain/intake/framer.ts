import { isUtf8 } from 'node:buffer';
import type { QuarantineCode } from '../quarantine-codes';
import { HiddenRecords } from './hidden-records';
import { isOdd } from './odd-bytes';
import { QuotedRecords } from './quoted-records';
import { measureQuoted, type QuotedSpan } from './quoted-span';

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
  quoted(cells: string[], line: number, lineTo: number, bytes: Buffer): void;
  quarantine(code: QuarantineCode, line: number, lineTo: number, bytes: Buffer): void;
}

export interface FramerOptions {
  delimiter: string;
  /** Cells of a record, and which of them holds the addresses: tells look-alike records in quoted cells. */
  width: number;
  emailColumn: number;
  /** The first line's number. */
  line: number;
}

const LF = 0x0a;
const CR = 0x0d;
const MAX_LINE_BYTES = 1024 * 1024;
const KEPT_OF_LONG_LINE = 16 * 1024;
const ORDINARY = 0;
const DELIMITER = 1;
const ENDING = 2;
const QUOTE = 3;
const AT = 4;
const MAYBE_WIDE = 5;

interface Run {
  start: number;
  end: number;
  records: { start: number; end: number; line: number; lineTo: number }[];
}

/**
 * Cuts UTF-8 bytes into records and keeps the line numbers. Lines without a quote are split here, in one pass over
 * their bytes; records with a quote are measured here and split by csv-parse, neighbours together. A quote that
 * does not work out costs its own line: framing starts again at the next one.
 */
export class Framer {
  private carry: Buffer = Buffer.alloc(0);
  private line: number;
  private readonly kinds = new Uint8Array(256);
  private readonly delimiter: number;
  private readonly parser: QuotedRecords;
  private readonly hidden: HiddenRecords;
  private readonly plain: PlainLine;
  private run: Run | undefined;
  private quoteSeen = false;
  private clean = true;
  /** The start of a line that is too long to be kept, while its end is looked for. */
  private longHead: Buffer | undefined;

  constructor(
    options: FramerOptions,
    private readonly sink: FramerSink,
  ) {
    this.line = options.line;
    this.delimiter = options.delimiter.charCodeAt(0);
    this.parser = new QuotedRecords(options.delimiter);
    this.hidden = new HiddenRecords(options);
    this.kinds[this.delimiter] = DELIMITER;
    this.kinds[LF] = ENDING;
    this.kinds[CR] = ENDING;
    this.kinds[0x22] = QUOTE;
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
    this.frame(this.carry.length > 0 ? Buffer.concat([this.carry, chunk]) : chunk, false);
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
    this.plain.bytes = bytes;
    while (at < bytes.length) {
      const end = this.scanLine(bytes, at, last);
      if (end === -1) break;
      const next = this.quoteSeen ? this.frameQuoted(bytes, at, last) : this.frameLine(bytes, at, end);
      if (next === -1) break;
      at = next;
    }
    this.flushRun(bytes);
    this.carry = Buffer.from(bytes.subarray(at));
    if (this.carry.length > MAX_LINE_BYTES && this.carry[this.carry.length - 1] !== CR && !last)
      this.startLong();
  }

  /**
   * Splits one physical line into `plain`, as far as its first quote: then `quoteSeen` is set.
   *
   * @returns the offset of its line ending, -1 if that has not come yet.
   */
  private scanLine(bytes: Buffer, start: number, last: boolean): number {
    const { kinds, plain } = this;
    let { ends } = plain;
    const to = bytes.length;
    let cells = 0;
    let ats = 0;
    let wide = false;
    this.quoteSeen = false;
    let at = start;
    scan: for (; at < to; at++) {
      switch (kinds[bytes[at] as number]) {
        case ORDINARY:
          continue;
        case DELIMITER:
          if (cells + 2 > ends.length) ends = plain.ends = widened(ends);
          ends[cells++] = at;
          continue;
        case ENDING:
          break scan;
        case QUOTE:
          this.quoteSeen = true;
          return 0;
        case AT:
          ats++;
          continue;
        default:
          wide = true;
      }
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

  private frameLine(bytes: Buffer, start: number, end: number): number {
    if (this.run) this.flushRun(bytes);
    const next = behindEnding(bytes, end);
    const line = this.line++;
    if (this.isBlank(bytes, start, end)) this.sink.blank(1);
    else if (!this.clean && isDamaged(bytes, start, end)) {
      this.sink.quarantine('invalid-bytes', line, line, bytes.subarray(start, end));
    } else {
      this.plain.line = line;
      this.sink.plain(this.plain);
    }
    return next;
  }

  private frameQuoted(bytes: Buffer, start: number, last: boolean): number {
    const span = measureQuoted(bytes, start, bytes.length, last, this.delimiter);
    // A record that has not ended after 1 MB is given up, so that what is carried over never holds a line ending.
    if (span.kind === 'more') {
      const isLong = bytes.length - start > MAX_LINE_BYTES;
      return isLong ? this.quarantineLine(bytes, start, last, 'unclosed-quote') : -1;
    }
    if (span.kind !== 'record') return this.quarantineLine(bytes, start, last, span.kind);
    if (span.cells.length > 0) {
      const verdict = this.hidden.judge(bytes, start, span);
      if (verdict === 'stray-quote') return this.quarantineLine(bytes, start, last, verdict);
      if (verdict === 'hidden-record') return this.quarantineSpan(bytes, start, span, verdict);
    }
    if (!this.clean && isDamaged(bytes, start, span.end)) {
      return this.quarantineSpan(bytes, start, span, 'invalid-bytes');
    }
    this.run ??= { start, end: start, records: [] };
    this.run.end = span.next;
    this.run.records.push({ start, end: span.end, line: this.line, lineTo: this.line + span.lines - 1 });
    this.line += span.lines;
    return span.next;
  }

  /** Puts one physical line aside; -1 where its end has not come yet. */
  private quarantineLine(bytes: Buffer, start: number, last: boolean, code: QuarantineCode): number {
    const end = endOfLine(bytes, start, last);
    if (end === -1) return -1;
    this.flushRun(bytes);
    const line = this.line++;
    this.sink.quarantine(code, line, line, bytes.subarray(start, end));
    return behindEnding(bytes, end);
  }

  private quarantineSpan(bytes: Buffer, start: number, span: QuotedSpan, code: QuarantineCode): number {
    this.flushRun(bytes);
    const line = this.line;
    this.line += span.lines;
    this.sink.quarantine(code, line, this.line - 1, bytes.subarray(start, span.end));
    return span.next;
  }

  /** Hands the quoted records gathered so far to csv-parse; what it refuses as a whole it gets one by one. */
  private flushRun(bytes: Buffer): void {
    const { run } = this;
    if (!run) return;
    this.run = undefined;
    const all = this.parser.parse(bytes.subarray(run.start, run.end), run.records.length);
    for (const [index, { start, end, line, lineTo }] of run.records.entries()) {
      const raw = bytes.subarray(start, end);
      const cells = all?.[index] ?? this.parser.parse(raw, 1)?.[0];
      if (cells) this.sink.quoted(cells, line, lineTo, raw);
      else this.sink.quarantine('stray-quote', line, lineTo, raw);
    }
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
    this.longHead = Buffer.from(this.carry.subarray(0, KEPT_OF_LONG_LINE));
    this.carry = Buffer.alloc(0);
  }

  /** Passes over the rest of a long line and quarantines it once its end has come. */
  private skipLong(bytes: Buffer, last: boolean): number {
    let end = 0;
    while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
    if (!last && (end === bytes.length || (bytes[end] === CR && end + 1 === bytes.length))) return end;
    const line = this.line++;
    this.sink.quarantine('line-too-long', line, line, this.longHead as Buffer);
    this.longHead = undefined;
    return behindEnding(bytes, end);
  }
}

const INVISIBLE_ONLY = /^[\s\u0085\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*$/u;

function endOfLine(bytes: Buffer, start: number, last: boolean): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
  // A CR at the very end may be half of a CRLF.
  return !last && (at === bytes.length || (bytes[at] === CR && at + 1 === bytes.length)) ? -1 : at;
}

function behindEnding(bytes: Buffer, end: number): number {
  if (end >= bytes.length) return end;
  return bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
}

function isDamaged(bytes: Buffer, start: number, end: number): boolean {
  const part = bytes.subarray(start, end);
  return !isUtf8(part) || part.includes(0);
}

function widened(ends: Int32Array): Int32Array {
  const wider = new Int32Array(ends.length * 2);
  wider.set(ends);
  return wider;
}

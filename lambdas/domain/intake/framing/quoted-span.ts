const LF = 0x0a;
const CR = 0x0d;

/** A quoted cell may run over this much; a genuine one never does. */
export const MAX_QUOTED_BYTES = 64 * 1024;

export type SpanKind = 'record' | 'stray-quote' | 'unclosed-quote' | 'more';

/** The bytes that part cells and wrap them. */
export interface Marks {
  delimiter: number;
  quote: number;
}

/** A record that holds quotes, measured. `cells` tells the quoted cells that hold a line break. */
export interface QuotedSpan {
  kind: SpanKind;
  /** Behind the record's last byte, and behind its line ending. */
  end: number;
  next: number;
  /** Physical lines it covers. */
  lines: number;
  cells: QuotedCell[];
  /** Line breaks in the quoted cell measured last. */
  breaks: number;
  /** How many `@` it holds; any wide form counts as several. */
  ats: number;
  /** Blanks stand before an opening or behind a closing quote. */
  padded: boolean;
}

interface QuotedCell {
  column: number;
  from: number;
  to: number;
}

const NO_CELLS: QuotedCell[] = [];

const failed = (kind: SpanKind): QuotedSpan => ({
  kind,
  end: 0,
  next: 0,
  lines: 0,
  cells: NO_CELLS,
  breaks: 0,
  ats: 0,
  padded: false,
});

/**
 * Measures the record that starts at `start`, by the rules of csv-parse in strict mode with `trim`: a cell is quoted
 * when its first character (after blanks) is a quote, ends at the first quote that is not doubled, and then only
 * blanks may follow until the delimiter or the line's end. Anything else is a fault of this line.
 *
 * @param last whether `to` is the end of the file; if not, a record that reaches it needs `more`.
 */
export function measureQuoted(
  bytes: Buffer,
  start: number,
  to: number,
  last: boolean,
  { delimiter, quote }: Marks,
): QuotedSpan {
  const span: QuotedSpan = {
    kind: 'record',
    end: 0,
    next: 0,
    lines: 1,
    cells: NO_CELLS,
    breaks: 0,
    ats: 0,
    padded: false,
  };
  let at = start;
  for (let column = 0; ; column++) {
    const cell = at;
    while (at < to && isBlank(bytes[at] as number) && bytes[at] !== delimiter) at++;
    if (at < to && bytes[at] === quote) {
      if (at > cell) span.padded = true;
      const close = closingQuote(bytes, at + 1, to, quote, span);
      if (close < 0) return failed(close === NOT_YET && !last ? 'more' : 'unclosed-quote');
      if (span.breaks > 0) {
        span.cells = [...span.cells, { column, from: at + 1, to: close }];
        span.lines += span.breaks;
      }
      at = close + 1;
      while (at < to && isBlank(bytes[at] as number) && bytes[at] !== delimiter) at++;
      if (at > close + 1) span.padded = true;
    } else {
      while (at < to && bytes[at] !== delimiter && bytes[at] !== LF && bytes[at] !== CR) {
        if (bytes[at] === quote) return failed('stray-quote');
        span.ats += ATS[bytes[at] as number] as number;
        at++;
      }
    }
    if (at >= to) return last ? ended(span, to, to) : failed('more');
    const byte = bytes[at] as number;
    if (byte === LF) return ended(span, at, at + 1);
    if (byte === CR) {
      // A CR right at the end of what has come may be half of a CRLF.
      if (at + 1 === to && !last) return failed('more');
      return ended(span, at, bytes[at + 1] === LF && at + 1 < to ? at + 2 : at + 1);
    }
    if (byte !== delimiter) return failed('stray-quote');
    at++;
  }
}

function ended(span: QuotedSpan, end: number, next: number): QuotedSpan {
  span.end = end;
  span.next = next;
  return span;
}

const isBlank = (byte: number) => byte === 0x20 || byte === 0x09 || byte === 0x0b || byte === 0x0c;

/** 1 for `@`, 2 for what may begin a wide form of it. */
const ATS = new Uint8Array(256);
ATS[0x40] = 1;
ATS[0xef] = 2;

const NOT_YET = -1;
const NEVER = -2;

/** The quote that ends a cell, counting its line breaks into `span`; `NOT_YET` or `NEVER` where there is none. */
function closingQuote(bytes: Buffer, from: number, to: number, quote: number, span: QuotedSpan): number {
  // Counted in variables: this loop sees every quoted byte of the file.
  let breaks = 0;
  let ats = 0;
  let end = NOT_YET;
  const most = Math.min(to, from + MAX_QUOTED_BYTES + 1);
  let at = from;
  for (; at < most; at++) {
    const byte = bytes[at] as number;
    ats += ATS[byte] as number;
    if (byte === quote) {
      if (at + 1 >= to || bytes[at + 1] !== quote) {
        end = at;
        break;
      }
      at++;
    } else if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) breaks++;
  }
  span.breaks = breaks;
  span.ats += ats;
  const tooLong = end === NOT_YET && at >= from + MAX_QUOTED_BYTES;
  return tooLong ? NEVER : end;
}

/** Line endings between two offsets; CRLF, LF and CR count one each. */
export function countBreaks(bytes: Buffer, from: number, to: number): number {
  let breaks = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === LF || (byte === CR && (bytes[at + 1] !== LF || at + 1 >= to))) breaks++;
  }
  return breaks;
}

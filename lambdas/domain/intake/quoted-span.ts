const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** A quoted cell may run over this much; a genuine one never does, an unclosed quote always. */
export const MAX_QUOTED_LINES = 32;
export const MAX_QUOTED_BYTES = 64 * 1024;

export type SpanKind = 'record' | 'stray-quote' | 'unclosed-quote' | 'more';

/** A record that holds quotes, measured. `cells` tells the quoted cells that hold a line break. */
export interface QuotedSpan {
  kind: SpanKind;
  /** Behind the record's last byte, and behind its line ending. */
  end: number;
  next: number;
  /** Physical lines it covers. */
  lines: number;
  cells: { column: number; from: number; to: number }[];
}

const failed = (kind: SpanKind): QuotedSpan => ({ kind, end: 0, next: 0, lines: 0, cells: [] });

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
  delimiter: number,
): QuotedSpan {
  const span: QuotedSpan = { kind: 'record', end: 0, next: 0, lines: 1, cells: [] };
  let at = start;
  for (let column = 0; ; column++) {
    while (at < to && isBlank(bytes[at] as number) && bytes[at] !== delimiter) at++;
    if (at < to && bytes[at] === QUOTE) {
      const close = closingQuote(bytes, at + 1, to);
      if (close === -1 || close - at > MAX_QUOTED_BYTES) {
        return failed(close === -1 && !last && to - at <= MAX_QUOTED_BYTES ? 'more' : 'unclosed-quote');
      }
      const breaks = countBreaks(bytes, at + 1, close);
      if (breaks > MAX_QUOTED_LINES) return failed('unclosed-quote');
      if (breaks > 0) span.cells.push({ column, from: at + 1, to: close });
      span.lines += breaks;
      at = close + 1;
      while (at < to && isBlank(bytes[at] as number) && bytes[at] !== delimiter) at++;
    } else {
      while (at < to && bytes[at] !== delimiter && bytes[at] !== LF && bytes[at] !== CR) {
        if (bytes[at] === QUOTE) return failed('stray-quote');
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

function closingQuote(bytes: Buffer, from: number, to: number): number {
  for (let at = bytes.indexOf(QUOTE, from); at !== -1 && at < to; at = bytes.indexOf(QUOTE, at + 2)) {
    if (at + 1 >= to || bytes[at + 1] !== QUOTE) return at;
  }
  return -1;
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

import type { QuarantineCode } from '../../quarantine-codes';
import type { HiddenRecords } from './hidden-records';
import { CR, endOfLine, LF } from './line-ends';
import type { QuotedRecords } from './quoted-records';
import { type Marks, measureQuoted } from './quoted-span';

/** A record with quotes, found and measured: its cells, or why its lines are put aside. */
export interface QuotedPlace {
  start: number;
  end: number;
  /** Behind its line ending. */
  next: number;
  lines: number;
  /** How many `@` it holds; any wide form counts as several. */
  ats: number;
  padded: boolean;
  cells?: string[];
  code?: QuarantineCode;
}

/** What is known about the quotes of a piece: the places in order, and where what has come ends too early. */
export interface QuotesAhead {
  places: QuotedPlace[];
  limit: number;
}

const MAX_RECORD_BYTES = 1024 * 1024;
/** A quote that swallows more lines than this, and rows among them, was never closed: it costs its own line only. */
const MOST_SWALLOWED = 32;

/**
 * Finds every record with a quote in a piece of the file before its lines are walked, so that csv-parse gets them all
 * in one call: calling it for each costs more than reading it. A quote that does not work out costs its own line;
 * the search goes on at the next one.
 */
export function lookAhead(
  bytes: Buffer,
  from: number,
  last: boolean,
  marks: Marks,
  parts: { hidden: HiddenRecords; parser: QuotedRecords },
): QuotesAhead {
  const places: QuotedPlace[] = [];
  let limit = bytes.length;
  if (marks.quote < 0) return { places, limit };
  let at = from;
  for (let quote = bytes.indexOf(marks.quote, at); quote !== -1; quote = bytes.indexOf(marks.quote, at)) {
    const start = startOfLine(bytes, at, quote);
    const place = placeAt(bytes, start, last, marks, parts.hidden);
    if (!place) {
      limit = start;
      break;
    }
    places.push(place);
    at = place.next;
    if (at >= bytes.length) break;
  }
  if (places.length > 0) parts.parser.fill(bytes, places);
  return { places, limit };
}

function startOfLine(bytes: Buffer, from: number, quote: number): number {
  let at = quote;
  while (at > from && bytes[at - 1] !== LF && bytes[at - 1] !== CR) at--;
  return at;
}

/** @returns undefined when more of the file is needed to tell. */
function placeAt(
  bytes: Buffer,
  start: number,
  last: boolean,
  marks: Marks,
  hidden: HiddenRecords,
): QuotedPlace | undefined {
  const span = measureQuoted(bytes, start, bytes.length, last, marks);
  let code: QuarantineCode | undefined;
  if (span.kind === 'more') {
    // Given up after 1 MB, so that what is carried over to the next piece never holds a line ending.
    if (bytes.length - start <= MAX_RECORD_BYTES) return undefined;
    code = 'unclosed-quote';
  } else if (span.kind !== 'record') code = span.kind;
  else if (span.cells.length > 0) {
    const verdict = hidden.judge(bytes, start, span);
    if (verdict !== 'record') code = span.lines > MOST_SWALLOWED + 1 ? 'unclosed-quote' : verdict;
  }
  const { end, next, lines, ats, padded } = span;
  if (code === undefined || code === 'hidden-record') return { start, end, next, lines, ats, padded, code };
  const line = endOfLine(bytes, start, last);
  return line && { start, ...line, lines: 1, ats, padded, code };
}

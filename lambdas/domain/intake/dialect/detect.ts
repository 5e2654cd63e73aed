import { holdsAddress } from '../../addresses/extract';
import { Refusal } from '../../quarantine-codes';
import type { Encoding } from '../encoding/encoding';
import { refuseJsonText, refuseLineEnds, refuseNotation } from '../encoding/foreign-format';
import { BackslashQuotes, hasBackslashQuotes } from '../framing/backslash-quotes';
import { measureQuoted } from '../framing/quoted-span';
import { splitQuoted } from '../framing/split-quoted';
import { isRule } from '../rows/drawn-line';
import { type ColumnOverrides, chooseColumns, NOBODY, nobodyIn } from './choose-columns';
import type { Columns, Dialect } from './columns';
import { nameStrength, rolesNamed } from './header-names';
import { looksLikeHeader, namesSeveral } from './header-row';
import { isMailboxList } from './mailbox-list';
import { type Quote, quoteByte, sniffQuote } from './quote-style';
import { isBlankLine, modalWidth, type SampleLine, sampleLines, splitForLook, unwrapped } from './sample';
import { separatorLine, sniffDelimiter } from './sniff-delimiter';

/** What the incident says about a file; whatever it leaves out is detected. */
export interface Overrides {
  encoding?: Encoding;
  delimiter?: string;
  quote?: Quote;
  header?: boolean;
  columns?: ColumnOverrides;
  /**
   * One of several files of an archive: without any address it is read all the same, every line quarantined, and
   * not refused together with the others.
   */
  besideOthers?: boolean;
}

/** A dialect, and where the rows start: behind so many bytes, of which these lines are header or blank. */
export interface Detected {
  dialect: Dialect;
  quote: Quote;
  /** Quotes within cells are written `\\"`. */
  backslashQuotes?: boolean;
  bodyStart: number;
  headLines: { header: number; blank: number };
}

/** A header is looked for this far down: exports put a title, a date and their conditions above it. */
export const PREAMBLE_LINES = 40;

/**
 * Finds out how a file is written from its first bytes in UTF-8.
 *
 * @param whole whether the sample is all of it.
 * @throws Refusal when the file has no lines or no (single) address column.
 */
export function detect(sample: Buffer, whole: boolean, overrides: Overrides = {}): Detected {
  const lines = sampleLines(sample, whole);
  const { quote = '"' } = overrides;
  if (quote !== '"' || !hasBackslashQuotes(lines, overrides.delimiter ?? sniffDelimiter(lines))) {
    return detectIn(sample, whole, overrides);
  }
  return { ...detectIn(new BackslashQuotes().push(sample), whole, overrides), backslashQuotes: true };
}

function detectIn(sample: Buffer, whole: boolean, overrides: Overrides): Detected {
  refuseLineEnds(sample);
  const lines = sampleLines(sample, whole);
  const filled = lines.filter(({ text }) => !isBlankLine(text));
  if (filled.length === 0) {
    if (!whole || !overrides.besideOthers) throw new Refusal(whole ? 'empty-file' : 'no-address-column');
    const dialect = { delimiter: ',', columns: { ...NOBODY, width: 1 } };
    return { dialect, quote: '"', bodyStart: 0, headLines: NONE };
  }
  const isOpen = overrides.columns?.email === undefined;
  const texts = filled.map(({ text }) => text);
  if (isOpen) refuseNotation(texts.join('\n'));
  if (isOpen && !overrides.delimiter && !overrides.header && isMailboxList(texts)) return MAILBOX_LIST;
  const delimiter = overrides.delimiter ?? sniffDelimiter(lines);
  const quote = overrides.quote ?? sniffQuote(lines, delimiter);
  const head = findHeader(sample, lines, { delimiter, quote }, overrides.header);
  const header = head.cells && withoutEmptyTail(head.cells);
  const rows = lines
    .filter(({ start, text }) => start >= head.next && !isBlankLine(text) && !isRule(text))
    .flatMap(({ text }) => {
      const cells = splitForLook(text, delimiter, quote);
      return cells ? [header && header.length > 1 ? unwrapped(cells, delimiter) : cells] : [];
    });
  const { cells, width } = alignHeader(header, rows);
  const isPlainList = !cells && rows.length > 0 && rows.every(isList);
  if (isOpen) refuseUnparted(cells, rows);
  if (isOpen && quote === 'none' && delimiter === ',') refuseJsonText(texts);
  const columns =
    isPlainList && !overrides.columns
      ? LIST
      : columnsFor(cells, tellingRows(cells, rows, width), width, overrides, () => texts.some(holdsAddress));
  return {
    dialect: { delimiter, header: cells, columns },
    // Of text without a column of addresses every line is looked at as it stands.
    quote: columns.email < 0 ? 'none' : quote,
    bodyStart: head.next,
    headLines: countHead(lines, head.next),
  };
}

const NONE = { header: 0, blank: 0 };
const LIST = { ...NOBODY, width: 1, email: 0 };
/** Each line is one cell: nothing parts it, nothing is quoted. */
const MAILBOX_LIST: Detected = {
  dialect: { delimiter: '\n', columns: LIST },
  quote: 'none',
  bodyStart: 0,
  headLines: NONE,
};

/** Addresses and nothing else, however many stand on a line. */
const isList = (row: string[]): boolean =>
  row.some(holdsAddress) && row.every((cell) => cell.trim() === '' || holdsAddress(cell));

/** @throws Refusal for a table that would be read as one column: nobody's company would be known. */
function refuseUnparted(header: string[] | undefined, rows: string[][]): void {
  const what = header
    ? header.length === 1 &&
      namesSeveral(header[0] as string) &&
      'one column of which the header names several'
    : rows.length > 1 && rows.every(isFixedWidth) && 'columns of fixed width';
  if (what) throw new Refusal('not-a-table', what);
}

/** One thing besides the address may be a person's name; a list of those is none the worse. */
const isFixedWidth = ([only = '', ...others]: string[]): boolean =>
  others.length === 0 && only.split(/\s{2,}/u).filter((part) => part && !holdsAddress(part)).length > 1;

/** Rows whose cells stand in their columns; ragged ones say something only where nothing else does. */
function tellingRows(header: string[] | undefined, rows: string[][], width: number): string[][] {
  const even = rows.filter(
    (row) => row.length >= width && row.slice(width).every((cell) => cell.trim() === ''),
  );
  const named = header?.some((name) => nameStrength(name, 'email') === 3);
  return even.length > 0 || named ? even : rows;
}

/** Chooses columns; a file without addresses beside others gets none. */
export function columnsFor(
  header: string[] | undefined,
  rows: string[][],
  width: number,
  overrides: Overrides,
  isText: () => boolean = () => false,
): Columns {
  try {
    return chooseColumns(header, rows, width, overrides.columns);
  } catch (error) {
    const lacking = error instanceof Refusal && error.code === 'no-address-column';
    if (lacking && overrides.besideOthers) return nobodyIn(header, width);
    throw lacking && isText() ? new Refusal('no-address-column', 'addresses in running text') : error;
  }
}

interface Head {
  cells?: string[];
  /** Behind the header's line, or 0. */
  next: number;
}

interface Written {
  delimiter: string;
  quote: Quote;
}

function findHeader(sample: Buffer, lines: SampleLine[], written: Written, wanted?: boolean): Head {
  const filled = lines.filter(({ text }) => !isBlankLine(text));
  const first = filled[0] as SampleLine;
  const behindSeparator = separatorLine(first.text) ? first.next : 0;
  if (wanted === false) return { next: behindSeparator };
  const candidates = filled.filter(({ start }) => start >= behindSeparator).slice(0, PREAMBLE_LINES);
  if (wanted) return candidates[0] ? recordAt(sample, candidates[0], written) : { next: behindSeparator };
  const below = filled
    .slice(0, 60)
    .flatMap(({ text }) => splitForLook(text, written.delimiter, written.quote) ?? []);
  let perhaps: Head | undefined;
  for (const [index, candidate] of candidates.entries()) {
    const head = recordAt(sample, candidate, written);
    // A line with an address is a row, and so is everything below it: but for a header that gives an example.
    if (holdsAddress(candidate.text)) {
      if (head.cells && rolesNamed(head.cells) >= 2) return head;
      break;
    }
    if (!head.cells || head.cells.some(holdsAddress)) continue;
    if (!looksLikeHeader(head.cells, index === 0) || below.length === 0) continue;
    if (rolesNamed(head.cells) >= 2) return withRules(head, filled);
    // A title may have "e-mail" in it, too: a header that is beyond doubt further down comes before it.
    perhaps ??= withRules(head, filled);
  }
  return perhaps ?? { next: behindSeparator };
}

/** A header with the rules below it, as Markdown and databases' own clients draw them. */
function withRules(head: Head, lines: SampleLine[]): Head {
  let { next } = head;
  for (const line of lines)
    if (line.start >= next && isRule(line.text)) next = line.next;
    else if (line.start >= next) break;
  return { ...head, next };
}

function recordAt(sample: Buffer, { start, next, text }: SampleLine, { delimiter, quote }: Written): Head {
  if (quote === 'none' || !text.includes(quote)) return { cells: text.split(delimiter), next };
  const marks = { delimiter: delimiter.charCodeAt(0), quote: quoteByte(quote) };
  const span = measureQuoted(sample, start, sample.length, true, marks);
  if (span.kind !== 'record') return { next: 0 };
  const cells = splitQuoted(sample.subarray(start, span.end), delimiter, quote);
  const inner = cells && unwrapped(cells, delimiter);
  return { cells: inner && rolesNamed(inner) > 1 ? inner : cells, next: span.next };
}

function withoutEmptyTail(cells: string[]): string[] {
  let width = cells.length;
  while (width > 1 && (cells[width - 1] as string).trim() === '') width--;
  return cells.slice(0, width);
}

/**
 * The width of a row. R writes a header without a name for its first column: where all rows begin with a number, have
 * one cell more and their address one further right than its name, the header moves.
 */
function alignHeader(header: string[] | undefined, rows: string[][]): { cells?: string[]; width: number } {
  const usual = rows.length > 0 ? modalWidth(rows.map(withoutEmptyTail)) : 1;
  if (!header) return { width: rows.length > 0 ? modalWidth(rows) : 1 };
  const named = header.findIndex((name) => nameStrength(name, 'email') === 3);
  const shifted =
    usual === header.length + 1 &&
    named !== -1 &&
    rows.every((row) => /^"?\d+"?$/.test(row[0] ?? '') && !holdsAddress(row[named] ?? '')) &&
    rows.some((row) => holdsAddress(row[named + 1] ?? ''));
  return shifted ? { cells: ['', ...header], width: usual } : { cells: header, width: header.length };
}

function countHead(lines: SampleLine[], next: number): { header: number; blank: number } {
  const above = lines.filter(({ start }) => start < next);
  const blank = above.filter(({ text }) => isBlankLine(text)).length;
  return { header: above.length - blank, blank };
}

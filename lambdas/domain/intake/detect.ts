import { holdsAddress } from '../addresses/extract';
import { Refusal } from '../quarantine-codes';
import { type ColumnOverrides, chooseColumns, NOBODY } from './choose-columns';
import type { Columns, Dialect } from './columns';
import { nameStrength } from './header-names';
import { looksLikeHeader } from './header-row';
import { measureQuoted } from './quoted-span';
import { isBlankLine, modalWidth, type SampleLine, sampleLines, splitForLook } from './sample';
import { separatorLine, sniffDelimiter } from './sniff-delimiter';
import { splitQuoted } from './split-quoted';

/** What the incident says about a file; whatever it leaves out is detected. */
export interface Overrides {
  encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  delimiter?: string;
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
  bodyStart: number;
  headLines: { header: number; blank: number };
}

/** A header is looked for this far down: exports put a title and a date above it. */
const PREAMBLE_LINES = 10;

/**
 * Finds out how a file is written from its first bytes in UTF-8.
 *
 * @param whole whether the sample is all of it.
 * @throws Refusal when the file has no lines or no (single) address column.
 */
export function detect(sample: Buffer, whole: boolean, overrides: Overrides = {}): Detected {
  const lines = sampleLines(sample, whole);
  const filled = lines.filter(({ text }) => !isBlankLine(text));
  if (filled.length === 0) throw new Refusal(whole ? 'empty-file' : 'no-address-column');
  const delimiter = overrides.delimiter ?? sniffDelimiter(lines);
  const head = findHeader(sample, lines, delimiter, overrides.header);
  const rows = lines
    .filter((line) => line.start >= head.next && !isBlankLine(line.text))
    .flatMap(({ text }) => {
      const cells = splitForLook(text, delimiter);
      return cells ? [cells] : [];
    });
  const header = head.cells && withoutEmptyTail(head.cells);
  const { cells, width } = alignHeader(header, rows);
  const columns = columnsFor(cells, rows, width, overrides);
  return {
    dialect: { delimiter, header: cells, columns },
    bodyStart: head.next,
    headLines: countHead(lines, head.next),
  };
}

/** Chooses columns; a file without addresses beside others gets none. */
export function columnsFor(
  header: string[] | undefined,
  rows: string[][],
  width: number,
  overrides: Overrides,
): Columns {
  try {
    return chooseColumns(header, rows, width, overrides.columns);
  } catch (error) {
    const lacking = error instanceof Refusal && error.code === 'no-address-column';
    if (!lacking || !overrides.besideOthers) throw error;
    return { ...NOBODY, width };
  }
}

interface Head {
  cells?: string[];
  /** Behind the header's line, or 0. */
  next: number;
}

function findHeader(sample: Buffer, lines: SampleLine[], delimiter: string, wanted?: boolean): Head {
  const filled = lines.filter(({ text }) => !isBlankLine(text));
  const first = filled[0] as SampleLine;
  const behindSeparator = separatorLine(first.text) ? first.next : 0;
  if (wanted === false) return { next: behindSeparator };
  const candidates = filled.filter(({ start }) => start >= behindSeparator).slice(0, PREAMBLE_LINES);
  if (wanted) return candidates[0] ? recordAt(sample, candidates[0], delimiter) : { next: behindSeparator };
  const below = filled.slice(0, 60).flatMap(({ text }) => splitForLook(text, delimiter) ?? []);
  for (const [index, candidate] of candidates.entries()) {
    // A line with an address is a row, and so is everything below it.
    if (holdsAddress(candidate.text)) break;
    const head = recordAt(sample, candidate, delimiter);
    if (!head.cells || head.cells.some(holdsAddress)) continue;
    if (looksLikeHeader(head.cells, index === 0) && below.length > 0) return head;
  }
  return { next: behindSeparator };
}

function recordAt(sample: Buffer, { start, next, text }: SampleLine, delimiter: string): Head {
  if (!text.includes('"')) return { cells: text.split(delimiter), next };
  const span = measureQuoted(sample, start, sample.length, true, delimiter.charCodeAt(0));
  if (span.kind !== 'record') return { next: 0 };
  return { cells: splitQuoted(sample.subarray(start, span.end), delimiter), next: span.next };
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

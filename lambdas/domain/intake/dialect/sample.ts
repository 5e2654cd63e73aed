import { countBreaks, measureQuoted } from '../framing/quoted-span';
import { type Quote, quoteByte } from './quote-style';

/** Detection looks at this much of a file, decoded; a smaller file it sees whole. */
export const SAMPLE_BYTES = 256 * 1024;
const SAMPLE_LINES = 400;

/** A physical line of the sample with its place. */
export interface SampleLine {
  text: string;
  start: number;
  next: number;
}

const BLANK = /^[\s,;|\t\u0085\u00ad\u180e\u200b-\u200f\u2060-\u2069\ufeff]*$/u;
export const isBlankLine = (text: string): boolean => BLANK.test(text);

/** The first lines of a sample; the last one only if it is whole. */
export function sampleLines(sample: Buffer, whole: boolean): SampleLine[] {
  const lines: SampleLine[] = [];
  let start = 0;
  for (let at = 0; at < sample.length && lines.length < SAMPLE_LINES; at++) {
    const byte = sample[at];
    if (byte !== 0x0a && byte !== 0x0d) continue;
    const next = byte === 0x0d && sample[at + 1] === 0x0a ? at + 2 : at + 1;
    lines.push({ text: sample.toString('utf8', start, at), start, next });
    start = next;
    at = next - 1;
  }
  if (whole && start < sample.length && lines.length < SAMPLE_LINES) {
    lines.push({ text: sample.toString('utf8', start), start, next: sample.length });
  }
  return lines;
}

/**
 * Splits one line for looking at it, quotes taken off; undefined where its quotes do not work out on this line.
 * Only detection uses it: records are read by the framer and csv-parse.
 */
export function splitForLook(text: string, delimiter: string, quote: Quote = '"'): string[] | undefined {
  if (quote === 'none' || !text.includes(quote)) return text.split(delimiter);
  const bytes = Buffer.from(text);
  const code = delimiter.charCodeAt(0);
  const span = measureQuoted(bytes, 0, bytes.length, true, { delimiter: code, quote: quoteByte(quote) });
  if (span.kind !== 'record' || countBreaks(bytes, 0, bytes.length) > 0) return undefined;
  const cells: string[] = [];
  const parts = `\\u{${code.toString(16)}}`;
  const cell = new RegExp(
    `\\s*${quote}((?:[^${quote}]|${quote}{2})*)${quote}\\s*(?=${parts}|$)|([^${parts}]*)`,
    'uy',
  );
  for (let at = 0; at <= text.length; at++) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (!found) return undefined;
    cells.push(found[1] !== undefined ? found[1].replaceAll(quote + quote, quote) : (found[2] as string));
    at = cell.lastIndex;
  }
  return cells;
}

/**
 * The cells of a row that was quoted as a whole: a spreadsheet that expects another delimiter writes
 * `"Acme,""Ops, X"",a@b.example"`.
 */
export function unwrapped(cells: string[], delimiter: string): string[] {
  const [only = ''] = cells;
  const isWrapped = cells.length === 1 && only.includes(delimiter);
  return (isWrapped && splitForLook(only, delimiter)) || cells;
}

/** The most frequent number of cells. */
export function modalWidth(rows: readonly string[][]): number {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  let best = 1;
  for (const [width, count] of counts) {
    const most = counts.get(best) ?? 0;
    if (count > most || (count === most && width > best)) best = width;
  }
  return best;
}

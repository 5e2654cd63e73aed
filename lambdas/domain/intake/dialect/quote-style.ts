import { measureQuoted } from '../framing/quoted-span';
import { modalWidth, type SampleLine, splitForLook } from './sample';

/** What wraps cells; `none` where a quote is a character like any other. */
export const QUOTES = ['"', "'", 'none'] as const;
export type Quote = (typeof QUOTES)[number];

/** The byte, or one that no file has. */
export const quoteByte = (quote: Quote): number => (quote === 'none' ? -1 : quote.charCodeAt(0));

/**
 * Double quotes, unless the sample is plainly written otherwise: nine lines of ten wrap cells in single quotes, or
 * every line that holds a double quote (a tenth of all, three at least) fails to be quoted and is a whole row when
 * read literally. One cell in proper quotes is enough to believe in them: then a stray one is damage.
 */
export function sniffQuote(lines: readonly SampleLine[], delimiter: string): Quote {
  const texts = lines.map(({ text }) => text).filter((text) => text.trim() !== '');
  const doubles = texts.filter((text) => text.includes('"'));
  if (doubles.length === 0) return wrapsInSingle(texts, delimiter) ? "'" : '"';
  if (doubles.length < Math.max(3, texts.length / 10)) return '"';
  const width = modalWidth(texts.map((text) => text.split(delimiter)));
  const isLiteral = (text: string) =>
    splitForLook(text, delimiter) === undefined && text.split(delimiter).length === width;
  return width > 1 && doubles.every(isLiteral) && !worksOverLines(texts, delimiter) ? 'none' : '"';
}

/** Whether a cell is quoted over several lines, each of which looked like a row by itself. */
function worksOverLines(texts: readonly string[], delimiter: string): boolean {
  const bytes = Buffer.from(texts.join('\n'));
  const marks = { delimiter: delimiter.charCodeAt(0), quote: quoteByte('"') };
  let start = 0;
  for (const text of texts) {
    if (text.includes('"') && measureQuoted(bytes, start, bytes.length, true, marks).kind === 'record')
      return true;
    start += Buffer.byteLength(text) + 1;
  }
  return false;
}

function wrapsInSingle(texts: readonly string[], delimiter: string): boolean {
  const wrapped = texts.filter(
    (text) => text.startsWith("'") && splitForLook(text, delimiter, "'") !== undefined,
  );
  return texts.length > 1 && wrapped.length >= texts.length * 0.9;
}

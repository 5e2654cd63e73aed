import { extractAddresses } from '../../addresses/extract';
import { isRule } from '../rows/drawn-line';
import { DELIMITERS } from './delimiters';
import { rolesNamed } from './header-names';
import { isBlankLine, modalWidth, type SampleLine, splitForLook, unwrapped } from './sample';

/** Excel's own first line that names the delimiter: `sep=;`. */
const SEPARATOR_LINE = /^\ufeff?"?sep=(.)"?,*$/iu;

export function separatorLine(text: string): string | undefined {
  const named = SEPARATOR_LINE.exec(text)?.[1];
  return named && (DELIMITERS as readonly string[]).includes(named) ? named : undefined;
}

/**
 * The delimiter under which the sample makes most sense: a header with known names, rows of one width, cells that
 * are addresses and nothing else. csv-parse's own `delimiter_auto` throws on quotes and on any letter beyond ASCII.
 */
export function sniffDelimiter(lines: readonly SampleLine[]): string {
  const texts = lines.map(({ text }) => text).filter((text) => !isBlankLine(text) && !isRule(text));
  const named = texts[0] === undefined ? undefined : separatorLine(texts[0]);
  if (named) return named;
  let best: string = ',';
  let most = 0;
  for (const delimiter of DELIMITERS) {
    // Nearly every file holds two of the eight at most, and each look at one costs milliseconds in a new process.
    if (!texts.some((text) => text.includes(delimiter))) continue;
    const score = scoreOf(texts, delimiter);
    if (score > most) {
      best = delimiter;
      most = score;
    }
  }
  return best;
}

function scoreOf(texts: readonly string[], delimiter: string): number {
  const split = texts.flatMap((text) => {
    const cells = splitForLook(text, delimiter);
    return cells ? [cells] : [];
  });
  const inner = split.map((cells) => unwrapped(cells, delimiter));
  const rows = inner.slice(0, 10).some((cells) => rolesNamed(cells) > 1) ? inner : split;
  const width = modalWidth(rows);
  if (width < 2) return 0;
  const roles = Math.max(0, ...rows.slice(0, 10).map((row) => (row.length > 1 ? rolesNamed(row) : 0)));
  const even = rows.filter((row) => row.length === width).length / rows.length;
  const alone = rows.filter((row) => row.some(isAddressAlone)).length / rows.length;
  // A header of one cell over rows of several: the "delimiter" parts addresses within a cell.
  const first = rows[0] as string[];
  const listed = first.length === 1 && rolesNamed(first) > 0 ? 2 : 0;
  return roles * 2 + even + alone * 2 + Math.min(width, 20) / 100 - listed * 2;
}

function isAddressAlone(cell: string): boolean {
  if (!cell.includes('@')) return false;
  const { usable, words } = extractAddresses(cell);
  return usable.length > 0 && words === 0;
}

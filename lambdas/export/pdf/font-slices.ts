import { readFileSync } from 'node:fs';

/** Regular, and what stands for bold. */
export type Weight = 400 | 600;

/** One file of a font package: the glyphs of some characters, all weights of them if it is variable. */
export interface Slice {
  file(weight: Weight): string;
  variable: boolean;
  /** First and last character of each range; not every character in between has a glyph. */
  ranges: readonly (readonly [number, number])[];
}

/**
 * Noto Sans (SIL Open Font License) in the order in which they are asked. The Chinese and Korean ones are variable:
 * 4 MB a package instead of 70. Every package is also a line of lib/bundle.ts, which puts it beside the Lambda.
 */
const PACKAGES = [
  '@fontsource/noto-sans',
  '@fontsource/noto-sans-arabic',
  '@fontsource/noto-sans-hebrew',
  '@fontsource/noto-sans-thai',
  '@fontsource-variable/noto-sans-tc',
  '@fontsource-variable/noto-sans-sc',
  '@fontsource-variable/noto-sans-kr',
] as const;

let known: Slice[] | undefined;

/** All of them; their tables are read when the first PDF is made. */
export function slices(): Slice[] {
  known ??= PACKAGES.flatMap(slicesOf);
  return known;
}

/** The slices that may have a glyph for this character, the best first. */
export function slicesFor(codePoint: number): Slice[] {
  return slices().filter(({ ranges }) => ranges.some(([from, to]) => from <= codePoint && codePoint <= to));
}

function slicesOf(name: string): Slice[] {
  const variable = name.startsWith('@fontsource-variable/');
  const family = name.slice(name.indexOf('/') + 1);
  const table = JSON.parse(readFileSync(require.resolve(`${name}/unicode.json`), 'utf8'));
  return Object.entries<string>(table).map(([key, ranges]) => {
    const start = `${name}/files/${family}-${key.replace(/[[\]]/g, '')}`;
    return {
      file: (weight) => `${start}-${variable ? 'wght-normal.woff2' : `${weight}-normal.woff`}`,
      variable,
      ranges: ranges.split(',').map(rangeOf),
    };
  });
}

/** `U+4e00` or `U+4e00-4e0f`. */
function rangeOf(text: string): [number, number] {
  const [from = '', to = from] = text.replace('U+', '').split('-');
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}

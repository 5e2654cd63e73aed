import type { Font } from '@cantoo/fontkit';
import type { PDFFont, PDFHexString } from '@cantoo/pdf-lib';
import { PDFHexString as HexString } from '@cantoo/pdf-lib';

/** Letters that sit on, under or in each other: their font says where, and pdf-lib's drawText would not ask. */
const COMPLEX = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}\p{M}]/u;
/** Ligatures would make a word's width something else than the sum of its letters'. */
export const FEATURES = { liga: false };

/** One glyph at size 1, from the start of its run. */
export interface PlacedGlyph {
  code: PDFHexString;
  x: number;
  y: number;
}

export interface Shaped {
  glyphs: PlacedGlyph[];
  width: number;
}

/** Where each glyph of a run goes; undefined when one simply follows the other. */
export function shaped(text: string, glyphs: Font, font: PDFFont): Shaped | undefined {
  if (!COMPLEX.test(text)) return undefined;
  const { positions } = glyphs.layout(text, FEATURES);
  const codes = font.encodeText(text).asString().match(/.{4}/g) ?? [];
  const scale = 1 / glyphs.unitsPerEm;
  let width = 0;
  const placed = codes.map((code, i) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions?.[i] ?? {};
    const glyph = { code: HexString.of(code), x: width + xOffset * scale, y: yOffset * scale };
    width += xAdvance * scale;
    return glyph;
  });
  return { glyphs: placed, width };
}

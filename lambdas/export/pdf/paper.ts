import {
  beginText,
  endText,
  PDFDocument,
  type PDFFont,
  type PDFPage,
  setFillingColor,
  setFontAndSize,
  setTextMatrix,
  showText,
} from '@cantoo/pdf-lib';
import type { Weight } from './font-slices';
import { Fonts } from './fonts';
import { linesOf } from './line-breaks';
import { type Color, INK, RULE, SOFT } from './palette';
import type { Shaped } from './shaped';

/** A4 in points. */
const WIDTH = 595;
const HEIGHT = 842;
const MARGIN = 48;
/** Below the text: room for the foot of the page. */
const FOOT = 58;
export const LINE_WIDTH = WIDTH - 2 * MARGIN;
const LEADING = 1.35;

export interface TextStyle {
  x?: number;
  width?: number;
  size: number;
  weight?: Weight;
  color?: Color;
  /** Set against the right edge of `width`. */
  right?: boolean;
}

/** Pages that fill from top to bottom. */
export class Paper {
  private page!: PDFPage;
  private y = 0;

  private constructor(
    readonly document: PDFDocument,
    readonly fonts: Fonts,
  ) {
    this.turn();
  }

  /**
   * @param at goes in as the date of creation: the same cut gives the same bytes.
   * @param texts everything that will be written.
   */
  static async create(title: string, at: Date, texts: Iterable<[string, Weight]>): Promise<Paper> {
    const document = await PDFDocument.create({ updateMetadata: false });
    document.setCreationDate(at);
    document.setModificationDate(at);
    document.setTitle(title, { showInWindowTitleBar: true });
    document.setLanguage('en');
    return new Paper(document, await Fonts.for(document, texts));
  }

  /** Makes room for so much height, on a new page if need be. @returns whether a page was turned. */
  room(height: number): boolean {
    if (this.y - height >= FOOT) return false;
    this.turn();
    return true;
  }

  skip(height: number): void {
    this.y -= height;
  }

  /** Lines of one block from the current place down; does not move it. */
  lines(lines: readonly string[], style: TextStyle): void {
    const { x = 0, width = LINE_WIDTH, size, weight = 400, color = INK, right } = style;
    lines.forEach((line, i) => {
      const indent = right ? width - this.fonts.width(line, weight) * size : 0;
      this.write(line, MARGIN + x + indent, this.y - size - i * size * LEADING, size, weight, color);
    });
  }

  box(x: number, width: number, height: number, color: Color, down = 0): void {
    this.page.drawRectangle({ x: MARGIN + x, y: this.y - down - height, width, height, color });
  }

  frame(x: number, width: number, height: number, color: Color, down = 0): void {
    const [left, bottom] = [MARGIN + x + 0.5, this.y - down - height + 0.5];
    const size = { width: Math.max(0.5, width - 1), height: height - 1 };
    this.page.drawRectangle({ x: left, y: bottom, ...size, borderColor: color, borderWidth: 1 });
  }

  /** Slanting lines that end at the frame. */
  hatch(x: number, width: number, height: number, color: Color, down = 0): void {
    const [left, bottom] = [MARGIN + x, this.y - down - height];
    for (let offset = -height; offset < width; offset += 4) {
      const [from, to] = [Math.max(offset, 0), Math.min(offset + height, width)];
      const start = { x: left + from, y: bottom + from - offset };
      const end = { x: left + to, y: bottom + to - offset };
      if (to > from) this.page.drawLine({ start, end, thickness: 1.6, color });
    }
  }

  /** An SVG path whose origin is the current place. */
  shape(path: string, x: number, down: number, color: Color): void {
    this.page.drawSvgPath(path, { x: MARGIN + x, y: this.y - down, color, borderWidth: 0 });
  }

  wrap(text: string, width: number, size: number, weight: Weight = 400): string[] {
    return linesOf(this.fonts.printable(text), width / size, (piece) => this.fonts.width(piece, weight));
  }

  /** The foot of every page, once their number is known. */
  async save(foot: string): Promise<Uint8Array> {
    const pages = this.document.getPages();
    const [text = ''] = this.wrap(foot, LINE_WIDTH - 90, 8);
    pages.forEach((page, i) => {
      this.page = page;
      this.y = FOOT - 14;
      this.box(0, LINE_WIDTH, 0.5, RULE);
      this.skip(4);
      this.lines([text], { size: 8, color: SOFT });
      this.lines([`Page ${i + 1} of ${pages.length}`], { size: 8, color: SOFT, right: true });
    });
    return this.document.save();
  }

  static height(lines: number, size: number): number {
    return lines * size * LEADING;
  }

  private turn(): void {
    this.page = this.document.addPage([WIDTH, HEIGHT]);
    this.y = HEIGHT - MARGIN;
  }

  private write(line: string, x: number, y: number, size: number, weight: Weight, color: Color): void {
    let at = x;
    for (const { text, font, width, shaped } of this.fonts.runs(line, weight)) {
      if (shaped) this.place(shaped, font, { x: at, y, size, color });
      else this.page.drawText(text, { x: at, y, size, font, color });
      at += width * size;
    }
  }

  private place(
    { glyphs }: Shaped,
    font: PDFFont,
    at: { x: number; y: number; size: number; color: Color },
  ): void {
    const key = this.page.node.newFontDictionary('Shaped', font.ref);
    this.page.pushOperators(
      beginText(),
      setFillingColor(at.color),
      setFontAndSize(key, at.size),
      ...glyphs.flatMap(({ code, x, y }) => [
        setTextMatrix(1, 0, 0, 1, at.x + x * at.size, at.y + y * at.size),
        showText(code),
      ]),
      endText(),
    );
  }
}

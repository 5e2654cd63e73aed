import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from '@cantoo/pdf-lib';

/** A4 in points. */
const WIDTH = 595;
const HEIGHT = 842;
const MARGIN = 48;
export const LINE_WIDTH = WIDTH - 2 * MARGIN;
const LEADING = 1.35;

export const INK = rgb(0.1, 0.12, 0.14);
export const SOFT = rgb(0.34, 0.38, 0.42);
export const GOOD = rgb(0.1, 0.5, 0.22);
export const BAD = rgb(0.7, 0.14, 0.1);
export const RULE = rgb(0.82, 0.84, 0.87);
export const BAR = rgb(0.04, 0.42, 0.8);

/**
 * Pages that fill from top to bottom. The fonts are the two every PDF reader has, so that nothing is embedded; they
 * know Western European letters only, and a character they lack is printed as `?` and remembered.
 */
export class Paper {
  private page: PDFPage;
  private y = HEIGHT - MARGIN;
  /** Characters that had to be printed as `?`. */
  readonly missing = new Set<string>();

  private constructor(
    readonly document: PDFDocument,
    readonly regular: PDFFont,
    readonly bold: PDFFont,
    private readonly letters: ReadonlySet<number>,
  ) {
    this.page = document.addPage([WIDTH, HEIGHT]);
  }

  /** @param at goes in as the date of creation: the same cut gives the same bytes. */
  static async create(title: string, at: Date): Promise<Paper> {
    const document = await PDFDocument.create({ updateMetadata: false });
    document.setCreationDate(at);
    document.setModificationDate(at);
    const regular = await document.embedFont(StandardFonts.Helvetica);
    const bold = await document.embedFont(StandardFonts.HelveticaBold);
    document.setTitle(title);
    return new Paper(document, regular, bold, new Set(regular.getCharacterSet()));
  }

  /** Makes room for so much height, on a new page if need be. @returns whether a page was turned. */
  room(height: number): boolean {
    if (this.y - height >= MARGIN) return false;
    this.page = this.document.addPage([WIDTH, HEIGHT]);
    this.y = HEIGHT - MARGIN;
    return true;
  }

  skip(height: number): void {
    this.y -= height;
  }

  /** Lines of one block, wrapped to `width`, from the current place down; does not move it. */
  lines(
    lines: readonly string[],
    at: { x: number; width: number; size: number; font?: PDFFont; color?: typeof INK; right?: boolean },
  ): void {
    const font = at.font ?? this.regular;
    lines.forEach((line, i) => {
      const indent = at.right ? at.width - font.widthOfTextAtSize(line, at.size) : 0;
      const y = this.y - at.size - i * at.size * LEADING;
      this.page.drawText(line, { x: MARGIN + at.x + indent, y, size: at.size, font, color: at.color ?? INK });
    });
  }

  box(x: number, width: number, height: number, color: typeof INK, down = 0): void {
    this.page.drawRectangle({ x: MARGIN + x, y: this.y - down - height, width, height, color });
  }

  /** Breaks at spaces, and inside a word only when it is longer than the line. */
  wrap(text: string, width: number, size: number, font: PDFFont = this.regular): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of this.printable(text).split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (font.widthOfTextAtSize(longer, size) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      line = word;
      while (font.widthOfTextAtSize(line, size) > width && line.length > 1) {
        let cut = line.length - 1;
        while (cut > 1 && font.widthOfTextAtSize(line.slice(0, cut), size) > width) cut--;
        lines.push(line.slice(0, cut));
        line = line.slice(cut);
      }
    }
    return [...lines, line];
  }

  static height(lines: number, size: number): number {
    return lines * size * LEADING;
  }

  private printable(text: string): string {
    let out = '';
    for (const character of text.replace(/\s+/g, ' ')) {
      if (this.letters.has(character.codePointAt(0) ?? 0)) out += character;
      else {
        out += '?';
        this.missing.add(character);
      }
    }
    return out;
  }
}

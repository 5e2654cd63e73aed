import type { Font } from '@cantoo/fontkit';
import type { PDFDocument, PDFFont } from '@cantoo/pdf-lib';
import { openFont } from './font-file';
import { type Slice, slicesFor, type Weight } from './font-slices';
import { FEATURES, type Shaped, shaped } from './shaped';
import { inVisualOrder, type Levelled, levelsOf } from './visual-order';

/** A piece of a line in one font. */
export interface Run {
  text: string;
  font: PDFFont;
  /** What it takes at size 1. */
  width: number;
  /** Set when glyphs have places of their own. */
  shaped?: Shaped;
}

interface Opened {
  glyphs: Font;
  /** Set when the first of its letters occurs. */
  font?: PDFFont;
}
type Chosen = Required<Opened>;

/** Control and bidirectional characters can only mislead on paper. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/gu;
/** Belongs to the letter before it and has to come from the same font. */
const MARK = /[\p{M}\p{Join_Control}]/u;
const WEIGHTS: readonly Weight[] = [400, 600];
/** Always there, for page numbers and the like. */
const ASCII = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i));

/**
 * The fonts of one document. All of its text is looked through first: of some 300 files only those are opened that
 * have a letter of it, and only glyphs that occur are embedded.
 */
export class Fonts {
  private readonly opened = new Map<string, Opened>();
  private readonly choices = new Map<string, Chosen | undefined>();
  private readonly widths = new Map<string, number>();
  /** Characters that no font has, by number as they are printed: `[U+1F600]`. */
  private readonly numbers = new Map<string, string>();

  private constructor(private readonly document: PDFDocument) {}

  static async for(document: PDFDocument, texts: Iterable<[text: string, weight: Weight]>): Promise<Fonts> {
    const fonts = new Fonts(document);
    for (const weight of WEIGHTS) await fonts.prepare(ASCII, weight);
    for (const [text, weight] of texts) await fonts.prepare(text, weight);
    return fonts;
  }

  /** How many different characters had to be printed by number. */
  get missing(): number {
    return this.numbers.size;
  }

  /** The text as it is printed: on one line, nothing that cannot be seen, numbers where there is no glyph. */
  printable(text: string): string {
    const line = oneLine(text);
    if (this.numbers.size === 0) return line;
    return Array.from(line, (character) => this.numbers.get(character) ?? character).join('');
  }

  /** What a printable text takes at size 1. */
  width(text: string, weight: Weight): number {
    const key = `${weight}${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      width = this.runs(text, weight).reduce((sum, run) => sum + run.width, 0);
      this.widths.set(key, width);
    }
    return width;
  }

  /** A printable line in runs, in the order in which they stand from left to right. */
  runs(line: string, weight: Weight): Run[] {
    const runs: (Chosen & Levelled)[] = [];
    const levelAt = levelsOf(line);
    let at = 0;
    for (const character of line) {
      const last = runs.at(-1);
      const level = levelAt(at);
      at += character.length;
      const stays = last && MARK.test(character) && last.glyphs.hasGlyphForCodePoint(codeOf(character));
      const choice = stays ? last : this.choices.get(`${weight}${character}`);
      if (!choice) continue;
      if (last?.font === choice.font && last.level === level) last.text += character;
      else runs.push({ text: character, font: choice.font, glyphs: choice.glyphs, level });
    }
    return inVisualOrder(runs).map(({ text, font, glyphs }) => {
      const placed = shaped(text, glyphs, font);
      return { text, font, shaped: placed, width: placed?.width ?? font.widthOfTextAtSize(text, 1) };
    });
  }

  private async prepare(text: string, weight: Weight): Promise<void> {
    for (const character of oneLine(text)) {
      const key = `${weight}${character}`;
      if (this.choices.has(key)) continue;
      const choice = await this.choose(character, weight);
      this.choices.set(key, choice);
      if (choice || /\p{Default_Ignorable_Code_Point}/u.test(character)) continue;
      const number = `[U+${codeOf(character).toString(16).toUpperCase().padStart(4, '0')}]`;
      this.numbers.set(character, number);
      await this.prepare(number, weight);
    }
  }

  private async choose(character: string, weight: Weight): Promise<Chosen | undefined> {
    const code = codeOf(character);
    for (const slice of slicesFor(code)) {
      const opened = await this.open(slice, weight);
      if (!opened.glyphs.hasGlyphForCodePoint(code)) continue;
      opened.font ??= await this.embed(opened.glyphs);
      return opened as Chosen;
    }
    return undefined;
  }

  private async open(slice: Slice, weight: Weight): Promise<Opened> {
    const key = `${weight}${slice.file(weight)}`;
    const opened = this.opened.get(key) ?? { glyphs: await openFont(slice, weight) };
    this.opened.set(key, opened);
    return opened;
  }

  /** pdf-lib asks its font engine for the font; ours has opened it already, so the bytes do not matter. */
  private embed(glyphs: Font): Promise<PDFFont> {
    this.document.registerFontkit({ create: () => glyphs });
    return this.document.embedFont(new Uint8Array(), { subset: true, features: FEATURES });
  }
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').replace(UNSEEN, '');
const codeOf = (character: string) => character.codePointAt(0) ?? 0;

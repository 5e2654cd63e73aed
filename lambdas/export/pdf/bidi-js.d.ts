/** The Unicode Bidirectional Algorithm; it comes without types. */
declare module 'bidi-js' {
  /** Levels by UTF-16 unit: odd ones run from right to left. */
  export interface Levels {
    levels: Uint8Array;
    paragraphs: { start: number; end: number; level: number }[];
  }
  export interface Bidi {
    getEmbeddingLevels(text: string, base?: 'ltr' | 'rtl' | 'auto'): Levels;
    /** Undefined or null when it looks the same from both sides. */
    getMirroredCharacter(character: string): string | null | undefined;
  }
  export default function bidiFactory(): Bidi;
}

/**
 * A text with gaps, taken apart once and filled per recipient. Nearly all of a notice is the same for everyone who
 * reads it in one language; only the gaps cost anything per mail.
 */
export interface Frame<Gap extends string> {
  fill(values: Record<Gap, string>): string;
}

/** Marks a gap in a text; NUL cannot be part of any value, see `inert`. */
export const gap = (name: string): string => `\u0000${name}\u0000`;

export function frame<Gap extends string>(text: string): Frame<Gap> {
  const parts = text.split('\u0000');
  return {
    fill(values) {
      let filled = parts[0] ?? '';
      for (let at = 1; at < parts.length; at += 2) {
        filled += values[parts[at] as Gap] + (parts[at + 1] ?? '');
      }
      return filled;
    },
  };
}

/**
 * Addresses as a reader of the raw text would recognise them: written apart from the product's own rules, and
 * narrower, so that whatever it finds must have been found by the product too.
 */
const RECOGNISABLE =
  /(?<![\p{L}\p{N}\p{M}])[A-Za-z0-9][A-Za-z0-9._+'-]*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\.[A-Za-z]{2,}/gu;

export const recognise = (text: string): string[] => text.match(RECOGNISABLE) ?? [];

/** The physical lines of a text, 1-based by index + 1. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

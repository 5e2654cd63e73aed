const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Chinese and Japanese have no spaces: a line may end after each letter, with the closing marks that follow it. */
const PIECES =
  /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][\p{Pe}\p{Pf}\p{M}、。，．：；？！ー々]*|(?:(?![\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])\p{Any})+/gu;

/**
 * A text in lines of at most so much width, broken at spaces and between ideographs, and inside a word only when it
 * is longer than a line; a letter is never torn from its marks.
 */
export function linesOf(text: string, width: number, measure: (piece: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  let length = 0;
  for (const piece of text.match(PIECES) ?? []) {
    const more = measure(piece);
    if (length + more <= width) {
      line += piece;
      length += more;
      continue;
    }
    if (line !== '') lines.push(line.trimEnd());
    const cut = piece.trim() === '' ? [''] : cutToFit(piece, width, measure);
    line = cut.pop() ?? '';
    length = measure(line);
    lines.push(...cut);
  }
  return [...lines, line.trimEnd()];
}

function cutToFit(word: string, width: number, measure: (piece: string) => number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const { segment } of LETTERS.segment(word)) {
    if (part !== '' && measure(part + segment) > width) {
      parts.push(part);
      part = '';
    }
    part += segment;
  }
  return [...parts, part];
}

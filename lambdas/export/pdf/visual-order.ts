const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const LETTER = /\p{L}/u;

/**
 * Runs of one line as they stand from left to right. Inside a run the font's own shaping orders Arabic and Hebrew;
 * here neighbouring runs of theirs, with spaces and figures between them, change places. Enough for names in a
 * table that is read from left to right.
 */
export function inVisualOrder<Run extends { text: string }>(runs: readonly Run[]): Run[] {
  const ordered: Run[] = [];
  let at = 0;
  while (at < runs.length) {
    const end = endOfSpan(runs, at);
    ordered.push(...runs.slice(at, end).reverse());
    at = end;
  }
  return ordered;
}

/** Just after the last run of the right-to-left span that starts here; a span of one if there is none. */
function endOfSpan(runs: readonly { text: string }[], start: number): number {
  let end = start + 1;
  if (!RIGHT_TO_LEFT.test(runs[start]?.text ?? '')) return end;
  for (let at = end; at < runs.length; at++) {
    const text = runs[at]?.text ?? '';
    if (RIGHT_TO_LEFT.test(text)) end = at + 1;
    else if (LETTER.test(text)) break;
  }
  return end;
}

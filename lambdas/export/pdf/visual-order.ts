import bidiFactory, { type Bidi } from 'bidi-js';

/** A character, or more of one run, with its embedding level: odd ones run from right to left. */
export interface Levelled {
  text: string;
  level: number;
}

/** Only where one of these occurs is anything to be put in order. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
let bidi: Bidi | undefined;

/** The embedding level of each UTF-16 unit of a line; the first letter says where the line begins. */
export function levelsOf(line: string): (at: number) => number {
  if (!RIGHT_TO_LEFT.test(line)) return () => 0;
  bidi ??= bidiFactory();
  const { levels } = bidi.getEmbeddingLevels(line, 'auto');
  return (at) => levels[at] ?? 0;
}

/**
 * Runs of one line as they stand from left to right (rule L2 of the Unicode Bidirectional Algorithm). The font's
 * shaping orders Arabic and Hebrew letters inside a run; signs and spaces among them are turned here (L4).
 */
export function inVisualOrder<Run extends Levelled>(runs: readonly Run[]): Run[] {
  let ordered = runs.map((run) => (run.level % 2 === 1 && !RIGHT_TO_LEFT.test(run.text) ? turned(run) : run));
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level--) {
    ordered = reversedFrom(ordered, level);
  }
  return ordered;
}

/** Every stretch of at least this level the other way round. */
function reversedFrom<Run extends Levelled>(runs: readonly Run[], level: number): Run[] {
  const ordered: Run[] = [];
  let stretch: Run[] = [];
  for (const run of runs) {
    if (run.level >= level) stretch.unshift(run);
    else {
      ordered.push(...stretch, run);
      stretch = [];
    }
  }
  return [...ordered, ...stretch];
}

const turned = <Run extends Levelled>(run: Run): Run => ({
  ...run,
  text: Array.from(run.text, (sign) => bidi?.getMirroredCharacter(sign) ?? sign)
    .reverse()
    .join(''),
});

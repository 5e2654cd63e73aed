import type { Block } from '../../domain/evidence/report/blocks';
import type { Group } from '../../domain/evidence/report/words';
import { GROUPS, PANEL, SOFT, TONES } from './palette';
import { LINE_WIDTH, Paper } from './paper';

type Of<Kind> = Extract<Block, { kind: Kind }>;

const GAP = 8;
const PADDING = 8;
const LABEL = 8;

/** Four figures side by side, the first thing a reader sees. */
export function drawFigures(paper: Paper, { figures, large }: Of<'figures'>): void {
  const width = (LINE_WIDTH - (figures.length - 1) * GAP) / figures.length;
  const size = large ? 20 : 13;
  const labels = figures.map(({ label, group }) =>
    paper.wrap(label, width - 2 * PADDING - (group ? 11 : 0), LABEL),
  );
  const text = Paper.height(1, size) + Paper.height(Math.max(...labels.map(({ length }) => length)), LABEL);
  const height = text + 2 * PADDING - 4;
  paper.room(height);
  figures.forEach(({ value, share = '', group }, i) => {
    const x = i * (width + GAP);
    paper.box(x, width, height, PANEL);
    paper.skip(PADDING - 4);
    paper.lines([value], { x: x + PADDING, width, size, weight: 600 });
    const beside = x + PADDING + paper.fonts.width(value, 600) * size + 6;
    paper.skip(size - LABEL);
    paper.lines([share], { x: beside, width, size: LABEL, color: SOFT });
    paper.skip(LABEL - size + Paper.height(1, size));
    if (group) drawBar(paper, group, { x: x + PADDING, width: 7, height: 7, down: 2 });
    paper.lines(labels[i] ?? [], { x: x + PADDING + (group ? 11 : 0), width, size: LABEL, color: SOFT });
    paper.skip(-(PADDING - 4) - Paper.height(1, size));
  });
  paper.skip(height + GAP);
}

/** Everybody in one bar. */
export function drawWhole(paper: Paper, { parts }: Of<'whole'>): void {
  const shown = parts.filter(({ count }) => count > 0);
  const total = shown.reduce((sum, { count }) => sum + count, 0);
  const room = LINE_WIDTH - (shown.length - 1) * 2;
  paper.room(14);
  let x = 0;
  for (const { group, count } of shown) {
    const width = (count / total) * room;
    drawBar(paper, group, { x, width, height: 12 });
    x += width + 2;
  }
  paper.skip(12 + GAP);
}

/** Filled, hatched or hollow: a group is told by its pattern and not only by its colour. */
export function drawBar(
  paper: Paper,
  group: Group,
  at: { x: number; width: number; height: number; down?: number },
): void {
  const { x, height, down = 0 } = at;
  const width = Math.max(1.5, at.width);
  if (group === 'told') paper.box(x, width, height, GROUPS.told, down);
  else paper.frame(x, width, height, GROUPS[group], down);
  if (group === 'missed') paper.hatch(x, width, height, GROUPS.missed, down);
}

/** In words that cannot be overlooked. */
export function drawVerdict(paper: Paper, { text, good }: Of<'verdict'>): void {
  const lines = paper.wrap(text, LINE_WIDTH - 28, 11, 600);
  const height = Paper.height(lines.length, 11) + 14;
  paper.room(height + GAP);
  paper.skip(6);
  paper.box(0, LINE_WIDTH, height, PANEL);
  paper.box(0, 4, height, good ? TONES.good : TONES.bad);
  paper.skip(6);
  paper.lines(lines, { x: 14, size: 11, weight: 600, ...(!good && { color: TONES.bad }) });
  paper.skip(height + 4);
}

import { rgb } from '@cantoo/pdf-lib';
import type { Findings } from '../../domain/evidence/findings';
import { type Block, reportBlocks } from '../../domain/evidence/report/blocks';
import type { Weight } from './font-slices';
import { INK, LINE_WIDTH, Paper, RULE, SOFT } from './paper';

const GOOD = rgb(0.1, 0.5, 0.22);
const BAD = rgb(0.7, 0.14, 0.1);
const BAR = rgb(0.04, 0.42, 0.8);

const BODY = 9;
const CELL = 8;
const GAP = 6;
const STYLES = {
  title: { size: 18, after: 4 },
  heading: { size: 12, after: 5 },
  text: { size: BODY, after: 4 },
  soft: { size: BODY, after: 4 },
};

/** The report as a PDF. */
export async function renderReport(found: Findings, named: boolean): Promise<Uint8Array> {
  const blocks = reportBlocks(found, named);
  const texts = blocks.flatMap(textsOf);
  const paper = await Paper.create(found.record?.title ?? found.incident, new Date(found.cutAt), texts);
  for (const block of blocks) draw(paper, block);
  const { missing } = paper.fonts;
  if (missing > 0) {
    draw(paper, {
      kind: 'soft',
      text: `${missing} different characters have no glyph in the fonts of this PDF and are printed by their Unicode number, [U+1F600]. report.html shows them.`,
    });
  }
  return paper.save(`Incident ${found.incident}`);
}

function textsOf(block: Block): [string, Weight][] {
  if (block.kind === 'table') {
    return [
      ...block.head.map((t): [string, Weight] => [t, 600]),
      ...block.rows.flat().map((t): [string, Weight] => [t, 400]),
    ];
  }
  if (block.kind === 'bars')
    return block.bars.flatMap(({ label, note }): [string, Weight][] => [
      [label, 400],
      [note, 400],
    ]);
  return [[block.text, ['title', 'heading', 'verdict'].includes(block.kind) ? 600 : 400]];
}

function draw(paper: Paper, block: Block): void {
  if (block.kind === 'table') drawTable(paper, block);
  else if (block.kind === 'bars') drawBars(paper, block.bars);
  else if (block.kind === 'verdict') drawVerdict(paper, block);
  else drawText(paper, block);
}

type Words = Exclude<Block, { kind: 'table' | 'bars' | 'verdict' }>;

function drawText(paper: Paper, block: Words): void {
  const { size, after } = STYLES[block.kind];
  const weight = block.kind === 'title' || block.kind === 'heading' ? 600 : 400;
  // a heading takes the first lines below it along to the next page
  if (block.kind === 'heading') {
    paper.room(90);
    paper.skip(14);
  }
  for (const line of paper.wrap(block.text, LINE_WIDTH, size, weight)) {
    paper.room(Paper.height(1, size));
    paper.lines([line], { x: 0, width: LINE_WIDTH, size, weight, color: block.kind === 'soft' ? SOFT : INK });
    paper.skip(Paper.height(1, size));
  }
  paper.skip(after);
}

function drawVerdict(paper: Paper, { text, good }: Extract<Block, { kind: 'verdict' }>): void {
  const lines = paper.wrap(text, LINE_WIDTH - 16, 11, 600);
  const height = Paper.height(lines.length, 11) + 6;
  paper.room(height);
  paper.skip(4);
  paper.box(0, 4, height, good ? GOOD : BAD);
  paper.lines(lines, { x: 14, width: LINE_WIDTH - 16, size: 11, weight: 600, color: good ? INK : BAD });
  paper.skip(height + 8);
}

function drawBars(paper: Paper, bars: Extract<Block, { kind: 'bars' }>['bars']): void {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  for (const { label, count, note } of bars) {
    paper.room(16);
    const length = Math.max(2, (count / most) * (LINE_WIDTH - 190));
    paper.lines([label], { x: 0, width: 80, size: BODY });
    paper.box(80, length, 10, BAR, 1);
    paper.lines(paper.wrap(note, 110, BODY), { x: 88 + length, width: 110, size: BODY });
    paper.skip(16);
  }
  paper.skip(6);
}

function drawTable(paper: Paper, table: Extract<Block, { kind: 'table' }>): void {
  drawRow(paper, table, table.head, true);
  for (const row of table.rows) {
    const height = rowHeight(paper, table, row);
    if (paper.room(height)) drawRow(paper, table, table.head, true);
    drawRow(paper, table, row, false);
  }
  paper.skip(8);
}

type Table = Extract<Block, { kind: 'table' }>;

const cells = (paper: Paper, { widths }: Table, row: readonly string[], bold: boolean) =>
  row.map((text, i) => paper.wrap(text, (widths[i] ?? 0) * LINE_WIDTH - GAP, CELL, bold ? 600 : 400));

function rowHeight(paper: Paper, table: Table, row: readonly string[]): number {
  return Paper.height(Math.max(...cells(paper, table, row, false).map(({ length }) => length)), CELL) + 4;
}

function drawRow(paper: Paper, table: Table, row: readonly string[], head: boolean): void {
  const wrapped = cells(paper, table, row, head);
  let x = 0;
  wrapped.forEach((lines, i) => {
    const width = (table.widths[i] ?? 0) * LINE_WIDTH;
    const weight = head ? 600 : 400;
    paper.lines(lines, {
      x,
      width: width - GAP,
      size: CELL,
      weight,
      color: head ? SOFT : INK,
      right: table.numbers.includes(i),
    });
    x += width;
  });
  const height = Paper.height(Math.max(...wrapped.map(({ length }) => length)), CELL) + 4;
  paper.skip(height);
  paper.box(0, LINE_WIDTH, 0.5, RULE, -1);
}

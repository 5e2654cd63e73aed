import type { Findings } from '../../domain/evidence/findings';
import { type Block, reportBlocks } from '../../domain/evidence/report/blocks';
import { BAD, BAR, GOOD, INK, LINE_WIDTH, Paper, RULE, SOFT } from './paper';

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
export async function reportPdf(found: Findings, named: boolean): Promise<Uint8Array> {
  const paper = await Paper.create(found.record?.title ?? found.incident, new Date(found.cutAt));
  for (const block of reportBlocks(found, named)) draw(paper, block);
  if (paper.missing.size > 0) {
    draw(paper, {
      kind: 'soft',
      text: `${paper.missing.size} different characters that this PDF’s font does not have are shown as "?". report.html shows them.`,
    });
  }
  return paper.document.save();
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
  const font = block.kind === 'title' || block.kind === 'heading' ? paper.bold : paper.regular;
  // a heading takes the first lines below it along to the next page
  if (block.kind === 'heading') {
    paper.room(90);
    paper.skip(14);
  }
  for (const line of paper.wrap(block.text, LINE_WIDTH, size, font)) {
    paper.room(Paper.height(1, size));
    paper.lines([line], { x: 0, width: LINE_WIDTH, size, font, color: block.kind === 'soft' ? SOFT : INK });
    paper.skip(Paper.height(1, size));
  }
  paper.skip(after);
}

function drawVerdict(paper: Paper, { text, good }: Extract<Block, { kind: 'verdict' }>): void {
  const lines = paper.wrap(text, LINE_WIDTH - 16, 11, paper.bold);
  const height = Paper.height(lines.length, 11) + 6;
  paper.room(height);
  paper.skip(4);
  paper.box(0, 4, height, good ? GOOD : BAD);
  paper.lines(lines, { x: 14, width: LINE_WIDTH - 16, size: 11, font: paper.bold, color: good ? INK : BAD });
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
  row.map((text, i) =>
    paper.wrap(text, (widths[i] ?? 0) * LINE_WIDTH - GAP, CELL, bold ? paper.bold : paper.regular),
  );

function rowHeight(paper: Paper, table: Table, row: readonly string[]): number {
  return Paper.height(Math.max(...cells(paper, table, row, false).map(({ length }) => length)), CELL) + 4;
}

function drawRow(paper: Paper, table: Table, row: readonly string[], head: boolean): void {
  const wrapped = cells(paper, table, row, head);
  let x = 0;
  wrapped.forEach((lines, i) => {
    const width = (table.widths[i] ?? 0) * LINE_WIDTH;
    const font = head ? paper.bold : paper.regular;
    paper.lines(lines, {
      x,
      width: width - GAP,
      size: CELL,
      font,
      color: head ? SOFT : INK,
      right: table.numbers.includes(i),
    });
    x += width;
  });
  const height = Paper.height(Math.max(...wrapped.map(({ length }) => length)), CELL) + 4;
  paper.skip(height);
  paper.box(0, LINE_WIDTH, 0.5, RULE, -1);
}

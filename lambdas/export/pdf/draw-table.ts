import type { Cell, TableBlock, TableColumn } from '../../domain/evidence/report/blocks';
import { drawBar } from './draw-figures';
import type { Weight } from './font-slices';
import { INK, RULE, SOFT, TONES } from './palette';
import { LINE_WIDTH, Paper } from './paper';

export const CELL = 8;
const GAP = 10;
const PADDING = 3;

/** A table whose heading row comes again on each page. */
export function drawTable(paper: Paper, { columns, rows }: TableBlock): void {
  drawHead(paper, columns);
  for (const row of rows) {
    if (paper.room(rowHeight(paper, columns, row))) drawHead(paper, columns);
    drawRow(paper, columns, row);
  }
  paper.skip(8);
}

/** What the heading row and so many rows take. */
export function tableHeight(paper: Paper, { columns, rows }: TableBlock, count: number): number {
  const head = rowHeight(paper, columns, headOf(columns));
  return rows.slice(0, count).reduce((sum, row) => sum + rowHeight(paper, columns, row), head);
}

const headOf = (columns: readonly TableColumn[]): Cell[] => columns.map(({ title }) => title);

export const textOf = (cell: Cell): string =>
  typeof cell === 'string' ? cell : 'text' in cell ? cell.text : '';
export const weightOf = (cell: Cell): Weight => (typeof cell === 'string' ? 400 : 600);

const textWidth = ({ width }: TableColumn) => width * LINE_WIDTH - GAP;

function rowHeight(paper: Paper, columns: readonly TableColumn[], row: readonly Cell[]): number {
  const lines = row.map(
    (cell, i) => paper.wrap(textOf(cell), textWidth(columns[i]!), CELL, weightOf(cell)).length,
  );
  return Paper.height(Math.max(...lines), CELL) + 2 * PADDING;
}

function drawHead(paper: Paper, columns: readonly TableColumn[]): void {
  drawCells(paper, columns, headOf(columns), { weight: 600, color: SOFT });
}

function drawRow(paper: Paper, columns: readonly TableColumn[], row: readonly Cell[]): void {
  drawCells(paper, columns, row, {});
}

function drawCells(
  paper: Paper,
  columns: readonly TableColumn[],
  row: readonly Cell[],
  style: { weight?: Weight; color?: typeof INK },
): void {
  let x = 0;
  let most = 1;
  paper.skip(PADDING);
  row.forEach((cell, i) => {
    const column = columns[i]!;
    const width = textWidth(column);
    const weight = style.weight ?? weightOf(cell);
    const color = style.color ?? (typeof cell === 'object' && 'tone' in cell ? TONES[cell.tone] : INK);
    const lines = paper.wrap(textOf(cell), width, CELL, weight);
    most = Math.max(most, lines.length);
    if (typeof cell === 'object' && 'bar' in cell)
      drawBar(paper, cell.bar, { x, width: width * cell.part, height: 8, down: 1 });
    else paper.lines(lines, { x, width, size: CELL, weight, color, right: column.number });
    x += column.width * LINE_WIDTH;
  });
  paper.skip(Paper.height(most, CELL) + PADDING);
  paper.box(0, LINE_WIDTH, 0.5, RULE, -0.5);
}

import type { Findings } from '../../domain/evidence/findings';
import { type Block, reportBlocks } from '../../domain/evidence/report/blocks';
import { drawFigures, drawVerdict, drawWhole } from './draw-figures';
import { drawTable, tableHeight, textOf, weightOf } from './draw-table';
import { drawTimeline } from './draw-timeline';
import type { Weight } from './font-slices';
import { INK, SOFT } from './palette';
import { LINE_WIDTH, Paper } from './paper';

const STYLES = {
  title: { size: 18, after: 4 },
  heading: { size: 12, after: 4 },
  text: { size: 9, after: 4 },
  soft: { size: 9, after: 4 },
};
const BEFORE_HEADING = 16;
/** A table of no more height stays on one page with its heading; of a longer one two rows do. */
const SHORT = 180;

/** The report as a PDF. */
export async function renderReport(found: Findings, named: boolean): Promise<Uint8Array> {
  const blocks = reportBlocks(found, named);
  const title = found.record?.title ?? found.incident;
  const foot = `${named ? 'Evidence report' : 'Report for the authority'}, incident ${found.incident}`;
  const paper = await Paper.create(title, new Date(found.cutAt), blocks.flatMap(textsOf));
  const first = blocks.findIndex(({ kind }) => kind === 'heading');
  blocks.forEach((block, i) => {
    if (i === first) drawMissing(paper);
    if (block.kind === 'heading') paper.room(BEFORE_HEADING + 24 + leadHeight(paper, blocks.slice(i + 1)));
    draw(paper, block);
  });
  return paper.save(foot);
}

/** On the first page: a reader has to know before the names come. */
function drawMissing(paper: Paper): void {
  const { missing } = paper.fonts;
  if (missing === 0) return;
  const text = `${missing} different characters have no glyph in the fonts of this PDF and are printed by their Unicode number, such as [U+1F600]. report.html has all names in full.`;
  drawText(paper, { kind: 'soft', text });
}

/** What must stand below a heading on the same page: its notes, and a short table whole. */
function leadHeight(paper: Paper, next: readonly Block[]): number {
  let height = 0;
  for (const block of next) {
    if (block.kind === 'table') {
      const whole = tableHeight(paper, block, block.rows.length);
      return height + (whole <= SHORT ? whole : tableHeight(paper, block, 2));
    }
    if (block.kind !== 'soft' && block.kind !== 'text') return height + 60;
    height += Paper.height(linesOf(paper, block).length, STYLES[block.kind].size) + STYLES[block.kind].after;
  }
  return height;
}

type Words = Extract<Block, { text: string; kind: keyof typeof STYLES }>;

const weightOfWords = ({ kind }: Words): Weight => (kind === 'title' || kind === 'heading' ? 600 : 400);
const linesOf = (paper: Paper, block: Words) =>
  paper.wrap(block.text, LINE_WIDTH, STYLES[block.kind].size, weightOfWords(block));

function textsOf(block: Block): [string, Weight][] {
  switch (block.kind) {
    case 'table': {
      const heads = block.columns.map(({ title }): [string, Weight] => [title, 600]);
      return [...heads, ...block.rows.flat().map((cell): [string, Weight] => [textOf(cell), weightOf(cell)])];
    }
    case 'figures':
      return block.figures.flatMap(({ value, label, share = '' }): [string, Weight][] => [
        [value, 600],
        [label + share, 400],
      ]);
    case 'marks':
      return block.marks.map(({ since, label, standing }) => [`${since} ${label} ${standing?.text}`, 400]);
    case 'verdict':
      return [[block.text, 600]];
    case 'whole':
      return [];
    default:
      return [[block.text, weightOfWords(block)]];
  }
}

function draw(paper: Paper, block: Block): void {
  if (block.kind === 'table') drawTable(paper, block);
  else if (block.kind === 'figures') drawFigures(paper, block);
  else if (block.kind === 'whole') drawWhole(paper, block);
  else if (block.kind === 'marks') drawTimeline(paper, block.marks);
  else if (block.kind === 'verdict') drawVerdict(paper, block);
  else drawText(paper, block);
}

function drawText(paper: Paper, block: Words): void {
  const { size, after } = STYLES[block.kind];
  if (block.kind === 'heading') paper.skip(BEFORE_HEADING);
  for (const line of linesOf(paper, block)) {
    paper.room(Paper.height(1, size));
    paper.lines([line], { size, weight: weightOfWords(block), color: block.kind === 'soft' ? SOFT : INK });
    paper.skip(Paper.height(1, size));
  }
  paper.skip(after);
}

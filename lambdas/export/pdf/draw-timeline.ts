import { moment } from '../../domain/evidence/report/html';
import type { Mark } from '../../domain/evidence/report/marks';
import { GROUPS, RULE, SOFT, TONES } from './palette';
import { LINE_WIDTH, Paper } from './paper';

const SIZE = 9;
const TIME = 136;
const SINCE = 66;
/** Where the line stands. */
const LINE = TIME + SINCE + 14;
const TEXT = LINE + 14;

/** What happened and the deadlines: a dot is a fact, a diamond a deadline. */
export function drawTimeline(paper: Paper, marks: readonly Mark[]): void {
  for (const { at, since = '', label, standing } of marks) {
    const text = standing ? `${label}: ${standing.text}` : label;
    const lines = paper.wrap(text, LINE_WIDTH - TEXT, SIZE);
    const height = Paper.height(lines.length, SIZE) + 4;
    paper.room(height);
    paper.box(LINE - 0.25, 0.5, height, RULE);
    paper.lines([moment(at)], { width: TIME, size: SIZE, color: SOFT, right: true });
    paper.lines([since], { x: TIME + 8, width: SINCE - 8, size: SIZE, color: SOFT, right: true });
    if (standing) paper.shape('M0 -4.2 L4.2 0 L0 4.2 L-4.2 0 Z', LINE, 6, TONES[standing.tone]);
    else paper.shape('M-3 0 A3 3 0 1 0 3 0 A3 3 0 1 0 -3 0 Z', LINE, 6, GROUPS.told);
    paper.lines(lines, { x: TEXT, size: SIZE, ...(standing && { color: TONES[standing.tone] }) });
    paper.skip(height);
  }
  paper.skip(4);
}

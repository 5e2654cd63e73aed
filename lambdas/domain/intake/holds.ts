import { fileName } from '../file-numbers';
import type { FileReport, QuarantineRange } from '../file-report';
import type { Hold } from '../holds';
import { counted, plural } from '../plural';

/** More bad rows than this share of a file's rows hold the incident, whatever their codes. */
export const BAD_ROWS_SHARE = 0.01;

const linesOf = (ranges: QuarantineRange[]): number =>
  ranges.reduce((lines, { line, lineTo }) => lines + lineTo - line + 1, 0);

/**
 * A file beside lists that is no table of anybody and holds nothing like an address: instructions, a cover sheet. Its
 * lines are shown like all others put aside, and hold nothing up.
 */
function isBesideTheLists(
  { columns, quarantine, unlisted }: FileReport,
  all: readonly FileReport[],
): boolean {
  return (
    all.some((other) => other.columns.email !== null) &&
    [columns.company, columns.group, columns.email].every((column) => column === null) &&
    unlisted === undefined &&
    quarantine.every(({ code, isolated }) => code === 'no-address' && isolated !== false)
  );
}

/**
 * Why the files of one drop, as read, hold their incident. Structural faults hold unless they cost their own lines only and those
 * stay under 1 % of the file's rows; address and byte errors count towards the 1 %. Pass reports whose decided
 * ranges are taken out of `quarantine`: a person's decision settles them.
 */
export function intakeHolds(number: number, reports: readonly FileReport[]): Hold[] {
  const holds: Hold[] = [];
  for (const [index, report] of reports.entries()) {
    const open = linesOf(report.quarantine) + (report.unlisted?.lines ?? 0);
    const rows = report.lines.record + report.lines.quarantined;
    const tooMany = open > rows * BAD_ROWS_SHARE && !isBesideTheLists(report, reports);
    const structural = report.quarantine.filter(({ isolated }) => isolated !== undefined);
    const holding = structural.filter(({ isolated }) => tooMany || !isolated);
    const file = `file ${fileName(number, index, reports.length)}`;
    if (holding.length > 0) {
      const lines = linesOf(holding);
      const detail = `${file}: ${counted(lines, 'line')} that may hide people ${plural(lines, 'awaits', 'await')} a decision`;
      holds.push({ code: 'structural-quarantine', detail });
    }
    if (tooMany) {
      const detail = `${file}: ${open} of ${counted(rows, 'row')} could not be read, more than 1 %`;
      holds.push({ code: 'bad-rows', detail });
    }
  }
  return holds;
}

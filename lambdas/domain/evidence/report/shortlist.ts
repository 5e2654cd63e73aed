import type { Findings } from '../findings';
import { figure } from './html';

/** Rows that one table of the report shows; an archive of a thousand files has a thousand lines and equations. */
const SHOWN = 100;

/** At most a hundred rows, those that matter first and each kind in its order; and what to say of the rest. */
export function shortlist<Row>(
  rows: readonly Row[],
  matters: (row: Row) => boolean,
  all: string,
): { shown: Row[]; note?: string } {
  if (rows.length <= SHOWN) return { shown: [...rows] };
  const ordered = [...rows.filter(matters), ...rows.filter((row) => !matters(row))];
  return {
    shown: ordered.slice(0, SHOWN),
    note: `${SHOWN} of ${figure(rows.length)}; ${all} has all of them.`,
  };
}

/** Files with quarantined lines, or that could not be read, first. */
export const shownFiles = ({ files }: Findings) =>
  shortlist(files, ({ report }) => !report || report.lines.quarantined > 0, 'files.json');

/** Equations that do not hold first. */
export const shownChecks = ({ checks }: Findings) =>
  shortlist(checks, ({ ok }) => !ok, 'reconciliation.json');

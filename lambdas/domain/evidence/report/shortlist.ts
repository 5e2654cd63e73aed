import { plural } from '../../plural';
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

/** The figures of the first page besides the people, each with the words that go with it. */
export const shownFigures = ({ companies, tally, addressesErasedAt }: Findings): [number, string][] => {
  const { named, nobodyReachable } = companies;
  const entries = plural(tally.exposures, 'entry', 'entries');
  const ofCompanies: [number, string][] = [
    [named, `${plural(named, ...COMPANY)} named`],
    [nobodyReachable, `${plural(nobodyReachable, ...COMPANY)} with nobody reached`],
  ];
  return [
    ...(addressesErasedAt ? [] : ofCompanies),
    [tally.exposures, `${entries} found (company, group, address)`],
    [tally.mails.ids, `${plural(tally.mails.ids, 'mail')} accepted by SES`],
  ];
};

const COMPANY = ['company', 'companies'] as const;

/** How many of the companies are shown, and which. @param table the file that has all of them. */
export function companiesNote({ companies }: Findings, table: string): string {
  const { shown, total, nobodyReachable } = companies;
  return `${figure(shown.length)} of ${figure(total)} ${plural(total, ...COMPANY)}: those of which nobody could be reached (${figure(nobodyReachable)}) first, then the largest. ${table} has all of them.`;
}

/** Files with quarantined lines, or that could not be read, first. */
export const shownFiles = ({ files }: Findings) =>
  shortlist(files, ({ report }) => !report || report.lines.quarantined > 0, 'files.json');

/** Equations that do not hold first. */
export const shownChecks = ({ checks }: Findings) =>
  shortlist(checks, ({ ok }) => !ok, 'reconciliation.json');

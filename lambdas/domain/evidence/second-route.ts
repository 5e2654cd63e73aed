import { inOrderFound } from '../sending/recipient';
import { type CompanyRow, isTold } from './companies';
import { csvLine } from './csv';
import type { Person } from './person';
import { secondRouteDone } from './tally';

/**
 * The second route: the work list of people whom mail did not reach. The ladder's first step is another admin of the
 * same group, so each line names those who were told; then the security contact, the telephone, the post.
 */
export const SECOND_ROUTE_COLUMNS = [
  'recipient', 'address', 'outcome', 'because', 'companies', 'othersTold', 'doneAt', 'doneBy', 'route', 'why',
] as const; // biome-ignore format: a table reads best as a table

/** At most this many companies in one cell; exposures.csv has them all. */
const COMPANIES_SHOWN = 20;
/** Who can be asked: two would do, if they answer. */
const OTHERS_SHOWN = 5;

/** A line in the making: rid, then `0` and the person's own cells, or `1` and who else of a group was told. */
export type SecondRouteRow = readonly [rid: string, kind: '0' | '1', ...cells: string[]];

export function secondRouteRow(person: Person): SecondRouteRow {
  const done = secondRouteDone(person);
  const companies = [...new Set(person.exposures.map(({ company }) => company))];
  const more = companies.length > COMPANIES_SHOWN ? [`and ${companies.length - COMPANIES_SHOWN} more`] : [];
  const address = inOrderFound(person.exposures)[0]?.address ?? '';
  const listed = [...companies.slice(0, COMPANIES_SHOWN), ...more].join('; ');
  const evidence = [done?.at, done?.by, done?.route, done?.why].map((cell) => cell ?? '');
  return [person.rid, '0', address, person.outcome, becauseOf(person), listed, ...evidence];
}

/** Passes the companies' sorted rows on and says of each group in which mail missed somebody who of it was told. */
export async function* noteOthersTold(
  rows: AsyncIterable<CompanyRow>,
  note: (row: SecondRouteRow) => Promise<void>,
): AsyncGenerator<CompanyRow> {
  let group = '';
  let told: string[] = [];
  let missed: string[] = [];
  const finish = async () => {
    if (told.length > 0) for (const rid of missed) await note([rid, '1', ...told]);
    told = [];
    missed = [];
  };
  for await (const row of rows) {
    const name = JSON.stringify(row.slice(0, 2));
    if (name !== group) await finish();
    group = name;
    if (!isTold(row)) missed.push(row[2]);
    else if (told.length < OTHERS_SHOWN) told.push(row[3]);
    yield row;
  }
  await finish();
}

/** Joins the rows, sorted: each person's own one, then what is known of the groups. */
export async function* secondRouteLines(rows: AsyncIterable<SecondRouteRow>): AsyncGenerator<string> {
  let cells: string[] | undefined;
  let others = new Set<string>();
  const line = ([address, outcome, because, companies, ...done]: string[], rid: string) =>
    csvLine([
      rid,
      address,
      outcome,
      because,
      companies,
      [...others].slice(0, OTHERS_SHOWN).join('; '),
      ...done,
    ]);
  let last = '';
  for await (const [rid, kind, ...rest] of rows) {
    if (kind === '1') {
      if (rid === last) for (const address of rest) others.add(address);
      continue;
    }
    if (cells) yield line(cells, last);
    cells = rest;
    last = rid;
    others = new Set();
  }
  if (cells) yield line(cells, last);
}

/** Why mail did not do, in the words of the evidence. */
function becauseOf({ outcome, notices, decisions }: Person): string {
  const notice = notices[0];
  if (outcome === 'bounced') return `${notice?.bounce?.type ?? ''} ${notice?.bounce?.subType ?? ''}`.trim();
  if (outcome === 'suppressed') return 'on the suppression list: SES took the mail and did not send it';
  if (outcome === 'rejected') return notice?.rejection ?? '';
  if (outcome === 'unknown') return notice?.unknownBecause ?? '';
  return decisions.findLast(({ decision }) => decision === 'withhold')?.why ?? '';
}

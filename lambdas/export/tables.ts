import type { RegisterTable } from '../adapters/register/table';
import { AnchorCheck, type KeptAnchor } from '../domain/evidence/anchors';
import { COMPANY_COLUMNS, companiesOf, companyLine } from '../domain/evidence/companies';
import { CSV_START, csvLine } from '../domain/evidence/csv';
import type { CompanyShortlist } from '../domain/evidence/findings';
import { checkLink, LOG_START, type LogEntry } from '../domain/evidence/log-chain';
import { QUARANTINE_COLUMNS, quarantineLine } from '../domain/evidence/quarantine';
import { noteOthersTold, SECOND_ROUTE_COLUMNS, secondRouteLines } from '../domain/evidence/second-route';
import { type IncidentFacts, logAsOf, quarantineAsOf } from './incident-facts';
import type { Sources } from './sources';

/** companies.csv; every company passes the shortlist of the report, and every group the second route. */
export async function* companyTable(sources: Sources, shortlist: CompanyShortlist): AsyncGenerator<string> {
  yield CSV_START + csvLine(COMPANY_COLUMNS);
  const rows = noteOthersTold(sources.companies.sorted(), (row) => sources.secondRoute.push(row));
  for await (const company of companiesOf(rows)) {
    shortlist.add(company);
    yield companyLine(company);
  }
}

/** second-route.csv, once the companies have been gone through. */
export async function* secondRouteTable(sources: Sources): AsyncGenerator<string> {
  yield CSV_START + csvLine(SECOND_ROUTE_COLUMNS);
  yield* secondRouteLines(sources.secondRoute.sorted());
}

/** Quarantined ranges, counted where they are written. */
export interface QuarantineCount {
  ranges: number;
  decided: number;
  codes: Map<string, number>;
  /** Ranges, by drop. */
  byDrop: Map<string, number>;
}

export const emptyQuarantine = (): QuarantineCount => ({
  ranges: 0,
  decided: 0,
  codes: new Map(),
  byDrop: new Map(),
});

/** quarantine.csv, with the decisions on each range. */
export async function* quarantineTable(
  table: Pick<RegisterTable, 'query'>,
  facts: IncidentFacts,
  count: QuarantineCount,
): AsyncGenerator<string> {
  yield CSV_START + csvLine(QUARANTINE_COLUMNS);
  for await (const item of quarantineAsOf(table, facts)) {
    count.byDrop.set(item.drop, (count.byDrop.get(item.drop) ?? 0) + 1);
    count.ranges++;
    if (item.decision) count.decided++;
    count.codes.set(item.code, (count.codes.get(item.code) ?? 0) + 1);
    yield quarantineLine(item, facts.fileNumbers.get(item.drop));
  }
}

/** The log, counted where it is written. */
export interface LogCount {
  entries: number;
  lastSequence: number;
  head: string;
  /** Links that do not hold: somebody changed the register. The pack still comes, and says so. */
  broken: number;
  /** Anchors that this log does not fit. */
  unanchored: number;
}

export const emptyLog = (): LogCount => ({
  entries: 0,
  lastSequence: 0,
  head: LOG_START,
  broken: 0,
  unanchored: 0,
});

/** log.jsonl, as it is in the register, held against its anchors. */
export async function* logLines(
  table: Pick<RegisterTable, 'query'>,
  { incident, cutAt }: IncidentFacts,
  anchors: readonly KeptAnchor[],
  seen: LogCount,
): AsyncGenerator<string> {
  const anchored = new AnchorCheck(incident.incident, anchors);
  let last: LogEntry | undefined;
  for await (const entry of logAsOf(table, incident.incident, cutAt)) {
    if (checkLink(incident.incident, last, entry)) seen.broken++;
    seen.unanchored += anchored.differing(entry).length;
    last = entry;
    seen.entries++;
    seen.lastSequence = entry.sequence;
    seen.head = entry.hash;
    yield `${JSON.stringify(entry)}\n`;
  }
  seen.unanchored += anchored.unmatched().length;
}

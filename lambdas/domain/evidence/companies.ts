import type { Outcome } from '../outcome';
import { csvLine } from './csv';
import { NOT_REACHED, OPEN, type Person, TOLD } from './person';

/** One exposure as the companies' table needs it; sorted, all of one company are neighbours. */
export type CompanyRow = readonly [
  company: string,
  rid: string,
  group: string,
  address: string,
  outcome: string,
];

/** A company, who of it was told, and whether nobody could be reached. */
export interface Company {
  company: string;
  groups: number;
  exposures: number;
  recipients: number;
  told: number;
  notReached: number;
  open: number;
  /** Addresses of the people told, the first 20. */
  toldWho: string[];
  /** Nobody told and nobody to come: this company hears of it by the second route only. */
  nobodyReachable: boolean;
}

const SHOWN = 20;

export function companyRows(person: Person): CompanyRow[] {
  return person.exposures.map((x) => [x.company, person.rid, x.group, x.address, person.outcome]);
}

/** Folds sorted rows into companies; memory holds one company's groups. */
export async function* companiesOf(rows: AsyncIterable<CompanyRow>): AsyncGenerator<Company> {
  let current: Company | undefined;
  let groups = new Set<string>();
  let lastRid = '';
  for await (const [company, rid, group, address, outcome] of rows) {
    if (current?.company !== company) {
      if (current) yield finish(current, groups);
      current = start(company);
      groups = new Set();
      lastRid = '';
    }
    current.exposures++;
    groups.add(group);
    if (rid !== lastRid) addRecipient(current, outcome as Outcome, address);
    lastRid = rid;
  }
  if (current) yield finish(current, groups);
}

function start(company: string): Company {
  return {
    company,
    groups: 0,
    exposures: 0,
    recipients: 0,
    told: 0,
    notReached: 0,
    open: 0,
    toldWho: [],
    nobodyReachable: false,
  };
}

function addRecipient(company: Company, outcome: Outcome, address: string): void {
  company.recipients++;
  if (NOT_REACHED.includes(outcome)) company.notReached++;
  if (OPEN.includes(outcome)) company.open++;
  if (!TOLD.includes(outcome)) return;
  company.told++;
  if (company.toldWho.length < SHOWN) company.toldWho.push(address);
}

function finish(company: Company, groups: Set<string>): Company {
  return { ...company, groups: groups.size, nobodyReachable: company.told === 0 && company.open === 0 };
}

export const COMPANY_COLUMNS = [
  'company',
  'groups',
  'exposures',
  'recipients',
  'told',
  'notReached',
  'open',
  'nobodyReachable',
  'toldWho',
] as const;

export function companyLine(c: Company): string {
  const more = c.told > c.toldWho.length ? [`and ${c.told - c.toldWho.length} more`] : [];
  return csvLine([
    c.company,
    c.groups,
    c.exposures,
    c.recipients,
    c.told,
    c.notReached,
    c.open,
    c.nobodyReachable ? 'yes' : 'no',
    [...c.toldWho, ...more].join('; '),
  ]);
}

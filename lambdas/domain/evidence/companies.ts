import type { Outcome } from '../outcome';
import { csvLine } from './csv';
import { NOT_REACHED, OPEN, type Person, TOLD } from './person';
import { isSecondRoute, secondRouteDone } from './tally';

/** One exposure as the tables of companies and groups need it; sorted, all of one company and group are neighbours. */
export type CompanyRow = readonly [
  company: string,
  group: string,
  rid: string,
  address: string,
  outcome: string,
  otherwise: 'otherwise' | '',
];

/** A company, who of it was told, and whether nobody could be reached. */
export interface Company {
  company: string;
  groups: number;
  exposures: number;
  recipients: number;
  told: number;
  notReached: number;
  /** Of those: told by the second route. */
  otherwise: number;
  open: number;
  /** Addresses of the people told, the first 20. */
  toldWho: string[];
  /** Nobody told, by mail or otherwise, and nobody to come: this company does not know yet. */
  nobodyReachable: boolean;
}

const SHOWN = 20;

export function companyRows(person: Person): CompanyRow[] {
  const otherwise = isSecondRoute(person) && secondRouteDone(person) ? 'otherwise' : '';
  const { rid, outcome } = person;
  return person.exposures.map((x) => [x.company, x.group, rid, x.address, outcome, otherwise]);
}

export const isTold = ([, , , , outcome]: CompanyRow) => TOLD.includes(outcome as Outcome);

/** Folds sorted rows into companies: groups are neighbours, so memory holds one company's ids of people. */
export async function* companiesOf(rows: AsyncIterable<CompanyRow>): AsyncGenerator<Company> {
  let current: Company | undefined;
  let lastGroup: string | undefined;
  let people = new Set<string>();
  for await (const row of rows) {
    const [company, group, rid] = row;
    if (current?.company !== company) {
      if (current) yield finish(current);
      current = start(company);
      lastGroup = undefined;
      people = new Set();
    }
    current.exposures++;
    if (group !== lastGroup) current.groups++;
    lastGroup = group;
    if (!people.has(rid)) addRecipient(current, row);
    people.add(rid);
  }
  if (current) yield finish(current);
}

function start(company: string): Company {
  return {
    company,
    groups: 0,
    exposures: 0,
    recipients: 0,
    told: 0,
    notReached: 0,
    otherwise: 0,
    open: 0,
    toldWho: [],
    nobodyReachable: false,
  };
}

function addRecipient(company: Company, row: CompanyRow): void {
  const [, , , address, outcome, otherwise] = row;
  company.recipients++;
  if (NOT_REACHED.includes(outcome as Outcome)) company.notReached++;
  if (otherwise) company.otherwise++;
  if (OPEN.includes(outcome as Outcome)) company.open++;
  if (!isTold(row)) return;
  company.told++;
  if (company.toldWho.length < SHOWN) company.toldWho.push(address);
}

function finish(company: Company): Company {
  return { ...company, nobodyReachable: company.told + company.otherwise + company.open === 0 };
}

export const COMPANY_COLUMNS = [
  'company',
  'groups',
  'exposures',
  'recipients',
  'told',
  'notReached',
  'toldOtherwise',
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
    c.otherwise,
    c.open,
    c.nobodyReachable ? 'yes' : 'no',
    [...c.toldWho, ...more].join('; '),
  ]);
}

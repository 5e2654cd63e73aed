import { OUTCOMES } from '../../outcome';
import { counted } from '../../plural';
import { countryName } from '../country';
import type { Findings } from '../findings';
import { sortedSplits } from '../summary';
import type { Split } from '../tally';
import type { Cell, TableBlock, TableColumn } from './blocks';
import { share } from './charts';
import { figure, moment } from './html';
import { shownClocks, standingOf } from './marks';
import { shownChecks, shownFiles } from './shortlist';
import { groupOf, NONE, OUTCOME_WORDS } from './words';

/** The tables of the report on paper. */

const COUNTRIES = 30;

const table = (columns: TableColumn[], rows: Cell[][]): TableBlock => ({ kind: 'table', columns, rows });

export function outcomeTable({ tally: { outcomes } }: Findings): TableBlock {
  const shown = OUTCOMES.filter((outcome) => outcomes[outcome] > 0);
  const most = Math.max(...shown.map((outcome) => outcomes[outcome]));
  const rows = shown.map((outcome): Cell[] => [
    outcome,
    { bar: groupOf(outcome), part: outcomes[outcome] / most },
    figure(outcomes[outcome]),
    share(outcomes[outcome], outcomes.total),
    OUTCOME_WORDS[outcome],
  ]);
  const total: Cell[] = ['total', '', figure(outcomes.total), '', ''];
  return table(
    [
      { title: 'Outcome', width: 0.13 },
      { title: '', width: 0.2 },
      { title: 'People', width: 0.1, number: true },
      { title: 'Share', width: 0.1, number: true },
      { title: 'Meaning', width: 0.47 },
    ],
    shown.length > 0 ? [...rows, total] : [],
  );
}

export function clockTable(found: Findings): TableBlock {
  const rows = shownClocks(found).map((clock): Cell[] => [
    `${clock.regime} (${clock.status})`,
    clock.tells,
    clock.dueAt ? moment(clock.dueAt) : 'no fixed period',
    moment(clock.metAt),
    clock.dueAt || clock.metAt ? standingOf(clock) : '–',
    clock.applies === undefined ? `proposed: ${clock.because}` : `confirmed. ${clock.why ?? ''}`,
  ]);
  return table(
    [
      { title: 'Rule', width: 0.2 },
      { title: 'Who is told', width: 0.11 },
      { title: 'Due', width: 0.15 },
      { title: 'Met', width: 0.15 },
      { title: 'Standing', width: 0.14 },
      { title: 'Basis', width: 0.25 },
    ],
    rows,
  );
}

const SPLIT_COLUMNS: TableColumn[] = [
  { title: 'People', width: 0.11, number: true },
  { title: 'Told', width: 0.11, number: true },
  { title: 'Not reached or unknown', width: 0.15, number: true },
  { title: 'Open', width: 0.11, number: true },
];
const splitCells = ({ recipients, told, notReached, open }: Split) =>
  [recipients, told, notReached, open].map(figure);

export function countryTable({ tally, addressesErasedAt }: Findings): TableBlock {
  const all = addressesErasedAt ? [] : sortedSplits(tally.countries);
  const rows: Cell[][] = all
    .slice(0, COUNTRIES)
    .map(([code, split]) => [`${countryName(code)} (${code})`, ...splitCells(split)]);
  const more = all.length - COUNTRIES;
  if (more > 0)
    rows.push([`${counted(more, 'more country is', 'more countries are')} in summary.json`, '', '', '', '']);
  return table([{ title: 'Country', width: 0.52 }, ...SPLIT_COLUMNS], rows);
}

export function languageTable({ tally }: Findings): TableBlock {
  const rows = sortedSplits(tally.languages).map(([language, split]) => [language, ...splitCells(split)]);
  return table([{ title: 'Language', width: 0.52 }, ...SPLIT_COLUMNS], rows);
}

export function companyTable({ companies, addressesErasedAt }: Findings): TableBlock {
  const rows = (addressesErasedAt ? [] : companies.shown).map((company): Cell[] => [
    company.company.trim() || NONE.company,
    company.nobodyReachable ? { text: 'nobody reached', tone: 'bad' } : '',
    ...splitCells(company),
  ]);
  return table([{ title: 'Company', width: 0.37 }, { title: '', width: 0.15 }, ...SPLIT_COLUMNS], rows);
}

export function fileTable(found: Findings, named: boolean): TableBlock {
  const rows = shownFiles(found).shown.map(({ number, name, state, report, droppedAt }): Cell[] => {
    const { total, header, record, blank, quarantined } = report?.lines ?? {};
    const counts = [total, header, record, blank, quarantined].map((n) =>
      n === undefined ? '–' : figure(n),
    );
    return [named ? `${number} ${name}` : number, moment(droppedAt), ...counts, report?.sha256 ?? state];
  });
  return table(
    [
      { title: 'File', width: 0.15 },
      { title: 'Received', width: 0.13 },
      ...['Lines', 'Header', 'Records', 'Blank'].map((title) => ({ title, width: 0.09, number: true })),
      { title: 'Quarantined', width: 0.12, number: true },
      { title: 'SHA-256', width: 0.24 },
    ],
    rows,
  );
}

export function equationTable(found: Findings): TableBlock {
  const rows = shownChecks(found).shown.map(({ name, left, right, ok }): Cell[] => [
    name,
    figure(left),
    figure(right),
    ok ? { text: 'holds', tone: 'good' } : { text: 'does not hold', tone: 'bad' },
  ]);
  return table(
    [
      { title: 'Equation', width: 0.6 },
      { title: 'Left', width: 0.12, number: true },
      { title: 'Right', width: 0.12, number: true },
      { title: '', width: 0.16 },
    ],
    rows,
  );
}

export function approvalTable({ approvals }: Findings): TableBlock {
  const rows = approvals.map(({ by, at, manifest }) => [by, moment(at), manifest]);
  return table(
    [
      { title: 'By', width: 0.36 },
      { title: 'At', width: 0.22 },
      { title: 'Manifest', width: 0.42 },
    ],
    rows,
  );
}

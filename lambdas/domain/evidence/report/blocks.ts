import { plural } from '../../plural';
import type { Findings } from '../findings';
import { countOf, share } from './charts';
import { figure, moment } from './html';
import { type Mark, marksOf, type Standing, shownClocks } from './marks';
import { clocksNote, erasedNote, linesNote, peopleNote } from './notes';
import { anchoredText } from './proof';
import { verdictText } from './report';
import { companiesNote, shownChecks, shownFigures, shownFiles } from './shortlist';
import {
  approvalTable,
  clockTable,
  companyTable,
  countryTable,
  equationTable,
  fileTable,
  languageTable,
  outcomeTable,
} from './tables';
import { GROUPS, type Group, labelOf, NONE } from './words';

/** A cell: words, words that weigh, or a bar as long as its part of the longest. */
export type Cell = string | { text: string; tone: Standing['tone'] } | { bar: Group; part: number };

/** `width` is a share of the page. */
export interface TableColumn {
  title: string;
  width: number;
  number?: boolean;
}

export interface TableBlock {
  kind: 'table';
  columns: TableColumn[];
  rows: Cell[][];
}

export interface Figure {
  value: string;
  label: string;
  share?: string;
  group?: Group;
}

/** What the PDF is made of: the report without anything that needs a browser. */
export type Block =
  | { kind: 'title' | 'heading' | 'text' | 'soft'; text: string }
  | { kind: 'verdict'; text: string; good: boolean }
  | { kind: 'figures'; figures: Figure[]; large: boolean }
  | { kind: 'whole'; parts: { group: Group; count: number }[] }
  | { kind: 'marks'; marks: Mark[] }
  | TableBlock;

/** The report as blocks. Without names for an authority: companies, file names and approvers stay out. */
export function reportBlocks(found: Findings, named: boolean): Block[] {
  return [
    ...opening(found, named),
    heading('What became of each person'),
    ...tableOr(outcomeTable(found), NONE.people),
    ...(found.tally.outcomes.total > 0 ? [soft(peopleNote(found))] : []),
    heading('What happened, and the deadlines'),
    ...(found.record ? [soft('Beside a time: how long after the controller became aware.')] : []),
    { kind: 'marks', marks: marksOf(found) },
    heading('Deadlines'),
    soft(clocksNote(shownClocks(found).length, found.clocks.length, 'clocks.json')),
    ...tableOr(clockTable(found), NONE.clocks),
    heading('By country'),
    soft(
      'From the file’s country column, else from the address’s domain. A domain is a hint, not a residence.',
    ),
    ...tableOr(countryTable(found), found.addressesErasedAt ? NONE.erased : NONE.people),
    heading('By language of the notice'),
    ...tableOr(languageTable(found), NONE.people),
    ...(named ? companies(found) : []),
    heading('Files, line by line'),
    soft(linesNote(found)),
    ...noted('Files with quarantined lines', shownFiles(found).note),
    ...tableOr(fileTable(found, named), NONE.files),
    heading('Reconciliation'),
    ...noted('Those that do not hold', shownChecks(found).note),
    equationTable(found),
    heading('Approval of the exact content'),
    ...tableOr(approvalTable(found), NONE.approvals),
    ...checking(found),
  ];
}

const heading = (text: string): Block => ({ kind: 'heading', text });
const soft = (text: string): Block => ({ kind: 'soft', text });

const noted = (first: string, note?: string): Block[] => (note ? [soft(`${first} come first, ${note}`)] : []);

const tableOr = (table: TableBlock, none: string): Block[] =>
  table.rows.length > 0 ? [table] : [{ kind: 'text', text: none }];

function opening(found: Findings, named: boolean): Block[] {
  const { record, incident, phase, cutAt, balanced, tally } = found;
  const { total } = tally.outcomes;
  const parts = GROUPS.map((one) => ({
    group: one.group,
    label: labelOf(one, found),
    count: countOf(tally.outcomes, one.group),
  }));
  return [
    soft(named ? 'Evidence report' : 'Report for the authority'),
    { kind: 'title', text: record?.title ?? incident },
    soft(
      `Incident ${incident}${record ? `, ${record.controller.name}` : ''}. Phase: ${phase}. As of ${moment(cutAt)}.`,
    ),
    { kind: 'verdict', text: verdictText(found), good: balanced },
    ...(erasedNote(found) ? [soft(erasedNote(found) ?? '')] : []),
    {
      kind: 'figures',
      large: true,
      figures: [
        { value: figure(total), label: `${plural(total, 'person', 'people')} affected` },
        ...parts.map(({ group, label, count }) => ({
          value: figure(count),
          label,
          group,
          share: total > 0 ? share(count, total) : '',
        })),
      ],
    },
    ...(total > 0 ? [{ kind: 'whole' as const, parts }] : []),
    {
      kind: 'figures',
      large: false,
      figures: shownFigures(found).map(([value, label]) => ({ value: figure(value), label })),
    },
  ];
}

function companies(found: Findings): Block[] {
  return [
    heading('By company'),
    ...(found.companies.total > 0 && !found.addressesErasedAt
      ? [soft(companiesNote(found, 'companies.csv'))]
      : []),
    ...tableOr(companyTable(found), found.addressesErasedAt ? NONE.erased : NONE.people),
  ];
}

function checking({ log, fingerprint }: Findings): Block[] {
  return [
    heading('How to check this report'),
    {
      kind: 'text',
      text: 'This file is part of a signed pack. node verify.mjs PACK.zip checks every file offline; README.txt says how to do it by hand. Compare the fingerprint with one that you got from the controller by another way.',
    },
    { kind: 'text', text: `Fingerprint of the signing key: ${fingerprint}` },
    {
      kind: 'text',
      text: `Log: ${figure(log.entries)} ${plural(log.entries, 'entry', 'entries')}, head ${log.head}`,
    },
    { kind: 'text', text: `Anchored under Object Lock: ${anchoredText(log)}` },
  ];
}

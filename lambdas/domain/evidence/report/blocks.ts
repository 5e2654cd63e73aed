import { OUTCOMES } from '../../outcome';
import { countryName } from '../country';
import { allLines, type Findings } from '../findings';
import { sortedSplits } from '../summary';
import { share } from './charts';
import { figure, moment } from './html';
import { verdictText } from './report';
import { OUTCOME_WORDS } from './words';

/** What the PDF is made of: the report without anything that needs a browser. */
export type Block =
  | { kind: 'title' | 'heading' | 'text' | 'soft'; text: string }
  | { kind: 'verdict'; text: string; good: boolean }
  | { kind: 'bars'; bars: { label: string; count: number; note: string }[] }
  /** `widths` are shares of the page; columns in `numbers` are set to the right. */
  | { kind: 'table'; head: string[]; widths: number[]; numbers: number[]; rows: string[][] };

const COUNTRIES = 30;

/** The report as blocks. Without names for an authority: companies, file names and approvers stay out. */
export function reportBlocks(found: Findings, named: boolean): Block[] {
  return [
    ...opening(found, named),
    ...outcomeBlocks(found),
    ...clockBlocks(found),
    ...countryBlocks(found),
    ...(named ? companyBlocks(found) : []),
    ...fileBlocks(found, named),
    ...proofBlocks(found, named),
  ];
}

function opening(found: Findings, named: boolean): Block[] {
  const { record, incident, phase, cutAt, balanced, tally, companies } = found;
  return [
    { kind: 'soft', text: named ? 'Evidence report' : 'Report for the authority' },
    { kind: 'title', text: record?.title ?? incident },
    {
      kind: 'soft',
      text: `Incident ${incident}${record ? `, ${record.controller.name}` : ''}. Phase: ${phase}. As of ${moment(cutAt)}.`,
    },
    { kind: 'verdict', text: verdictText(found), good: balanced },
    {
      kind: 'text',
      text: `${figure(tally.outcomes.total)} people affected, in ${figure(companies.total)} companies; of ${figure(companies.nobodyReachable)} companies nobody could be reached. ${figure(tally.mails.ids)} mails were accepted by SES.`,
    },
  ];
}

function outcomeBlocks({ tally }: Findings): Block[] {
  const { outcomes } = tally;
  const shown = OUTCOMES.filter((outcome) => outcomes[outcome] > 0);
  return [
    { kind: 'heading', text: 'What became of each person' },
    {
      kind: 'bars',
      bars: shown.map((o) => ({
        label: o,
        count: outcomes[o],
        note: `${figure(outcomes[o])} (${share(outcomes[o], outcomes.total)})`,
      })),
    },
    {
      kind: 'table',
      head: ['Outcome', 'People', 'Meaning'],
      widths: [0.14, 0.12, 0.74],
      numbers: [1],
      rows: [
        ...shown.map((o) => [o, figure(outcomes[o]), OUTCOME_WORDS[o]]),
        ['total', figure(outcomes.total), ''],
      ],
    },
  ];
}

function clockBlocks({ clocks }: Findings): Block[] {
  const rows = clocks
    .filter(({ applies, proposed }) => applies ?? proposed)
    .map((c) => [
      `${c.regime} (${c.status})`,
      c.dueAt ? moment(c.dueAt) : 'no fixed period',
      c.metAt ? moment(c.metAt) : '-',
      c.lateReasonMissing
        ? 'late, no reason on record'
        : c.late
          ? `late: ${c.lateReason}`
          : c.metAt
            ? 'met'
            : 'running',
      c.applies ? 'confirmed' : `proposed: ${c.because}`,
    ]);
  return [
    { kind: 'heading', text: 'Deadlines' },
    {
      kind: 'soft',
      text: 'Proposals. Whether a rule applies is a decision of a person and not of this report.',
    },
    {
      kind: 'table',
      head: ['Rule', 'Due', 'Met', 'Standing', 'Basis'],
      widths: [0.24, 0.18, 0.18, 0.18, 0.22],
      numbers: [],
      rows,
    },
  ];
}

function countryBlocks({ tally }: Findings): Block[] {
  const all = sortedSplits(tally.countries);
  const rows = all
    .slice(0, COUNTRIES)
    .map(([code, s]) => [
      `${countryName(code)} (${code})`,
      ...[s.recipients, s.told, s.notReached, s.open].map(figure),
    ]);
  const more = all.length - rows.length;
  return [
    { kind: 'heading', text: 'By country' },
    {
      kind: 'table',
      head: ['Country', 'People', 'Told', 'Not reached or unknown', 'Open'],
      widths: [0.4, 0.12, 0.12, 0.24, 0.12],
      numbers: [1, 2, 3, 4],
      rows,
    },
    ...(more > 0 ? [{ kind: 'soft' as const, text: `${more} more countries are in summary.json.` }] : []),
  ];
}

function companyBlocks({ companies }: Findings): Block[] {
  const rows = companies.shown.map((c) => [
    c.company,
    ...[c.recipients, c.told, c.notReached, c.open].map(figure),
    c.nobodyReachable ? 'nobody reached' : '',
  ]);
  return [
    { kind: 'heading', text: 'By company' },
    {
      kind: 'soft',
      text: `${figure(rows.length)} of ${figure(companies.total)}; companies.csv has all of them.`,
    },
    {
      kind: 'table',
      head: ['Company', 'People', 'Told', 'Not reached or unknown', 'Open', ''],
      widths: [0.36, 0.1, 0.1, 0.2, 0.08, 0.16],
      numbers: [1, 2, 3, 4],
      rows,
    },
  ];
}

function fileBlocks({ files }: Findings, named: boolean): Block[] {
  const rows = files.map(({ number, name, state, report }) => {
    const counts = report
      ? [
          report.lines.total,
          report.lines.header,
          report.lines.record,
          report.lines.blank,
          report.lines.quarantined,
        ].map(figure)
      : ['-', '-', '-', '-', '-'];
    return [named ? `${number} ${name}` : number, ...counts, report?.sha256 ?? state];
  });
  return [
    { kind: 'heading', text: 'Files, line by line' },
    {
      kind: 'soft',
      text: `${figure(allLines(files).total)} lines in all: each is a header, a record, blank or quarantined.`,
    },
    {
      kind: 'table',
      head: ['File', 'Lines', 'Header', 'Records', 'Blank', 'Quarantined', 'SHA-256'],
      widths: [0.2, 0.09, 0.09, 0.1, 0.09, 0.13, 0.3],
      numbers: [1, 2, 3, 4, 5],
      rows,
    },
  ];
}

function proofBlocks({ checks, approvals, log, fingerprint }: Findings, named: boolean): Block[] {
  return [
    { kind: 'heading', text: 'Reconciliation' },
    {
      kind: 'table',
      head: ['Equation', 'Left', 'Right', ''],
      widths: [0.6, 0.12, 0.12, 0.16],
      numbers: [1, 2],
      rows: checks.map((c) => [c.name, figure(c.left), figure(c.right), c.ok ? 'holds' : 'DOES NOT HOLD']),
    },
    { kind: 'heading', text: 'Approval of the exact content' },
    {
      kind: 'table',
      head: ['By', 'At', 'Manifest'],
      widths: [0.34, 0.22, 0.44],
      numbers: [],
      rows: approvals.map((a, i) => [named ? a.by : `person ${i + 1}`, moment(a.at), a.manifest]),
    },
    { kind: 'heading', text: 'How to check this report' },
    {
      kind: 'text',
      text: 'This file is part of a signed pack. node verify.mjs PACK.zip checks every file offline; README.txt says how to do it by hand.',
    },
    { kind: 'text', text: `Fingerprint of the signing key: ${fingerprint}` },
    { kind: 'text', text: `Log: ${figure(log.entries)} entries, head ${log.head}` },
  ];
}

import type { Clock } from '../../clocks/clocks';
import { allLines, type Findings, type FoundFile } from '../findings';
import { type Mark, timeline } from './charts';
import { figure, html, Markup, moment, tableOf } from './html';

/** The incident's own times, the sending, and the deadlines that apply or are proposed. */
export function timelineOf(found: Findings): Markup {
  const { record, tally, run, clocks, files } = found;
  const facts: [string | undefined, string][] = [
    [record?.times.occurredFrom, 'The breach began'],
    [record?.times.occurredTo, 'The breach ended'],
    [record?.times.awareAt, 'The controller became aware'],
    [record?.times.containedAt, 'Contained'],
    [files[0]?.droppedAt, 'First file received'],
    [run?.startedAt, 'Approved sending began'],
    [tally.firstMailAt, 'First mail accepted by SES'],
    [tally.lastMailAt, 'Last mail accepted by SES'],
    [found.cutAt, 'State shown in this report'],
  ];
  const marks: Mark[] = facts.flatMap(([at, label]) =>
    at ? [{ at: utc(at), label, kind: 'fact' as const }] : [],
  );
  for (const { dueAt, applies, proposed, regime, late } of clocks) {
    if (!dueAt || !(applies ?? proposed)) continue;
    marks.push({
      at: dueAt,
      label: `Due: ${regime}${applies ? '' : ' (proposed)'}`,
      kind: late ? 'late' : 'due',
    });
  }
  return html`<h2>What happened, and the deadlines</h2>
${timeline(marks)}`;
}

const utc = (time: string) => new Date(time).toISOString();

/** Every rule that somebody confirmed or that we propose; the rest by number. */
export function clocksTable({ clocks }: Findings): Markup {
  const shown = clocks.filter(({ applies, proposed }) => applies ?? proposed);
  const rows = shown.map((clock) => [
    html`${clock.regime}<br><span class="soft">${clock.version}; ${clock.status}</span>`,
    clock.tells,
    moment(clock.startsAt),
    clock.dueAt ? moment(clock.dueAt) : 'no fixed period',
    clock.metAt ? moment(clock.metAt) : '–',
    standing(clock),
    clock.applies === undefined ? html`proposed: ${clock.because}` : html`confirmed. ${clock.why ?? ''}`,
  ]);
  return html`<h2>Deadlines</h2>
<p class="soft">A proposal from where the recipients appear to be and from the times on record. Whether a rule applies is
a decision of a person and not of this report. ${figure(clocks.length - shown.length)} further rules were looked at;
data/clocks.json lists all of them with their sources.</p>
${tableOf(
  ['Rule', 'Who is told', 'Runs from', 'Due', 'Met', 'Standing', 'Basis'].map((title) => ({ title })),
  rows,
)}`;
}

function standing(clock: Clock): Markup | string {
  if (clock.lateReasonMissing) return new Markup('<span class="no">late, no reason on record</span>');
  if (clock.late) return html`<span class="no">late</span>: ${clock.lateReason}`;
  if (clock.metAt) return new Markup('<span class="ok">met</span>');
  return clock.dueAt ? 'running' : '–';
}

/** Custody and line accounting. Names of files come from outside, so only the evidence pack shows them. */
export function filesTable({ files }: Findings, named: boolean): Markup {
  const rows = files.map((file) => [
    file.number,
    ...(named ? [file.name] : []),
    moment(file.droppedAt),
    ...lineCells(file),
    html`<span class="mono">${file.report?.sha256 ?? file.state}</span>`,
  ]);
  const columns = [
    { title: 'File' },
    ...(named ? [{ title: 'Name' }] : []),
    { title: 'Received' },
    ...['Lines', 'Header', 'Records', 'Blank', 'Quarantined'].map((title) => ({ title, number: true })),
    { title: 'SHA-256' },
  ];
  const total = allLines(files);
  return html`<h2>Files, line by line</h2>
<p class="soft">Every physical line is exactly one of: header, record, blank, quarantined.
${figure(total.total)} lines in all, ${figure(total.quarantined)} of them quarantined for a person to decide on.</p>
${tableOf(columns, rows)}`;
}

function lineCells({ report }: FoundFile): (number | string)[] {
  if (!report) return ['–', '–', '–', '–', '–'];
  const { total, header, record, blank, quarantined } = report.lines;
  return [total, header, record, blank, quarantined];
}

/** Both sides of every equation. */
export function equations({ checks }: Findings): Markup {
  const rows = checks.map(({ name, left, right, ok }) => [
    name,
    left,
    right,
    new Markup(ok ? '<span class="ok">holds</span>' : '<span class="no">does not hold</span>'),
  ]);
  return html`<h2>Reconciliation</h2>
${tableOf([{ title: 'Equation' }, { title: 'Left', number: true }, { title: 'Right', number: true }, { title: '' }], rows)}`;
}

/** Who approved which content. A regulator is told how many and when. */
export function approvalsOf({ approvals, manifest }: Findings, named: boolean): Markup {
  const rows = approvals.map((a, i) => [
    named ? a.by : `person ${i + 1}`,
    moment(a.at),
    html`<span class="mono">${a.manifest}</span>`,
    ...(named ? [a.why ?? ''] : []),
  ]);
  const columns = ['By', 'At', 'Manifest', ...(named ? ['Why'] : [])].map((title) => ({ title }));
  const current = manifest
    ? html`<p class="soft">Manifest: recipients, texts and sender settings under one hash, <span class="mono">${manifest.hash}</span>,
for ${figure(manifest.recipients)} people.</p>`
    : html`<p class="soft">No manifest has been computed.</p>`;
  return html`<h2>Approval of the exact content</h2>
${current}${rows.length > 0 ? tableOf(columns, rows) : html`<p>No approval is on record.</p>`}`;
}

/** How to check all of this without us. */
export function signatures({ log, fingerprint }: Findings): Markup {
  return html`<h2>How to check this report</h2>
<p>This page is one file of a signed pack. <span class="mono">node verify.mjs PACK.zip</span> checks every file’s name and
bytes offline; README.txt says how to do the same with OpenSSL and sha256sum. Compare the fingerprint with one that you
got from the controller by another way.</p>
${tableOf(
  [{ title: 'What' }, { title: 'Value' }],
  [
    [
      'Fingerprint of the signing key (SHA-256 of its DER form)',
      html`<span class="mono">${fingerprint}</span>`,
    ],
    ['Entries of the incident’s hash-chained log', figure(log.entries)],
    ['Head of the log', html`<span class="mono">${log.head}</span>`],
  ],
)}`;
}

import { plural } from '../../plural';
import type { Findings, FoundFile } from '../findings';
import { timeline } from './charts';
import { figure, html, Markup, moment, tableOf, when } from './html';
import { marksOf, shownClocks, standingOf } from './marks';
import { clocksNote, linesNote } from './notes';
import { shownChecks, shownFiles } from './shortlist';
import { NONE } from './words';

/** The incident's own times, the sending, and the deadlines that apply or are proposed. */
export function timelineOf(found: Findings): Markup {
  const aware = found.record
    ? 'The figure beside a time counts from the moment the controller became aware. A dot is what happened, a diamond a deadline.'
    : '';
  return html`<h2>What happened, and the deadlines</h2>
<p class="soft">${aware}</p>
${timeline(marksOf(found))}`;
}

/** Every rule that somebody confirmed or that we propose; the rest by number. */
export function clocksTable(found: Findings): Markup {
  const shown = shownClocks(found);
  const rows = shown.map((clock) => {
    const { text, tone } = standingOf(clock);
    return [
      html`${clock.regime}<br><span class="soft">${clock.version === clock.status ? clock.status : `${clock.version}; ${clock.status}`}</span>`,
      clock.tells,
      clock.dueAt
        ? html`${when(clock.dueAt)}<br><span class="soft">from ${when(clock.startsAt)}</span>`
        : 'no fixed period',
      when(clock.metAt),
      clock.dueAt || clock.metAt ? html`<b class="${tone}">${text}</b>` : '–',
      clock.applies === undefined ? html`proposed: ${clock.because}` : html`confirmed. ${clock.why ?? ''}`,
    ];
  });
  return html`<h2>Deadlines</h2>
<p class="soft">${clocksNote(shown.length, found.clocks.length, 'data/clocks.json')}</p>
${tableOf(
  ['Rule', 'Who is told', 'Due', 'Met', 'Standing', 'Basis'].map((title) => ({ title })),
  rows,
  { none: NONE.clocks, stack: true },
)}`;
}

/** Custody and line accounting. Names of files come from outside, so only the evidence pack shows them. */
export function filesTable(found: Findings, named: boolean): Markup {
  const { shown, note } = shownFiles(found);
  const rows = shown.map((file) => [
    html`${file.number} ${named ? html`<bdi>${file.name}</bdi>` : ''}<br><span class="mono soft">${file.report?.sha256 ?? file.state}</span>`,
    when(file.droppedAt),
    ...lineCells(file),
  ]);
  const columns = [
    { title: 'File, and its SHA-256' },
    { title: 'Received' },
    ...['Lines', 'Header', 'Records', 'Blank', 'Quarantined'].map((title) => ({ title, number: true })),
  ];
  return html`<h2>Files, line by line</h2>
<p class="soft">${linesNote(found)} ${note && `Files with quarantined lines come first, ${note}`}</p>
${tableOf(columns, rows, { none: NONE.files, stack: true })}`;
}

function lineCells({ report }: FoundFile): (number | string)[] {
  if (!report) return ['–', '–', '–', '–', '–'];
  const { total, header, record, blank, quarantined } = report.lines;
  return [total, header, record, blank, quarantined];
}

/** Both sides of every equation. */
export function equations(found: Findings): Markup {
  const { shown, note } = shownChecks(found);
  const rows = shown.map(({ name, left, right, ok }) => [
    name,
    left,
    right,
    new Markup(ok ? '<b class="good">holds</b>' : '<b class="bad">does not hold</b>'),
  ]);
  const columns = [
    { title: 'Equation' },
    { title: 'Left', number: true },
    { title: 'Right', number: true },
    { title: '' },
  ];
  return html`<h2>Reconciliation</h2>
${note && html`<p class="soft">Those that do not hold come first, ${note}</p>`}
${tableOf(columns, rows, { none: '' })}`;
}

/** Who approved which content. A regulator is told how many and when. */
export function approvalsOf({ approvals, manifest }: Findings, named: boolean): Markup {
  const rows = approvals.map((a) => [
    a.by,
    when(a.at),
    html`<span class="mono">${a.manifest}</span>`,
    ...(named ? [a.why ?? ''] : []),
  ]);
  const columns = ['By', 'At', 'Manifest', ...(named ? ['Why'] : [])].map((title) => ({ title }));
  const current = manifest
    ? html`<p class="soft">Manifest: recipients, texts and sender settings under one hash, <span class="mono">${manifest.hash}</span>,
for ${figure(manifest.recipients)} ${plural(manifest.recipients, 'person', 'people')}.</p>`
    : html`<p class="soft">No manifest has been computed.</p>`;
  return html`<h2>Approval of the exact content</h2>
${current}${tableOf(columns, rows, { none: NONE.approvals, stack: true })}`;
}

/** Where an auditor finds what the log may be held against, in a place that nobody can write to again. */
export function anchoredText({ anchored }: Findings['log']): string {
  if (!anchored) return 'no entry by this time';
  const { sequence, anchoredAt, key, version } = anchored;
  return `up to entry ${figure(sequence)}, on ${moment(anchoredAt)}: ${key}, version ${version}, in the controller’s evidence bucket`;
}

/** How to check all of this without us. */
export function signatures({ log, fingerprint }: Findings): Markup {
  const mono = (text: string) => html`<span class="mono">${text}</span>`;
  const rows = [
    ['Fingerprint of the signing key (SHA-256 of its DER form)', mono(fingerprint)],
    ['Entries of the incident’s hash-chained log', figure(log.entries)],
    ['Head of the log', mono(log.head)],
    ['Anchored under Object Lock', anchoredText(log)],
  ];
  return html`<h2>How to check this report</h2>
<p>This page is one file of a signed pack. ${mono('node verify.mjs PACK.zip')} checks every file’s name and
bytes offline; README.txt says how to do the same with OpenSSL and sha256sum. Compare the fingerprint with one that you
got from the controller by another way.</p>
${tableOf([{ title: 'What' }, { title: 'Value' }], rows, { none: '', stack: true })}`;
}

import type { Findings } from '../domain/evidence/findings';
import type { NameGuard } from '../domain/evidence/name-guard';
import { regulatorReport } from '../domain/evidence/report/report';
import { reconciliationOf, summaryOf } from '../domain/evidence/summary';
import type { IncidentRecord } from '../domain/incident-record';
import type { BagWriter } from './bag-writer';
import { json } from './evidence-pack';
import { noticeTexts } from './notice-texts';
import { reportPdf } from './pdf/report-pdf';

/**
 * Writes the payload of the regulator pack: aggregates and our own words. No recipient, no company, no group, no
 * address and no file name; texts that people wrote go through the guard.
 */
export async function writeRegulator(bag: BagWriter, found: Findings, names: NameGuard): Promise<void> {
  const shown = withoutNames(found, names);
  await bag.add('summary.json', json(summaryOf(shown)));
  await bag.add('files.json', json(shown.files.map(fileFigures)));
  await bag.add('clocks.json', json(shown.clocks));
  await bag.add('reconciliation.json', json(reconciliationOf(shown)));
  if (shown.record) await bag.add('incident.json', json(recordForAuthority(shown.record)));
  for (const { name, text } of noticeTexts(shown)) await bag.add(`notices/${name}`, text);
  await bag.add('report.html', regulatorReport(shown));
  await bag.add('report.pdf', await reportPdf(shown, false));
}

/** The findings with all free text cleaned and everything left out that is about one company or one person. */
function withoutNames(found: Findings, names: NameGuard): Findings {
  let contracts = 0;
  const people = [...new Set(found.approvals.map(({ by }) => by))];
  return {
    ...found,
    record: found.record && cleaned(found.record, names),
    clocks: found.clocks.map((clock) => ({
      ...cleaned(clock, names),
      regime: clock.status === 'contract' ? `contract ${++contracts}` : clock.regime,
    })),
    runs: found.runs.map((run) => ({ ...run, words: run.words && cleaned(run.words, names) })),
    approvals: found.approvals.map(({ by, at, manifest }) => ({
      by: `person ${people.indexOf(by) + 1}`,
      at,
      manifest,
    })),
    companies: { ...found.companies, shown: [] },
    files: found.files.map((file) => ({ ...file, name: '', droppedBy: '' })),
  };
}

/** All texts that a person wrote and that this pack may repeat. */
export function freeTexts(records: readonly (IncidentRecord | undefined)[]): string[] {
  const texts: string[] = [];
  mapTexts(records, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

const cleaned = <Value>(value: Value, names: NameGuard): Value =>
  mapTexts(value, (text) => names.clean(text)) as Value;

/** Times, codes and hashes are texts too, but no name of six letters is part of one. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
}

/** What an authority's form asks; who works on it and how the file is read stay out. */
function recordForAuthority({
  title,
  controller,
  times,
  nature,
  scope,
  risk,
  measures,
  reports,
}: IncidentRecord) {
  const { reportedBy: _, ...moments } = times;
  const { assessor: _assessor, decisionNotToNotify, ...assessment } = risk ?? {};
  return {
    title,
    controller: { name: controller.name, authority: controller.authority },
    times: moments,
    nature,
    scope,
    risk: risk && {
      ...assessment,
      decisionNotToNotify: decisionNotToNotify && { ...decisionNotToNotify, by: undefined },
    },
    measures,
    reports,
  };
}

function fileFigures({ number, state, droppedAt, report }: Findings['files'][number]) {
  if (!report) return { file: number, state, droppedAt };
  const { sha256, bytes, encoding, lines, exposures, recipients, quarantine } = report;
  return {
    file: number,
    state,
    droppedAt,
    sha256,
    bytes,
    encoding,
    lines,
    exposures,
    recipients,
    quarantine,
  };
}

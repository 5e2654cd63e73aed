import { allLines, type Findings } from './findings';
import type { Split, Tally } from './tally';

/** `summary.json` of a pack: figures only, so that both packs can hold it. */
export function summaryOf(found: Findings) {
  const { tally } = found;
  return {
    schema: 'breach-notify/evidence-summary/1',
    incident: found.incident,
    cutAt: found.cutAt,
    phase: found.phase,
    rehearsal: found.record?.sending.rehearsal,
    addressesErasedAt: found.addressesErasedAt,
    recipients: tally.outcomes,
    exposures: tally.exposures,
    lines: allLines(found.files),
    files: found.files.length,
    companies: found.addressesErasedAt ? undefined : { ...found.companies, shown: undefined },
    quarantine: {
      ranges: found.quarantine.ranges,
      decided: found.quarantine.decided,
      codes: table(found.quarantine.codes),
    },
    mails: {
      accepted: tally.mails.ids,
      resent: tally.mails.resent,
      supplements: tally.supplements,
      duplicatePossible: tally.duplicatePossible,
      first: tally.firstMailAt,
      last: tally.lastMailAt,
    },
    events: { total: tally.events.ofRecipients, types: table(tally.events.types) },
    secondRoute: tally.secondRoute,
    countries: found.addressesErasedAt ? undefined : splits(tally.countries),
    languages: splits(tally.languages),
    manifest: found.manifest,
    approvals: found.approvals.length,
    run: found.run,
    log: found.log,
    reconciliation: reconciliationOf(found),
    fingerprint: found.fingerprint,
  };
}

/** `reconciliation.json`: every equation with both sides. */
export function reconciliationOf({ balanced, checks }: Pick<Findings, 'balanced' | 'checks'>) {
  return { balanced, checks };
}

/** Countries or languages, the most recipients first. */
export function sortedSplits(splitTable: Tally['countries']): [string, Split][] {
  return [...splitTable].sort(([a, x], [b, y]) => y.recipients - x.recipients || (a < b ? -1 : 1));
}

const splits = (splitTable: Tally['countries']) => Object.fromEntries(sortedSplits(splitTable));
const table = (counts: Map<string, number>) =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));

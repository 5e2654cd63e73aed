import type { DropItem, IncidentItem } from '../adapters/register/items';
import type { RegisterTable } from '../adapters/register/table';
import { incidentClocks } from '../domain/clocks/incident-clocks';
import { dropName } from '../domain/drop-target';
import { anchorsAsOf, type KeptAnchor, lastAnchor } from '../domain/evidence/anchors';
import { CompanyShortlist, type Findings, type FoundFile } from '../domain/evidence/findings';
import type { NameGuard } from '../domain/evidence/name-guard';
import { type CountedDrop, isBalanced, reconcile } from '../domain/evidence/reconciliation';
import { evidenceReport } from '../domain/evidence/report/report';
import { reconciliationOf, summaryOf } from '../domain/evidence/summary';
import type { Tally } from '../domain/evidence/tally';
import { fileName } from '../domain/file-numbers';
import type { BagWriter } from './bag-writer';
import { cutOf, type IncidentFacts } from './incident-facts';
import { noticeSpecimens } from './notice-texts';
import { reportPdf } from './pdf/report-pdf';
import { peopleAsOf } from './people';
import { Sources } from './sources';
import type { Scratch } from './spool';
import {
  companyTable,
  emptyLog,
  emptyQuarantine,
  logLines,
  type QuarantineCount,
  quarantineTable,
  secondRouteTable,
} from './tables';

/** What writing the evidence pack needs besides the bag. */
export interface EvidenceInput {
  table: Pick<RegisterTable, 'query'>;
  facts: IncidentFacts;
  names: NameGuard;
  scratch: Scratch;
  /** All that the bucket has of this incident. */
  anchors: readonly KeptAnchor[];
  fingerprint: string;
}

/** Writes the payload of the evidence pack, in one walk over the register, and returns what it found. */
export async function writeEvidence(bag: BagWriter, input: EvidenceInput): Promise<Findings> {
  const { table, facts, names, scratch } = input;
  const { incident, cutAt } = facts;
  const sources = new Sources(scratch, names, facts.fileNumbers);
  const cut = cutOf(facts);
  const generations = new Set(facts.fileGenerations);
  const people = peopleAsOf(table, cut, {
    stray: () => sources.stray++,
    generation: (generation) => generations.add(generation),
  });
  await bag.add('events.jsonl', sources.events(people));
  await bag.add('recipients.csv', await sources.recipients.read());
  await bag.add('exposures.csv', await sources.exposures.read());
  const shortlist = new CompanyShortlist();
  await bag.add('companies.csv', companyTable(sources, shortlist));
  await bag.add('second-route.csv', secondRouteTable(sources));
  const quarantine = emptyQuarantine();
  await bag.add('quarantine.csv', quarantineTable(table, facts, quarantine));
  const log = emptyLog();
  const anchors = anchorsAsOf(input.anchors, cutAt);
  await bag.add('log.jsonl', logLines(table, facts, anchors, log));
  await bag.add('anchors.json', json(anchors));
  const checks = reconcile({
    drops: facts.drops.map((drop) => countedDrop(drop, facts, quarantine)),
    generations: { handedOut: incident.generation, onRecord: upTo(incident.generation, generations) },
    tally: sources.tally,
    distinctMails: await sources.distinctMails(),
    events: sources.tally.events.ofRecipients + sources.stray,
    log,
    recordsMissing: facts.recordsMissing,
    byCompanies: shortlist.exposures,
    byRows: sources.people,
  });
  const found: Findings = {
    incident: incident.incident,
    phase: incident.phase,
    cutAt,
    record: incident.record,
    tally: sources.tally,
    checks,
    balanced: isBalanced(checks),
    clocks: incidentClocks(incident.record, {
      countries: incident.addressesErasedAt ? countedBefore(incident) : peopleByCountry(sources.tally),
      firstMailAt: sources.tally.firstMailAt,
      now: new Date(cutAt),
    }),
    files: facts.drops.flatMap((drop) => foundFiles(drop, facts.fileNumbers.get(drop.drop))),
    approvals: incident.approvals ?? [],
    manifest: incident.manifest,
    run: incident.run,
    runs: facts.runs,
    addressesErasedAt: incident.addressesErasedAt,
    log: { entries: log.entries, head: log.head, anchored: lastAnchor(anchors) },
    companies: shortlist.result(),
    quarantine,
    fingerprint: input.fingerprint,
  };
  await writeDocuments(bag, facts, found);
  return found;
}

function peopleByCountry({ countries }: Tally): Map<string, number> {
  return new Map([...countries].map(([code, { recipients }]) => [code, recipients]));
}

/** Countries went with the addresses; what was counted with the last manifest stays. */
const countedBefore = ({ countries }: IncidentItem) => new Map(Object.entries(countries ?? {}));

/** The small documents: all derived from what was walked. */
async function writeDocuments(bag: BagWriter, facts: IncidentFacts, found: Findings): Promise<void> {
  const { incident, cutAt } = facts;
  const { record, recordHash, openedAt, phase, shardBits, approvals, run } = incident;
  await bag.add(
    'incident.json',
    json({
      incident: incident.incident,
      openedAt,
      phase,
      cutAt,
      shardBits,
      recordHash,
      record,
      manifest: found.manifest,
      approvals,
      run,
      runs: found.runs.map(({ words: _, ...started }) => started),
    }),
  );
  await bag.add(
    'files.json',
    json(facts.drops.map((drop) => custodyOf(drop, facts.fileNumbers.get(drop.drop)))),
  );
  for (const { name, text } of noticeSpecimens(found)) await bag.add(`notices/${name}`, text);
  await bag.add('clocks.json', json(found.clocks));
  await bag.add('reconciliation.json', json(reconciliationOf(found)));
  await bag.add('summary.json', json(summaryOf(found)));
  await bag.add('report.html', evidenceReport(found));
  await bag.add('report.pdf', await reportPdf(found, true));
}

/** Indented: people read these, and the manifest covers the bytes as they are. */
export const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function countedDrop(drop: DropItem, facts: IncidentFacts, quarantine: QuarantineCount): CountedDrop {
  const { generation, state, files } = drop;
  const quarantined = quarantine.byDrop.get(drop.drop) ?? 0;
  return {
    drop: drop.drop,
    number: facts.fileNumbers.get(drop.drop) ?? 0,
    generation,
    state,
    files: files ?? [],
    quarantined,
    covered: generation <= facts.generation,
  };
}

/** Those that had been handed out when META was read; a drop may have come in since. */
function upTo(highest: number, generations: ReadonlySet<number>): number {
  return [...generations].filter((generation) => generation >= 1 && generation <= highest).length;
}

function foundFiles({ state, custody, files }: DropItem, number = 0): FoundFile[] {
  const base = { state, droppedAt: custody.droppedAt, droppedBy: custody.droppedBy };
  if (!files || files.length === 0) return [{ ...base, number: String(number), name: dropName(custody.key) }];
  return files.map((report, i) => ({
    ...base,
    number: fileName(number, i, files.length),
    name: report.name,
    report,
  }));
}

/** A drop without our own bookkeeping: who dropped what and when, its hash, the line accounting, and its end. */
function custodyOf(drop: DropItem, number: number | undefined) {
  const {
    drop: id,
    generation,
    state,
    custody,
    sha256,
    files,
    fault,
    startedAt,
    readAt,
    setAside,
    rawDestroyedAt,
  } = drop;
  return {
    file: number,
    drop: id,
    generation,
    state,
    custody,
    sha256,
    startedAt,
    readAt,
    setAside,
    rawDestroyedAt,
    fault,
    files,
  };
}

import { changeOf } from '../adapters/register/incidents';
import type { DropItem, IncidentItem, QuarantineItem } from '../adapters/register/items';
import { quarantinePk } from '../adapters/register/keys';
import { changeLogged } from '../adapters/register/logged-change';
import { nextDue } from '../domain/clocks/clocks';
import { incidentClocks } from '../domain/clocks/incident-clocks';
import { etaOf, type SendQuota } from '../domain/eta';
import { fileNumbers } from '../domain/file-numbers';
import { APPROVAL_HOLDS, type Hold } from '../domain/holds';
import { sha256 } from '../domain/ids';
import { intakeHolds } from '../domain/intake/holds';
import { coveredGeneration, type ReviewedDrop, review } from '../domain/review';
import type { Patience } from '../domain/settled';
import { manifestOf, takeCensus } from './manifest';
import { type RunStarter, startRun } from './start-run';

export interface Reviewer extends RunStarter {
  quota(): Promise<SendQuota>;
  patience: Patience;
  /** How many lanes share a rate, see docs/sending.md. */
  lanesFor(maxSendRate: number, shards: number): number;
}

/**
 * Brings manifest, holds and phase of an incident that is not sending up to date, and starts the run when
 * nothing holds it. The walk over all recipients happens only when something it depends on has changed. Manifest,
 * phase and holds are written together: nobody ever sees the holds of an older manifest beside a newer one.
 */
export async function reviewIncident(reviewer: Reviewer, incident: IncidentItem, drops: DropItem[]) {
  const generation = coveredGeneration(drops, incident.generation);
  const manifestBasis = basisOf(incident, drops, generation);
  const known = manifestBasis === incident.manifestBasis;
  const open = await withoutDecidedLines(reviewer, incident, drops);
  const counted = known
    ? {}
    : { ...(await countAnew(reviewer, incident, drops, generation, manifestBasis)), linesDue: linesOf(open) };
  const current: IncidentItem = { ...incident, ...counted };
  const all = await holdsOf(reviewer, current, open);
  const wanted = wantedRun(current);
  const holds = wanted === 'new' ? all : all.filter(({ code }) => !APPROVAL_HOLDS.includes(code));
  const phase = wanted === 'none' ? 'done' : current.record ? 'review' : 'draft';
  const written = await writeReview(reviewer, incident, { ...counted, phase, holds });
  if (wanted === 'none' || holds.length > 0 || generation === 0) return;
  const { maxSendRate } = await reviewer.quota();
  await startRun(reviewer, written, reviewer.lanesFor(maxSendRate, 2 ** incident.shardBits));
}

/**
 * Which run is due. None when a run has ended and nobody is left to send to. One more of the manifest that was sent
 * when a person has decided on a resend: that decision is its approval. Otherwise one that has to be approved.
 */
function wantedRun({ run, manifest, due, totals }: IncidentItem): 'none' | 'again' | 'new' {
  if (!run) return 'new';
  if ((due ?? totals?.pending ?? 0) === 0) return 'none';
  return run.manifest === manifest?.hash ? 'again' : 'new';
}

/** Everything the manifest depends on. Reading a basis is cheap; walking the recipients is not. */
function basisOf(incident: IncidentItem, drops: DropItem[], generation: number): string {
  const seen = drops.map(({ drop, state }) => `${drop} ${state}`);
  return sha256(
    JSON.stringify([generation, incident.recordHash, incident.decisions ?? 0, incident.run?.endedAt, seen]),
  );
}

async function countAnew(
  reviewer: Reviewer,
  incident: IncidentItem,
  drops: DropItem[],
  generation: number,
  basis: string,
) {
  const now = reviewer.clock.now();
  const { patience } = reviewer;
  const lists = drops.filter(({ state }) => state === 'read').map((drop) => drop.generation);
  const latestList = lists.length > 1 ? Math.max(...lists) : undefined;
  const census = await takeCensus(reviewer.table, incident, { generation, now, patience, latestList });
  return {
    manifest: manifestOf(incident, census, generation, now),
    manifestBasis: basis,
    totals: census.totals,
    totalsAt: now.toISOString(),
    due: census.due,
    supplementsDue: census.supplementsDue,
    unknownsDue: census.unknownsDue,
    secondRouteDue: census.secondRouteDue,
    noLongerListed: census.noLongerListed,
    countries: census.countries,
    firstMailAt: census.firstMailAt,
  };
}

async function holdsOf(reviewer: Reviewer, incident: IncidentItem, drops: ReviewedDrop[]): Promise<Hold[]> {
  const pending = incident.totals?.pending ?? 0;
  const now = reviewer.clock.now();
  return review({
    record: incident.record,
    drops,
    recipients: incident.manifest?.recipients ?? 0,
    pending,
    manifest: incident.manifest?.hash ?? '',
    parts: incident.manifest?.parts,
    approvals: incident.approvals ?? [],
    eta: pending > 0 ? etaOf(pending, await reviewer.quota(), now) : undefined,
    dueBy: deadlineToMeet(incident, now),
    holdsOfFiles: intakeHolds,
  });
}

/** Whose clocks our mails can meet; the notice to an authority is somebody else's letter. */
const TOLD_BY_MAIL = ['people', 'customers'];

/** The next deadline of the mails. One that has passed already holds nothing: waiting would only make it later. */
function deadlineToMeet({ record, countries, firstMailAt }: IncidentItem, now: Date) {
  const counted = new Map(Object.entries(countries ?? {}));
  const clocks = incidentClocks(record, { countries: counted, firstMailAt, now });
  return nextDue(clocks.filter(({ late, tells }) => !late && TOLD_BY_MAIL.includes(tells)));
}

/** A line that a person has accepted or dismissed no longer holds the incident, nor does a file set aside. */
async function withoutDecidedLines(
  reviewer: Reviewer,
  { incident, decisions = 0 }: IncidentItem,
  drops: DropItem[],
): Promise<ReviewedDrop[]> {
  const decided = new Set<string>();
  // only a person's decision can have decided a line, and each is counted on META
  if (decisions > 0 && drops.some(({ files }) => files?.some(({ quarantine }) => quarantine.length > 0))) {
    for await (const line of reviewer.table.query<QuarantineItem>(quarantinePk(incident))) {
      if (line.decision) decided.add(`${line.drop} ${line.member} ${line.line}`);
    }
  }
  const numbers = fileNumbers(drops);
  return drops.map((drop) => ({
    state: drop.state,
    generation: drop.generation,
    number: numbers.get(drop.drop),
    fault: drop.setAside ? undefined : drop.fault,
    files: (drop.setAside ? [] : (drop.files ?? [])).map((file, member) => ({
      ...file,
      quarantine: file.quarantine.filter(({ line }) => !decided.has(`${drop.drop} ${member} ${line}`)),
    })),
  }));
}

/** What is left in the quarantine, a block of several lines as one. */
function linesOf(drops: ReviewedDrop[]): number {
  const files = drops.flatMap(({ files }) => files);
  return files.reduce(
    (sum, { quarantine, unlisted }) => sum + quarantine.length + (unlisted?.ranges ?? 0),
    0,
  );
}

/** Writes only what differs, so that an idle tick writes nothing; another manifest together with its log entry. */
async function writeReview(
  reviewer: Reviewer,
  incident: IncidentItem,
  change: Partial<IncidentItem> & Pick<IncidentItem, 'phase' | 'holds'>,
): Promise<IncidentItem> {
  const same =
    incident.phase === change.phase && JSON.stringify(incident.holds) === JSON.stringify(change.holds);
  if (same && !change.manifest) return incident;
  const { manifest } = change;
  if (!manifest || manifest.hash === incident.manifest?.hash) {
    return reviewer.incidents.change(incident, change);
  }
  const { hash, generation, recipients, exposures, supplements, record, parts } = manifest;
  const { due } = change;
  const facts = { manifest: hash, generation, recipients, exposures, supplements, record, parts, due };
  const entry = { by: 'reconcile', what: 'manifest-computed', facts };
  await changeLogged(reviewer.table, incident.incident, entry, reviewer.clock, changeOf(incident, change));
  return { ...incident, ...change, revision: incident.revision + 1 };
}

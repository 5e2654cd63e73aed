import type { DropItem, IncidentItem, QuarantineItem } from '../adapters/register/items';
import { quarantinePk } from '../adapters/register/keys';
import { appendLog } from '../adapters/register/log';
import type { Hold } from '../domain/holds';
import { sha256 } from '../domain/ids';
import { intakeHolds } from '../domain/intake/holds';
import { coveredGeneration, type ReviewedDrop, review } from '../domain/review';
import { etaOf } from '../domain/sending/eta';
import type { Patience } from '../domain/settled';
import { ConditionLost } from '../shared/errors';
import { manifestOf, takeCensus } from './manifest';
import { type RunStarter, startRun } from './start-run';

export interface SendQuota {
  maxSendRate: number;
  max24HourSend: number;
  sentLast24Hours: number;
}

export interface Reviewer extends RunStarter {
  quota(): Promise<SendQuota>;
  patience: Patience;
  /** How many lanes share a rate, see docs/sending.md. */
  lanesFor(maxSendRate: number): number;
}

/**
 * Brings manifest, holds and phase of an incident that is not sending up to date, and starts the run when
 * nothing holds it. The walk over all recipients happens only when something it depends on has changed.
 */
export async function reviewIncident(reviewer: Reviewer, incident: IncidentItem, drops: DropItem[]) {
  const generation = coveredGeneration(drops, incident.generation);
  const basis = basisOf(incident, drops, generation);
  const current =
    basis === incident.manifestBasis
      ? incident
      : await computeManifest(reviewer, incident, generation, basis);
  if (!current.manifest) return;
  const holds = await holdsOf(reviewer, current, drops);
  const told = current.run?.state === 'ended' && current.run.manifest === current.manifest.hash;
  if (told) {
    await keep(
      reviewer,
      current,
      'done',
      holds.filter(({ code }) => code !== 'awaiting-approval' && code !== 'second-approver'),
    );
  } else if (holds.length === 0 && generation > 0) {
    await startRun(reviewer, current, reviewer.lanesFor((await reviewer.quota()).maxSendRate));
  } else {
    await keep(reviewer, current, current.record ? 'review' : 'draft', holds);
  }
}

/** Everything the manifest depends on. Reading a basis is cheap; walking the recipients is not. */
function basisOf(incident: IncidentItem, drops: DropItem[], generation: number): string {
  const seen = drops.map(({ drop, state }) => `${drop} ${state}`);
  return sha256(
    JSON.stringify([generation, incident.recordHash, incident.decisions ?? 0, incident.run?.endedAt, seen]),
  );
}

async function computeManifest(
  reviewer: Reviewer,
  incident: IncidentItem,
  generation: number,
  basis: string,
): Promise<IncidentItem> {
  const now = reviewer.clock.now();
  const census = await takeCensus(reviewer.table, incident, generation, now, reviewer.patience);
  const manifest = manifestOf(incident, census, generation, now);
  const changed = await reviewer.incidents.change(incident, {
    manifest,
    manifestBasis: basis,
    totals: census.totals,
    totalsAt: now.toISOString(),
  });
  if (manifest.hash !== incident.manifest?.hash) {
    await appendLog(
      reviewer.table,
      incident.incident,
      {
        by: 'reconcile',
        what: 'manifest-computed',
        facts: {
          manifest: manifest.hash,
          generation,
          recipients: manifest.recipients,
          parts: manifest.parts,
        },
      },
      reviewer.clock,
    );
  }
  return changed;
}

async function holdsOf(reviewer: Reviewer, incident: IncidentItem, drops: DropItem[]): Promise<Hold[]> {
  const pending = incident.totals?.pending ?? 0;
  return review({
    record: incident.record,
    drops: await withoutDecidedLines(reviewer, incident.incident, drops),
    recipients: incident.manifest?.recipients ?? 0,
    pending,
    manifest: incident.manifest?.hash ?? '',
    approvals: incident.approvals ?? [],
    eta: pending > 0 ? etaOf(pending, await reviewer.quota(), reviewer.clock.now()) : undefined,
    holdsOfFiles: intakeHolds,
  });
}

/** A line that a person has accepted or dismissed no longer holds the incident. */
async function withoutDecidedLines(
  reviewer: Reviewer,
  incident: string,
  drops: DropItem[],
): Promise<ReviewedDrop[]> {
  const decided = new Set<string>();
  if (drops.some(({ files }) => files?.some(({ quarantine }) => quarantine.length > 0))) {
    for await (const line of reviewer.table.query<QuarantineItem>(quarantinePk(incident))) {
      if (line.decision) decided.add(`${line.drop} ${line.member} ${line.line}`);
    }
  }
  return drops.map((drop) => ({
    state: drop.state,
    generation: drop.generation,
    fault: drop.fault,
    files: (drop.files ?? []).map((file, member) => ({
      ...file,
      quarantine: file.quarantine.filter(({ line }) => !decided.has(`${drop.drop} ${member} ${line}`)),
    })),
  }));
}

/** Writes phase and holds only when they differ, so that an idle tick writes nothing. */
async function keep(reviewer: Reviewer, incident: IncidentItem, phase: IncidentItem['phase'], holds: Hold[]) {
  if (incident.phase === phase && JSON.stringify(incident.holds) === JSON.stringify(holds)) return;
  try {
    await reviewer.incidents.change(incident, { phase, holds });
  } catch (error) {
    // Somebody changed the incident meanwhile; the next tick decides on what they wrote.
    if (!(error instanceof ConditionLost)) throw error;
  }
}

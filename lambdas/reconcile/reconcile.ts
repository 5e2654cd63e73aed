import type { Queue } from '../adapters/queue';
import type { DropItem, IncidentItem } from '../adapters/register/items';
import type { ReadFile } from '../shared/messages';
import { type Arrivals, announceMissedDrops, type ObjectLister } from './missed-drops';
import { type Reviewer, reviewIncident } from './review-incident';
import { restartStalledDrops } from './stalled-drops';
import { type RunTender, tendRun } from './tend-run';

export interface Reconciler extends Reviewer, RunTender {
  bucket: ObjectLister;
  arrivals: Arrivals;
  files: Queue<ReadFile>;
}

/**
 * One tick: finds again whatever a lost message, a dead Lambda or a person's decision left to be done. Ticks may
 * overlap; every step is conditional. An incident that fails does not keep the others from their turn.
 *
 * @throws AggregateError with what failed, after all had their turn.
 */
export async function reconcile(reconciler: Reconciler): Promise<void> {
  const failures: unknown[] = [];
  const known: DropItem[] = [];
  for await (const id of reconciler.incidents.list()) {
    try {
      const incident = await reconciler.incidents.get(id);
      if (!incident) continue;
      const drops = await reconciler.incidents.drops(id);
      known.push(...drops);
      await tend(reconciler, incident, drops);
    } catch (error) {
      failures.push(error);
    }
  }
  await announceMissedDrops(
    reconciler.bucket,
    reconciler.arrivals,
    known,
    { now: reconciler.clock.now(), graceSeconds: reconciler.stallSeconds },
    reconciler.log,
  );
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} incidents could not be tended`);
}

async function tend(reconciler: Reconciler, incident: IncidentItem, drops: DropItem[]): Promise<void> {
  const options = { now: reconciler.clock.now(), stallSeconds: reconciler.stallSeconds };
  await restartStalledDrops(drops, reconciler.files, options, reconciler.log);
  if (incident.phase === 'erased' || incident.phase === 'closed') return;
  if (incident.run && incident.run.state !== 'ended') return tendRun(reconciler, incident);
  return reviewIncident(reconciler, incident, drops);
}

import type { Queue } from '../adapters/queue';
import type { DropItem, IncidentItem } from '../adapters/register/items';
import { ConditionLost } from '../shared/errors';
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
 * @throws Error when any failed, after all had their turn; each failure is in the log.
 */
export async function reconcile(reconciler: Reconciler): Promise<void> {
  let failures = 0;
  const known: DropItem[] = [];
  for await (const id of reconciler.incidents.list()) {
    try {
      const incident = await reconciler.incidents.get(id);
      if (!incident) continue;
      const drops = await reconciler.incidents.drops(id);
      known.push(...drops);
      await tend(reconciler, incident, drops);
    } catch (error) {
      // An overlapping tick or a person was quicker; what is left to do is left to the next tick.
      if (error instanceof ConditionLost) continue;
      failures++;
      reconciler.log.error('incident could not be tended', { incident: id, error: error as Error });
    }
  }
  await announceMissedDrops(
    reconciler.bucket,
    reconciler.arrivals,
    known,
    { now: reconciler.clock.now(), graceSeconds: reconciler.stallSeconds },
    reconciler.log,
  );
  if (failures > 0) throw new Error(`${failures} incidents could not be tended; each is in the log`);
}

async function tend(reconciler: Reconciler, incident: IncidentItem, drops: DropItem[]): Promise<void> {
  const options = { now: reconciler.clock.now(), stallSeconds: reconciler.stallSeconds };
  await restartStalledDrops(drops, reconciler.files, options, reconciler.log);
  if (incident.phase === 'erased' || incident.phase === 'closed') return;
  if (incident.run && incident.run.state !== 'ended') return tendRun(reconciler, incident);
  return reviewIncident(reconciler, incident, drops);
}

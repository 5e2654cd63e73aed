import type { Queue } from '../adapters/queue';
import type { DropItem, IncidentItem } from '../adapters/register/items';
import { ConditionLost } from '../shared/errors';
import type { ReadFile } from '../shared/messages';
import { type Anchorer, anchorLog } from './anchor-log';
import { closeIncident, isClosed, showHeldFiles } from './close-incident';
import { countLateEvents } from './late-events';
import { type Arrivals, announceMissedDrops, type ObjectLister } from './missed-drops';
import { receiveRefusedAgain } from './refused-drops';
import { type Keeper, keepRetention, planRetention } from './retention';
import { type Reviewer, reviewIncident } from './review-incident';
import { restartStalledDrops } from './stalled-drops';
import { type ExportTender, tendExports } from './tend-exports';
import { type RunTender, tendRun } from './tend-run';

/** What retention may take of a tick, which comes every minute: the function has five. */
const RETENTION_MS = 50_000;

export interface Reconciler extends Reviewer, RunTender, ExportTender, Keeper, Anchorer {
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
  const known: Pick<DropItem, 'drop'>[] = [];
  const overdue: string[] = [];
  for await (const id of reconciler.incidents.list()) {
    const done = await attempt(reconciler, id, async () => {
      const incident = await reconciler.incidents.get(id);
      if (!incident) return;
      const drops = await reconciler.incidents.drops(id);
      known.push(...drops.map(({ drop }) => ({ drop })));
      await tend(reconciler, incident, drops);
      await tendExports(reconciler, incident);
      await anchorLog(reconciler, incident);
      if (await planRetention(reconciler, incident, drops)) overdue.push(id);
    });
    if (!done) failures++;
  }
  await announceMissedDrops(
    reconciler.bucket,
    reconciler.arrivals,
    known,
    { now: reconciler.clock.now(), graceSeconds: reconciler.stallSeconds },
    reconciler.log,
  );
  const deadline = new Date(reconciler.clock.now().getTime() + RETENTION_MS);
  for (const id of overdue) {
    if (!(await attempt(reconciler, id, () => keepRetention(reconciler, id, deadline)))) failures++;
  }
  if (failures > 0) throw new Error(`${failures} incidents could not be tended; each is in the log`);
}

/** @returns false when it failed, which is in the log then. */
async function attempt(
  reconciler: Reconciler,
  incident: string,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    // An overlapping tick or a person was quicker; what is left to do is left to the next tick.
    if (error instanceof ConditionLost) return true;
    reconciler.log.error('incident could not be tended', { incident, error: error as Error });
    return false;
  }
}

async function tend(reconciler: Reconciler, incident: IncidentItem, known: DropItem[]): Promise<void> {
  const options = { now: reconciler.clock.now(), stallSeconds: reconciler.stallSeconds };
  const isErased = incident.erasing !== undefined || incident.addressesErasedAt !== undefined;
  const drops = isErased ? known : await receiveRefusedAgain(reconciler, incident, known);
  await restartStalledDrops(drops, reconciler, options, reconciler.log);
  if (isErased) return showHeldFiles(reconciler, incident, drops);
  if (incident.run && incident.run.state !== 'ended') return tendRun(reconciler, incident);
  const counted = await countLateEvents(reconciler, incident);
  if (isClosed(counted, drops, options.now)) return closeIncident(reconciler, counted);
  return reviewIncident(reconciler, counted, drops);
}

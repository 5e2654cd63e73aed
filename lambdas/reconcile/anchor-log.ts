import { anchorHead, type LogAnchors } from '../adapters/log-anchors';
import type { Incidents } from '../adapters/register/incidents';
import type { IncidentItem } from '../adapters/register/items';
import type { RegisterTable } from '../adapters/register/table';
import { type Clock, stamp } from '../shared/clock';

export interface Anchorer {
  table: RegisterTable;
  incidents: Incidents;
  anchors: Pick<LogAnchors, 'put'>;
  clock: Clock;
}

const DAY_MS = 86_400_000;

/**
 * Anchors the head of an incident's log when its run ended, when something was erased, and else once a day if the
 * log has grown; export anchors what it writes itself. Whether it is time is seen on META alone; the log is read
 * only then.
 */
export async function anchorLog(anchorer: Anchorer, incident: IncidentItem): Promise<void> {
  if (anchorer.clock.now() < dueAt(incident)) return;
  const at = stamp(anchorer.clock);
  const sequence = await anchorHead(anchorer, incident.incident, at, incident.anchor?.sequence);
  await anchorer.incidents.decide(incident.incident, ({ anchor }) =>
    anchor && anchor.at >= at ? undefined : { anchor: { sequence, at } },
  );
}

/** A day after the last look, or at once when something has ended since. */
function dueAt({ anchor, openedAt, run, addressesErasedAt, recordErasedAt }: IncidentItem): Date {
  const looked = anchor?.at ?? openedAt;
  const ends = [run?.endedAt, addressesErasedAt, recordErasedAt];
  if (ends.some((end) => end !== undefined && end >= looked)) return new Date(0);
  return new Date(Date.parse(looked) + DAY_MS);
}

import type { IncidentItem } from '../adapters/register/items';
import type { Clock } from '../shared/clock';

/** An erasure must be seen soon; a batch a second need not ask each time. */
const FRESH_MS = 60_000;

/** What feedback has to know of an incident. */
export type KnownIncident = Pick<IncidentItem, 'shardBits' | 'phase' | 'erasing' | 'addressesErasedAt'>;

/** Remembers incidents between batches: their number of shards never changes, their phase seldom. */
export function rememberIncidents(
  incidents: { get(incident: string): Promise<IncidentItem | undefined> },
  clock: Clock,
) {
  const known = new Map<string, { item: KnownIncident; until: number }>();
  return {
    async get(incident: string) {
      const now = clock.now().getTime();
      const remembered = known.get(incident);
      if (remembered && remembered.until > now) return remembered.item;
      const item = await incidents.get(incident);
      known.delete(incident);
      if (item) {
        const { shardBits, phase, erasing, addressesErasedAt } = item;
        known.set(incident, {
          item: { shardBits, phase, erasing, addressesErasedAt },
          until: now + FRESH_MS,
        });
      }
      return item;
    },
  };
}

import type { Queue } from '../adapters/queue';
import type { DropItem } from '../adapters/register/items';
import type { Log } from '../shared/logger';
import type { ReadFile } from '../shared/messages';
import type { Arrivals } from './missed-drops';

/**
 * Starts the reading of a drop again when its slice has given no sign of life for `stallSeconds`. A drop without a
 * generation cannot be read yet: receive died before it gave it one, so its arrival is announced again.
 */
export async function restartStalledDrops(
  drops: DropItem[],
  { files, arrivals }: { files: Queue<ReadFile>; arrivals: Arrivals },
  options: { now: Date; stallSeconds: number },
  log: Log,
): Promise<void> {
  const deadline = options.now.getTime() - options.stallSeconds * 1000;
  for (const drop of drops) {
    if (drop.state !== 'received' && drop.state !== 'reading') continue;
    if (Date.parse(drop.heartbeatAt) > deadline) continue;
    if (drop.generation === 0) {
      const { droppedAt, ...object } = drop.custody;
      await arrivals.announce({ ...object, modifiedAt: new Date(droppedAt) });
      log.warn('stalled custody announced again', { incident: drop.incident, drop: drop.drop });
      continue;
    }
    await files.send({ incident: drop.incident, drop: drop.drop, slice: drop.slice + 1 }, drop.incident);
    log.warn('stalled drop started again', {
      incident: drop.incident,
      drop: drop.drop,
      slice: drop.slice + 1,
    });
  }
}

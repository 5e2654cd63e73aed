import type { DropItem } from '../adapters/register/items';
import { dropId } from '../domain/ids';
import type { Log } from '../shared/logger';

/** One version of one object, as the bucket lists it. */
export interface ListedObject {
  key: string;
  version: string;
  bytes: number;
  etag: string;
  modifiedAt: Date;
}

export interface ObjectLister {
  /** All object versions, without delete markers. */
  versions(): AsyncIterable<ListedObject>;
}

export interface Arrivals {
  /** Tells receive of an object as S3 itself would have. */
  announce(object: ListedObject): Promise<void>;
}

/**
 * Finds objects that nobody took into custody: S3 notifies at least once, but a queue can be purged and a
 * dead-letter queue forgotten. An object gets `graceSeconds` for its own event to arrive first.
 */
export async function announceMissedDrops(
  bucket: ObjectLister,
  arrivals: Arrivals,
  known: Pick<DropItem, 'drop'>[],
  options: { now: Date; graceSeconds: number },
  log: Log,
): Promise<number> {
  const inCustody = new Set(known.map(({ drop }) => drop));
  let missed = 0;
  for await (const object of bucket.versions()) {
    if (object.key.endsWith('/')) continue;
    if (inCustody.has(dropId(object.key, object.version))) continue;
    if (options.now.getTime() - object.modifiedAt.getTime() < options.graceSeconds * 1000) continue;
    await arrivals.announce(object);
    missed++;
  }
  if (missed > 0) log.warn('drops without custody announced again', { missed });
  return missed;
}

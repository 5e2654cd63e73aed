import type { Engine } from './engine';
import type { Item } from './types';

/** One commit at a time stays short, so that requests do not wait behind a sweep. */
const CHUNK = 500;

/**
 * Removes items whose TTL has passed (AWS does so within days, this within a minute or so).
 *
 * @param attributes the TTL attribute by table
 * @returns how many went
 */
export async function sweepExpired(
  engine: Engine,
  attributes: ReadonlyMap<string, string>,
  now: Date,
): Promise<number> {
  const seconds = Math.floor(now.getTime() / 1000);
  let removed = 0;
  for (const [table, attribute] of attributes) {
    const due = [...engine.items.table(table).expiring].filter(([, at]) => at < seconds).map(([key]) => key);
    for (let at = 0; at < due.length; at += CHUNK) {
      removed += await engine.transaction((staging) => {
        for (const key of due.slice(at, at + CHUNK)) {
          if (expired(staging.read(table, key), attribute, seconds)) staging.write(table, key);
        }
        return staging.changes.length;
      });
    }
  }
  return removed;
}

/** The attribute itself, read again: it may have moved on, and a nested one of the same name does not count. */
const expired = (item: Item | undefined, attribute: string, seconds: number) => {
  const at = item?.[attribute]?.N;
  return typeof at === 'string' && Number(at) < seconds;
};

import db from 'dynalite/db';
import type { Data, Item, KeyRange, TableDefinition } from '../types';
import type { DynaliteStore } from './staging';

/** A page ends when the items read for it come to 1 MB, before any filter. */
const PAGE_BYTES = 1024 * 1024;

/** A page whose items are JSON text already: they are not parsed and written again only to be sent. */
export interface Page extends Record<string, unknown> {
  items?: string[];
}

/**
 * Reads one page for dynalite's query and scan, which have checked the request and computed the bounds.
 * Without filter or projection (the common case) no item is parsed but the last one, for its key.
 */
export function queryTable(
  store: DynaliteStore,
  _table: TableDefinition,
  data: Data,
  range: KeyRange,
  _isLocal: boolean | undefined,
  _fetchFromItemDb: boolean,
  startKeyNames: string[],
  done: (error: null, page: Page) => void,
): void {
  const items: string[] = [];
  const paths = data._projection?.paths ?? data.AttributesToGet;
  const limit = data.Limit ?? Number.POSITIVE_INFINITY;
  let scanned = 0;
  let size = 0;
  let last: string | undefined;
  for (const [, item] of store.items.table(data.TableName).range(range)) {
    if (scanned >= limit || size >= PAGE_BYTES) break;
    scanned++;
    size += item.size;
    last = item.json;
    if (!data._filter && !paths) {
      items.push(item.json);
      continue;
    }
    const parsed = JSON.parse(item.json) as Item;
    if (data._filter && !db.matchesExprFilter(parsed, data._filter.expression)) continue;
    items.push(paths ? JSON.stringify(db.mapPaths(paths, parsed)) : item.json);
  }
  done(null, {
    ...(data.Select === 'COUNT' ? {} : { items }),
    Count: items.length,
    ScannedCount: scanned,
    // Like DynamoDB: a page that is exactly full says "go on", even where nothing follows.
    ...(last !== undefined && (scanned >= limit || size >= PAGE_BYTES)
      ? { LastEvaluatedKey: keyOf(last, startKeyNames) }
      : {}),
  });
}

function keyOf(json: string, names: string[]): Item {
  const item = JSON.parse(json) as Item;
  return Object.fromEntries(names.map((name) => [name, item[name]!]));
}

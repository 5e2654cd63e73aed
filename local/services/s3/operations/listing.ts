import type { Bucket, Version } from '../model';
import { byUtf8, urlEncoded } from '../object-key';

/** What ends a page, in list order: an entry, or a common prefix standing for many. */
export interface ListPage<Entry> {
  entries: Entry[];
  commonPrefixes: string[];
  /** The last thing listed; where the next page starts. Undefined when this page is the last. */
  next?: { key: string; entry?: Entry };
}

export interface ListRequest {
  prefix: string;
  delimiter: string;
  limit: number;
  /** Keys up to and including this one are done; so is everything under it, if it is a common prefix. */
  after: string;
}

/** Walks a bucket's keys in order, rolling up what lies behind a delimiter; `entriesOf` picks what to show of a key. */
export function list<Entry>(
  { objects }: Bucket,
  { prefix, delimiter, limit, after }: ListRequest,
  entriesOf: (key: string, versions: readonly Version[]) => Entry[],
): ListPage<Entry> {
  const page: ListPage<Entry> = { entries: [], commonPrefixes: [] };
  const full = () => page.entries.length + page.commonPrefixes.length >= limit;
  const rolled =
    delimiter !== '' && after.length > prefix.length && after.endsWith(delimiter) ? after : undefined;
  let last: ListPage<Entry>['next'];
  for (const [key, versions] of objects.from(byUtf8(after, prefix) > 0 ? after : prefix)) {
    if (!key.startsWith(prefix)) break; // keys of one prefix are neighbours
    if (rolled !== undefined && key.startsWith(rolled)) continue;
    const entries = entriesOf(key, versions);
    if (entries.length === 0) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (cut >= 0) {
      const common = key.slice(0, cut + delimiter.length);
      if (page.commonPrefixes.at(-1) === common) continue;
      if (full()) return { ...page, next: last };
      page.commonPrefixes.push(common);
      last = { key: common };
      continue;
    }
    for (const entry of entries) {
      if (full()) return { ...page, next: last };
      page.entries.push(entry);
      last = { key, entry };
    }
  }
  return page;
}

/** The list parameters that all list operations share. */
export function listRequest(query: URLSearchParams, limit: number, after: string): ListRequest {
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit,
    after,
  };
}

/** How keys are written in this answer: as they are, or URL-encoded when the client asks. */
export const keyWriter = (query: URLSearchParams): ((key: string) => string) =>
  query.get('encoding-type') === 'url' ? urlEncoded : (key) => key;

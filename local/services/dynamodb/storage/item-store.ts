import BTree from 'sorted-btree';
import type { KeyRange, TableDefinition } from '../types';
import type { Change } from './journal';

/** An item as the text that goes to the journal and into answers: it is parsed only where a rule looks inside. */
export interface StoredItem {
  json: string;
  /** DynamoDB's own count of its bytes: pages end at 1 MB of them. */
  size: number;
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The items of one table in storage-key order (dynalite's: hash of the partition key, then both keys in hex). */
export class TableItems {
  definition?: TableDefinition;
  readonly items = new BTree<string, StoredItem>(undefined, byText);
  /** Storage key to expiry in epoch seconds, of those items that have the TTL attribute. */
  readonly expiring = new Map<string, number>();
  private expiry?: RegExp;

  /** Names the TTL attribute; from here on its values are kept at hand for the sweep. */
  expireBy(attribute: string | undefined): void {
    this.expiry = attribute === undefined ? undefined : new RegExp(`${escaped(attribute)}:\\{"N":"(\\d+)"`);
    this.expiring.clear();
    if (this.expiry) for (const [key, item] of this.items.entries()) this.noteExpiry(key, item.json);
  }

  put(key: string, item: StoredItem): void {
    this.items.set(key, item);
    this.noteExpiry(key, item.json);
  }

  delete(key: string): void {
    this.items.delete(key);
    this.expiring.delete(key);
  }

  /** Items within the bounds, in their order or against it, read as the caller goes. */
  *range({ gt, gte, lt, lte, reverse }: KeyRange): Generator<[string, StoredItem]> {
    const low = gt ?? gte ?? '';
    const high = lt ?? lte;
    const entries = reverse ? this.items.entriesReversed(high) : this.items.entries(low);
    for (const entry of entries) {
      const [key] = entry;
      if (key < low || key === gt) {
        if (reverse) return;
        continue;
      }
      if (high !== undefined && (key > high || key === lt)) {
        if (reverse) continue;
        return;
      }
      yield [key, entry[1]];
    }
  }

  private noteExpiry(key: string, json: string): void {
    if (!this.expiry) return;
    const found = this.expiry.exec(json);
    if (found) this.expiring.set(key, Number(found[1]));
    else this.expiring.delete(key);
  }
}

const escaped = (attribute: string) => JSON.stringify(attribute).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** All tables; one that only the journal knows so far has no definition yet. */
export class ItemStore {
  readonly tables = new Map<string, TableItems>();

  table(name: string): TableItems {
    let table = this.tables.get(name);
    if (!table) {
      table = new TableItems();
      this.tables.set(name, table);
    }
    return table;
  }

  apply({ table, key, item }: Change): void {
    if (item) this.table(table).put(key, item);
    else this.table(table).delete(key);
  }

  *all(): Generator<Change> {
    for (const [table, { items }] of this.tables) {
      for (const [key, item] of items.entries()) yield { table, key, item };
    }
  }
}

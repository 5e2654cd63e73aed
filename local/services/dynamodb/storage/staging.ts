import { itemSize } from '../rules/rules';
import type { Item, TableDefinition } from '../types';
import type { ItemStore } from './item-store';
import type { Change } from './journal';
import { tableNotFound } from './table-not-found';

type Done<Result = void> = (error: Error | null, result?: Result) => void;

/** The store as dynalite's actions see it. Ours answers at once, so its locks have nothing to do. */
export interface DynaliteStore {
  options: { maxItemSize: number };
  items: ItemStore;
  getTable(name: string, ...rest: (Done<TableDefinition> | boolean)[]): void;
  getItemDb(name: string): {
    lock(key: string, critical: (release: (done: Done) => Done) => void): void;
    get(key: string, done: Done<Item>): void;
    put(key: string, item: Item, done: Done): void;
    del(key: string, done: Done): void;
  };
}

/**
 * Writes that belong together: read through to the store, collected here, committed by the caller in one
 * journal line. Everything until then happens within one turn of the event loop, so nobody sees half of it.
 */
export class Staging implements DynaliteStore {
  readonly changes: Change[] = [];
  readonly options: { maxItemSize: number };

  constructor(
    readonly items: ItemStore,
    maxItemSize: number,
  ) {
    this.options = { maxItemSize };
  }

  definition(name: string): TableDefinition {
    const definition = this.items.tables.get(name)?.definition;
    if (!definition) throw tableNotFound(name);
    return definition;
  }

  read(table: string, key: string): Item | undefined {
    const stored = this.items.table(table).items.get(key);
    return stored && (JSON.parse(stored.json) as Item);
  }

  write(table: string, key: string, item?: Item): void {
    this.changes.push({
      table,
      key,
      item: item && { json: JSON.stringify(item), size: itemSize(item) },
    });
  }

  getTable(name: string, ...rest: (Done<TableDefinition> | boolean)[]): void {
    const done = rest.at(-1) as Done<TableDefinition>;
    done(null, this.definition(name));
  }

  getItemDb(name: string) {
    return {
      lock: (_key: string, critical: (release: (done: Done) => Done) => void) => critical((done) => done),
      get: (key: string, done: Done<Item>) => done(null, this.read(name, key)),
      put: (key: string, item: Item, done: Done) => {
        this.write(name, key, item);
        done(null);
      },
      del: (key: string, done: Done) => {
        this.write(name, key);
        done(null);
      },
    };
  }
}

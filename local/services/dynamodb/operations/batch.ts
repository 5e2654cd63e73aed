import { checkItem, checkKey, project, storageKey, validated, validationError } from '../rules/rules';
import type { Data, Item } from '../types';
import { leadingKeys } from './leading-keys';
import type { Operation } from './operation';

const MAX_WRITES = 25;
/** A batch of reads answers at most this much; the rest comes back as UnprocessedKeys. */
const MAX_READ_BYTES = 16 * 1024 * 1024;

type WriteRequest = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };
type Keys = Data & { Keys: Item[] };

/** Up to 25 writes without conditions; all of them are taken, so UnprocessedItems is always empty. */
export const batchWriteItem: Operation = (request, definitions) => {
  const { RequestItems } = validated('batchWriteItem', request) as unknown as {
    RequestItems: Record<string, WriteRequest[]>;
  };
  const tables = Object.entries(RequestItems);
  if (tables.reduce((sum, [, writes]) => sum + writes.length, 0) > MAX_WRITES) {
    throw validationError('Too many items requested for the BatchWriteItem call');
  }
  return {
    accesses: tables.map(([table, writes]) => ({
      action: 'BatchWriteItem',
      table,
      leadingKeys: writes.flatMap((write) =>
        leadingKeys(table, write.PutRequest?.Item ?? write.DeleteRequest?.Key, definitions),
      ),
    })),
    execute(staging) {
      for (const [name, writes] of tables) {
        const table = staging.definition(name);
        const seen = new Set<string>();
        for (const { PutRequest, DeleteRequest } of writes) {
          if (PutRequest) checkItem(PutRequest.Item, table);
          else checkKey(DeleteRequest!.Key, table);
          const key = storageKey(PutRequest?.Item ?? DeleteRequest!.Key, table);
          if (seen.has(key)) throw validationError('Provided list of item keys contains duplicates');
          seen.add(key);
          staging.write(name, key, PutRequest?.Item);
        }
      }
      return '{"UnprocessedItems":{}}';
    },
  };
};

export const batchGetItem: Operation = (request, definitions) => {
  const { RequestItems } = validated('batchGetItem', request) as unknown as {
    RequestItems: Record<string, Keys>;
  };
  const tables = Object.entries(RequestItems);
  return {
    accesses: tables.map(([table, { Keys }]) => ({
      action: 'BatchGetItem',
      table,
      leadingKeys: Keys.flatMap((key) => leadingKeys(table, key, definitions)),
    })),
    execute(staging) {
      let size = 0;
      const Responses: Record<string, Item[]> = {};
      const UnprocessedKeys: Record<string, Record<string, unknown>> = {};
      for (const [name, wanted] of tables) {
        const table = staging.definition(name);
        const found: Item[] = [];
        const left: Item[] = [];
        for (const key of wanted.Keys) {
          checkKey(key, table);
          const stored = staging.items.table(name).items.get(storageKey(key, table));
          if (!stored) continue;
          size += stored.size;
          if (size > MAX_READ_BYTES) left.push(key);
          else found.push(project(wanted, JSON.parse(stored.json) as Item));
        }
        Responses[name] = found;
        if (left.length > 0) UnprocessedKeys[name] = { ...asSent(wanted), Keys: left };
      }
      return JSON.stringify({ Responses, UnprocessedKeys });
    },
  };
};

/** The request's own members, without what parsing added. */
const asSent = (wanted: Keys) =>
  Object.fromEntries(Object.entries(wanted).filter(([name]) => !name.startsWith('_')));

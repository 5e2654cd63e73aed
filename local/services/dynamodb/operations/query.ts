import { NotImplemented } from '../../../gateway/errors';
import { run, validated } from '../rules/rules';
import type { Page } from '../storage/query-table';
import type { Data } from '../types';
import { leadingKeys } from './leading-keys';
import type { Operation } from './operation';

/** One page of a partition, in sort-key order. */
export const query: Operation = (request, definitions) => {
  refuseLegacy(request, 'QueryFilter');
  const data = validated('query', request);
  const table = data.TableName;
  const hash = definitions(table)?.KeySchema[0]?.AttributeName;
  const value = hash === undefined ? undefined : data.KeyConditions?.[hash]?.AttributeValueList[0];
  const keys = value ? leadingKeys(table, { [hash!]: value }, definitions) : [];
  return {
    accesses: [{ action: 'Query', table, leadingKeys: keys }],
    execute: (staging) => page(run('query', staging, data)),
  };
};

/** One page of the table, or of one segment of it. */
export const scan: Operation = (request) => {
  refuseLegacy(request, 'ScanFilter');
  const data: Data = validated('scan', request);
  return {
    accesses: [{ action: 'Scan', table: data.TableName, leadingKeys: [] }],
    execute: (staging) => page(run('scan', staging, data)),
  };
};

function page(result: Page): string {
  const { items, ...rest } = result;
  const tail = JSON.stringify(rest);
  return items ? `{"Items":[${items.join()}],${tail.slice(1)}` : tail;
}

function refuseLegacy(request: Record<string, unknown>, member: string): void {
  if (request[member] !== undefined) throw new NotImplemented(member);
}

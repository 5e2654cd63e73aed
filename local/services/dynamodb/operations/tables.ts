import { ServiceError } from '../../../gateway/errors';
import type { Staging } from '../storage/staging';
import type { Operation } from './operation';

const LIST_LIMIT = 100;

const named = (request: Record<string, unknown>): string => {
  if (typeof request.TableName !== 'string') {
    throw new ServiceError(
      'ValidationException',
      "The parameter 'TableName' is required but was not present",
    );
  }
  return request.TableName;
};

export const describeTable: Operation = (request) => {
  const table = named(request);
  return {
    accesses: [{ action: 'DescribeTable', table, leadingKeys: [] }],
    execute: (staging) => JSON.stringify({ Table: described(staging, table) }),
  };
};

export const describeTimeToLive = (attribute: (table: string) => string | undefined): Operation => {
  return (request) => {
    const table = named(request);
    return {
      accesses: [{ action: 'DescribeTimeToLive', table, leadingKeys: [] }],
      execute(staging) {
        staging.definition(table);
        const name = attribute(table);
        return JSON.stringify({
          TimeToLiveDescription: name
            ? { TimeToLiveStatus: 'ENABLED', AttributeName: name }
            : { TimeToLiveStatus: 'DISABLED' },
        });
      },
    };
  };
};

export const listTables: Operation = (request) => ({
  accesses: [{ action: 'ListTables', table: '*', leadingKeys: [] }],
  execute(staging) {
    const limit = typeof request.Limit === 'number' ? request.Limit : LIST_LIMIT;
    const after = typeof request.ExclusiveStartTableName === 'string' ? request.ExclusiveStartTableName : '';
    const names = [...staging.items.tables]
      .filter(([name, { definition }]) => definition && name > after)
      .map(([name]) => name)
      .sort();
    const page = names.slice(0, limit);
    return JSON.stringify({
      TableNames: page,
      LastEvaluatedTableName: page.length < names.length ? page.at(-1) : undefined,
    });
  },
});

function described(staging: Staging, table: string) {
  const definition = staging.definition(table);
  const { items } = staging.items.table(table);
  let bytes = 0;
  for (const { size } of items.values()) bytes += size;
  return { ...definition, ItemCount: items.size, TableSizeBytes: bytes };
}

import {
  checkCondition,
  checkItem,
  checkKey,
  project,
  run,
  storageKey,
  validated,
  validationError,
} from '../rules/rules';
import type { Staging } from '../storage/staging';
import type { Data, Item } from '../types';
import { leadingKeys } from './leading-keys';
import type { Definitions, Operation, Prepared } from './operation';

type Rule = 'getItem' | 'putItem' | 'updateItem' | 'deleteItem';

/** One item by its key; without a projection its stored text goes out as it is. */
export const getItem: Operation = (request, definitions) =>
  prepared('getItem', request, definitions, (data, staging) => {
    const key = keyOf(data, staging);
    const stored = staging.items.table(data.TableName).items.get(key);
    if (!stored) return '{}';
    const whole = !data._projection && !data.AttributesToGet;
    const item = whole ? stored.json : JSON.stringify(project(data, JSON.parse(stored.json) as Item));
    return `{"Item":${item}}`;
  });

/** Writes an item, whole. */
export const putItem: Operation = (request, definitions) =>
  prepared('putItem', request, definitions, (data, staging) => {
    const item = data.Item!;
    const table = staging.definition(data.TableName);
    checkItem(item, table);
    const key = storageKey(item, table);
    const before = conditional(data, staging, key);
    staging.write(data.TableName, key, item);
    return attributes(data, before);
  });

export const deleteItem: Operation = (request, definitions) =>
  prepared('deleteItem', request, definitions, (data, staging) => {
    const key = keyOf(data, staging);
    const before = conditional(data, staging, key);
    if (staging.items.table(data.TableName).items.has(key)) staging.write(data.TableName, key);
    return attributes(data, before);
  });

export const updateItem: Operation = (request, definitions) =>
  prepared('updateItem', request, definitions, (data, staging) =>
    JSON.stringify(run('updateItem', staging, data)),
  );

/** Of a transaction: a condition without a write. It keeps the rules of a delete, whose members it has. */
export const conditionCheck: Operation = (request, definitions) => {
  const { accesses, execute } = prepared('deleteItem', request, definitions, (data, staging) => {
    conditional(data, staging, keyOf(data, staging));
    return '';
  });
  if (typeof request.ConditionExpression !== 'string')
    throw validationError('ConditionExpression is required');
  return { accesses: accesses.map((access) => ({ ...access, action: 'ConditionCheckItem' })), execute };
};

function prepared(
  rule: Rule,
  request: Record<string, unknown>,
  definitions: Definitions,
  execute: (data: Data, staging: Staging) => string,
): Prepared {
  const data = validated(rule, request);
  const action = rule.charAt(0).toUpperCase() + rule.slice(1);
  const table = data.TableName;
  return {
    accesses: [{ action, table, leadingKeys: leadingKeys(table, data.Item ?? data.Key, definitions) }],
    execute: (staging) => execute(data, staging),
  };
}

function keyOf(data: Data, staging: Staging): string {
  const table = staging.definition(data.TableName);
  checkKey(data.Key!, table);
  return storageKey(data.Key!, table);
}

/** Checks the condition. @returns the item before, where the condition or the answer needs it. */
function conditional(data: Data, staging: Staging, key: string): Item | undefined {
  const asked =
    data.ConditionExpression !== undefined || 'Expected' in data || data.ReturnValues === 'ALL_OLD';
  if (!asked) return undefined;
  const before = staging.read(data.TableName, key);
  checkCondition(data, before);
  return before;
}

const attributes = (data: Data, before?: Item) =>
  data.ReturnValues === 'ALL_OLD' && before ? JSON.stringify({ Attributes: before }) : '{}';

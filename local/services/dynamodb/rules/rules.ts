import queryAction from 'dynalite/actions/query';
import scanAction from 'dynalite/actions/scan';
import updateItemAction from 'dynalite/actions/updateItem';
import db from 'dynalite/db';
import validations from 'dynalite/validations';
import batchGetItem from 'dynalite/validations/batchGetItem';
import batchWriteItem from 'dynalite/validations/batchWriteItem';
import deleteItem from 'dynalite/validations/deleteItem';
import getItem from 'dynalite/validations/getItem';
import putItem from 'dynalite/validations/putItem';
import query from 'dynalite/validations/query';
import scan from 'dynalite/validations/scan';
import updateItem from 'dynalite/validations/updateItem';
import { NotImplemented } from '../../../gateway/errors';
import { queryTable } from '../storage/query-table';
import type { DynaliteStore } from '../storage/staging';
import type { AttributeValue, Data, Item } from '../types';
import { validateExpressions } from './expressions';
import { isWellTyped } from './well-typed';

/** DynamoDB's limit for one item: 400 KB. */
export const MAX_ITEM_SIZE = 409_600;

const checks = { batchGetItem, batchWriteItem, deleteItem, getItem, putItem, query, scan, updateItem };
const actions = { query: queryAction, scan: scanAction, updateItem: updateItemAction };

/**
 * dynalite knows DynamoDB's rules and messages; this file is the one place where we reach into it. Changed:
 * ReturnValuesOnConditionCheckFailure (which it ignores), parsed expressions from a cache, pages from our own
 * store, no indexes, key bounds compared by UTF-8 bytes (it stores them so, but compares UTF-16). All of it is looked up on dynalite's module objects at each call, so replacing works.
 */
validations.validateExpressions = validateExpressions;
db.queryTable = queryTable;
db.updateIndexes = (_store, _table, _before, _after, done) => done();
for (const check of [putItem, updateItem, deleteItem]) {
  check.types.ReturnValuesOnConditionCheckFailure = { type: 'String', enum: ['ALL_OLD', 'NONE'] };
}
const compare = db.compare;
db.compare = (comparison, value, operands) =>
  ORDERED.test(comparison)
    ? compare(comparison, inByteOrder(value), [operands].flat().map(inByteOrder))
    : compare(comparison, value, operands);
const checkConditional = db.checkConditional;
db.checkConditional = (data, existing) => {
  refuseDocumentComparison(data._condition?.expression);
  const lost = checkConditional(data, existing);
  if (lost && existing && data.ReturnValuesOnConditionCheckFailure === 'ALL_OLD') lost.body.Item = existing;
  return lost;
};

/** Bounds and start keys of a query; `:to` is often the highest character there is. */
const ORDERED = /^(LE|LT|GE|GT|BETWEEN)$/;
const inByteOrder = (value: AttributeValue): AttributeValue =>
  typeof value?.S === 'string' ? { S: Buffer.from(value.S, 'utf8').toString('hex') } : value;

/** @throws dynalite's error when the request breaks one of DynamoDB's rules. */
export function validated(operation: keyof typeof checks, data: object): Data {
  const { types, custom } = checks[operation];
  const request = isWellTyped(data, types) ? (data as Data) : validations.checkTypes(data as Data, types);
  validations.checkValidations(request, types, custom, { options: { maxItemSize: MAX_ITEM_SIZE } });
  return request;
}

/** Runs one of dynalite's actions; over our stores it finishes before it returns, so it is atomic. */
export function run(action: keyof typeof actions, store: DynaliteStore, data: Data): Record<string, unknown> {
  let outcome: { error: Error | null; result?: Record<string, unknown> } | undefined;
  actions[action](store, data, (error, result) => {
    outcome = { error, result };
  });
  if (!outcome) throw new Error(`dynalite's ${action} did not finish at once`);
  if (outcome.error) throw outcome.error;
  return outcome.result ?? {};
}

/** @throws dynalite's error, when there is one. */
export function check(fault: Error | null | undefined): void {
  if (fault) throw fault;
}

export const checkKey = (key: Item, table: Parameters<typeof db.validateKey>[1]) =>
  check(db.validateKey(key, table));
export const checkItem = (item: Item, table: Parameters<typeof db.validateItem>[1]) =>
  check(db.validateItem(item, table));
export const checkCondition = (data: Data, existing?: Item) => check(db.checkConditional(data, existing));
export const storageKey = db.createKey;
export const itemSize = db.itemSize;
export const project = (data: Data, item: Item): Item => {
  const paths = data._projection?.paths ?? data.AttributesToGet;
  return paths ? db.mapPaths(paths, item) : item;
};
export const validationError = db.validationError;

/** dynalite compares lists and maps by identity, so `=` on them would always be false: say so instead. */
function refuseDocumentComparison(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, args } = node as { type?: string; args?: unknown[] };
  if (!args) return;
  const compared = type === '=' || type === '<>' || type === 'in';
  for (const argument of args) {
    if (compared && isDocument(argument)) throw new NotImplemented('comparing lists or maps in a condition');
    refuseDocumentComparison(argument);
  }
}

const isDocument = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && ('L' in value || 'M' in value);

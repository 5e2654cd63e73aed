import { createHash } from 'node:crypto';
import { ServiceError } from '../../../gateway/errors';
import { storageKey, validationError } from '../rules/rules';
import type { Staging } from '../storage/staging';
import type { Item } from '../types';
import type { Operation, Prepared } from './operation';
import { conditionCheck, deleteItem, putItem, updateItem } from './single-item';

const MAX_ACTIONS = 100;
const MAX_BYTES = 4 * 1024 * 1024;
/** How long DynamoDB answers a repeated ClientRequestToken with the first outcome. */
const TOKEN_MS = 10 * 60_000;

const kinds: Record<string, Operation> = {
  Put: putItem,
  Update: updateItem,
  Delete: deleteItem,
  ConditionCheck: conditionCheck,
};

type Member = Record<string, unknown> & { TableName: string; Item?: Item; Key?: Item };
interface Action {
  member: Member;
  prepared: Prepared;
}

/**
 * All or nothing: every condition is checked against the state before, then everything is committed in one
 * journal line. Repeats of a ClientRequestToken are answered, not run again.
 */
export function transactWriteItems(now: () => number): Operation {
  const tokens = new Map<string, { request: string; at: number }>();
  return (request, definitions) => {
    const actions = actionsOf(request).map(([kind, member]) => ({
      member,
      prepared: kinds[kind]!(member, definitions),
    }));
    return {
      accesses: actions.flatMap(({ prepared }) => prepared.accesses),
      execute(staging) {
        if (isRepeat(request, tokens, now())) return '{}';
        refuseTwoOnOneItem(actions, staging);
        executeAll(actions, staging);
        const bytes = staging.changes.reduce((sum, { item }) => sum + (item?.size ?? 0), 0);
        if (bytes > MAX_BYTES) throw validationError('Transaction request cannot exceed 4 MB');
        if (typeof request.ClientRequestToken === 'string') {
          tokens.set(request.ClientRequestToken, { request: digest(request), at: now() });
        }
        return '{}';
      },
    };
  };
}

function actionsOf(request: Record<string, unknown>): [string, Member][] {
  const list = request.TransactItems;
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_ACTIONS) {
    throw validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${MAX_ACTIONS} and at least 1`,
    );
  }
  return list.map((entry: Record<string, Member>) => {
    const [kind, ...more] = Object.keys(entry).filter((name) => kinds[name] && entry[name]);
    if (kind === undefined || more.length > 0) {
      throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    return [kind, { ...entry[kind]! }];
  });
}

function executeAll(actions: Action[], staging: Staging): void {
  const reasons = actions.map(({ prepared }) => {
    try {
      prepared.execute(staging);
      return { Code: 'None' };
    } catch (error) {
      const lost = conditionLost(error);
      if (!lost) throw error;
      return { Code: 'ConditionalCheckFailed', Message: lost.message, Item: lost.Item };
    }
  });
  if (reasons.every(({ Code }) => Code === 'None')) return;
  const codes = reasons.map(({ Code }) => Code).join(', ');
  throw new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    'Sender',
    { CancellationReasons: reasons },
  );
}

function refuseTwoOnOneItem(actions: Action[], staging: Staging): void {
  const seen = new Set<string>();
  for (const { member } of actions) {
    const table = staging.definition(member.TableName);
    const keys = member.Item ?? member.Key ?? {};
    if (!table.KeySchema.every(({ AttributeName }) => keys[AttributeName])) continue; // refused when run
    const key = `${member.TableName}/${storageKey(keys, table)}`;
    if (seen.has(key)) {
      throw validationError('Transaction request cannot include multiple operations on one item');
    }
    seen.add(key);
  }
}

function isRepeat(
  request: Record<string, unknown>,
  tokens: Map<string, { request: string; at: number }>,
  now: number,
): boolean {
  for (const [token, { at }] of tokens) {
    if (at + TOKEN_MS > now) break;
    tokens.delete(token);
  }
  const before = tokens.get(String(request.ClientRequestToken));
  if (!before) return false;
  if (before.request === digest(request)) return true;
  throw new ServiceError(
    'IdempotentParameterMismatchException',
    'A different transaction was sent with this ClientRequestToken',
  );
}

const digest = (request: Record<string, unknown>) =>
  createHash('sha256').update(JSON.stringify(request.TransactItems)).digest('base64');

function conditionLost(error: unknown): { message: string; Item?: Item } | undefined {
  const body = (error as { body?: { __type?: string; message: string; Item?: Item } }).body;
  return body?.__type?.endsWith('#ConditionalCheckFailedException') ? body : undefined;
}

import { changeLogged } from '../../../lambdas/adapters/register/logged-change';
import type { TransactedWrite } from '../../../lambdas/adapters/register/table';
import { ConditionLost } from '../../../lambdas/shared/errors';

const clock = { now: () => new Date('2026-03-01T12:00:00.000Z') };
const change = { put: { pk: 'p', sk: 's' } };
const said = { by: 'rosa', what: 'changed' };

/** A table with an empty log, whose transactions end so, one after the other. */
function tableOf(...ends: ((writes: readonly TransactedWrite[]) => ConditionLost | undefined)[]) {
  let transactions = 0;
  return {
    transactions: () => transactions,
    async *query() {},
    async transact(writes: readonly TransactedWrite[]) {
      const lost = ends[transactions++]?.(writes);
      if (lost) throw lost;
    },
  };
}

const entryIn = ([write]: readonly TransactedWrite[]) => (write as { put: object }).put as { sk: string };
const of = (table: ReturnType<typeof tableOf>) => changeLogged(table as never, 'acme-1', said, clock, change);

test('a change that lost its own condition is given up at once, though its item comes back', async () => {
  const table = tableOf(() => new ConditionLost({ pk: 'p', sk: 's', other: true }));
  await expect(of(table)).rejects.toThrow(ConditionLost);
  expect(table.transactions()).toBe(1);
});

test('a log that somebody else wrote to at the same moment is tried again', async () => {
  const table = tableOf((writes) => new ConditionLost({ ...entryIn(writes), hash: 'another' }));
  expect(await of(table)).toMatchObject({ sequence: 1, what: 'changed' });
  expect(table.transactions()).toBe(2);
});

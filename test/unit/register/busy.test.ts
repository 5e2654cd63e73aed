import {
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { RegisterTable } from '../../../lambdas/adapters/register/table';
import { ConditionLost } from '../../../lambdas/shared/errors';

const $metadata = {};
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata,
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const conflict = () => new TransactionConflictException({ message: 'conflict', $metadata });

/** A table whose client answers with these errors, one a call, and then well. */
function tableAfter(...errors: Error[]) {
  let calls = 0;
  const client = {
    middlewareStack: { addRelativeTo: () => {} },
    send: async () => {
      const error = errors[calls++];
      if (error) throw error;
      return {};
    },
  };
  return { table: new RegisterTable(client as unknown as DynamoDBClient, 'register'), calls: () => calls };
}

const item = { pk: 'p', sk: 's' };

test.each([
  ['another one has an item of it', cancelled('None', 'TransactionConflict')],
  ['the table is busy', cancelled('ThrottlingError', 'None')],
])('a transaction is sent again when %s', async (_why, error) => {
  const { table, calls } = tableAfter(error, error);
  await table.transact([{ put: item }, { put: { ...item, sk: 't' } }]);
  expect(calls()).toBe(3);
});

test('a write that meets a transaction is sent again', async () => {
  const { table, calls } = tableAfter(conflict(), conflict());
  await table.put(item);
  expect(calls()).toBe(3);
});

test('a condition that does not hold is lost at once, whatever else was in the way', async () => {
  const { table, calls } = tableAfter(cancelled('TransactionConflict', 'ConditionalCheckFailed'));
  await expect(table.transact([{ put: item }])).rejects.toThrow(ConditionLost);
  expect(calls()).toBe(1);
});

test('what can never work is not tried again', async () => {
  const { table, calls } = tableAfter(cancelled('ValidationError'));
  await expect(table.transact([{ put: item }])).rejects.toThrow('cancelled');
  expect(calls()).toBe(1);
});

import type { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { RegisterTable } from '../../../lambdas/adapters/register/table';

/** Answers queries with pages of two items, and notes which were asked for. */
function pages(count: number, failsAt?: number) {
  const asked: number[] = [];
  const client = {
    middlewareStack: { addRelativeTo() {} },
    async send({ input }: QueryCommand) {
      const page = Number(input.ExclusiveStartKey?.sk?.S ?? 0);
      asked.push(page);
      if (page === failsAt) throw new Error('no answer');
      return {
        Items: [0, 1].map((i) => ({ pk: { S: 'p' }, sk: { S: `${page}-${i}` } })),
        ...(page + 1 < count && { LastEvaluatedKey: { pk: { S: 'p' }, sk: { S: String(page + 1) } } }),
      };
    },
  };
  return { asked, table: new RegisterTable(client as unknown as DynamoDBClient, 'register') };
}

test.each([true, false])('a walk sees every page once and in order, read ahead: %s', async (ahead) => {
  const { asked, table } = pages(3);
  const seen: string[] = [];
  for await (const { sk } of table.query<{ sk: string }>('p', { ahead })) seen.push(sk);
  expect(seen).toEqual(['0-0', '0-1', '1-0', '1-1', '2-0', '2-1']);
  expect(asked).toEqual([0, 1, 2]);
});

test('read ahead has asked for the next page, and only that one, while a page is worked on', async () => {
  const { asked, table } = pages(5);
  const walk = table.query('p', { ahead: true });
  await walk.next();
  expect(asked).toEqual([0, 1]);
});

test('without it whoever stops in the first page never asks for the second', async () => {
  const { asked, table } = pages(5);
  for await (const _ of table.query('p')) break;
  expect(asked).toEqual([0]);
});

test('a page that fails ends the walk where it would have come, and only there', async () => {
  const { table } = pages(3, 1);
  const seen: string[] = [];
  const walk = async () => {
    for await (const { sk } of table.query<{ sk: string }>('p', { ahead: true })) seen.push(sk);
  };
  await expect(walk()).rejects.toThrow('no answer');
  expect(seen).toEqual(['0-0', '0-1']);
});

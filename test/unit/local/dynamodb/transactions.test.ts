import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { Stand } from '../s3/stand';
import { createRegister, key, TABLE } from './register';

let stand: Stand;
let db: DynamoDBClient;

beforeEach(async () => {
  stand = await Stand.open();
  await createRegister(stand);
  db = stand.dynamo();
});
afterEach(() => stand.discard());

const put = (sk: string, n: number, condition?: string): TransactWriteItem => ({
  Put: {
    TableName: TABLE,
    Item: marshall({ pk: 'p', sk, n }),
    ConditionExpression: condition,
    ReturnValuesOnConditionCheckFailure: condition ? 'ALL_OLD' : undefined,
  },
});
const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  db.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
const read = async (sk: string) => {
  const { Item } = await db.send(new GetItemCommand({ TableName: TABLE, Key: key(sk) }));
  return Item && unmarshall(Item).n;
};

test('all of it happens, or nothing, and each action says why', async () => {
  await transact([put('a', 1), put('b', 1)]);
  const again = transact([
    put('c', 1),
    put('a', 2, 'attribute_not_exists(pk)'),
    { Delete: { TableName: TABLE, Key: key('b') } },
  ]);
  await expect(again).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Item: marshall({ pk: 'p', sk: 'a', n: 1 }) },
      { Code: 'None' },
    ],
  });
  expect([await read('a'), await read('b'), await read('c')]).toEqual([1, 1, undefined]);
});

test('an update and a bare condition take part', async () => {
  await transact([put('meta', 1)]);
  const advance = (from: number) =>
    transact([
      {
        ConditionCheck: {
          TableName: TABLE,
          Key: key('closed'),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Update: {
          TableName: TABLE,
          Key: key('meta'),
          UpdateExpression: 'SET n = n + :one',
          ConditionExpression: 'n = :from',
          ExpressionAttributeValues: marshall({ ':one': 1, ':from': from }),
        },
      },
    ]);
  await advance(1);
  expect(await read('meta')).toBe(2);
  await transact([put('closed', 1)]);
  await expect(advance(2)).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  expect(await read('meta')).toBe(2);
});

test('concurrent transactions over the same two items never mix', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, n) => transact([put('left', n), put('right', n)])));
  expect(await read('left')).toBe(await read('right'));
});

test('a repeated token is answered, not run again; with another content it is refused', async () => {
  await transact([put('once', 1)], 'token-1');
  await db.send(new PutItemCommand({ TableName: TABLE, Item: marshall({ pk: 'p', sk: 'once', n: 2 }) }));
  await transact([put('once', 1)], 'token-1');
  expect(await read('once')).toBe(2);
  await expect(transact([put('once', 3)], 'token-1')).rejects.toMatchObject({
    name: 'IdempotentParameterMismatchException',
  });
});

test('two actions on one item are refused, as is more than a hundred', async () => {
  await expect(transact([put('a', 1), put('a', 2)])).rejects.toMatchObject({ name: 'ValidationException' });
  const many = Array.from({ length: 101 }, (_, at) => put(`${at}`, 1));
  await expect(transact(many)).rejects.toMatchObject({ name: 'ValidationException' });
});

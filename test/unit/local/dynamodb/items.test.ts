import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { Stand } from '../s3/stand';
import { createRegister, key, TABLE } from './register';

let stand: Stand;
let db: DynamoDBClient;

beforeAll(async () => {
  stand = await Stand.open();
  await createRegister(stand);
  db = stand.dynamo();
});
afterAll(() => stand.discard());

const put = (item: Record<string, unknown>, condition?: string) =>
  db.send(
    new PutItemCommand({
      TableName: TABLE,
      Item: marshall(item),
      ConditionExpression: condition,
      ReturnValuesOnConditionCheckFailure: condition ? 'ALL_OLD' : undefined,
    }),
  );
const get = async (sk: string, pk = 'p') => {
  const { Item } = await db.send(
    new GetItemCommand({ TableName: TABLE, Key: key(sk, pk), ConsistentRead: true }),
  );
  return Item && unmarshall(Item);
};

test('every kind of value comes back as it was put', async () => {
  const text = fc.string({ unit: 'grapheme' });
  const scalar = fc.oneof(
    text,
    // DynamoDB has no -0 and nothing closer to 0 than 1e-130.
    fc.double({ noNaN: true, min: -9e15, max: 9e15 }).map((n) => (Math.abs(n) < 1e-100 ? 0 : n)),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 40 }),
    fc.uniqueArray(text, { minLength: 1, maxLength: 5 }).map((members) => new Set(members)),
  );
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), scalar, { maxKeys: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(value, async (any) => {
      await put({ pk: 'p', sk: 'any', any });
      expect(marshall({ any: (await get('any'))!.any })).toEqual(marshall({ any }));
    }),
    { numRuns: 60 },
  );
});

test('40 races of 25 writers for one key have one winner each, and every loser sees the winner', async () => {
  for (let race = 0; race < 40; race++) {
    const runners = Array.from({ length: 25 }, (_, runner) =>
      put({ pk: 'race', sk: `${race}`, runner }, 'attribute_not_exists(pk)').then(
        () => ({ runner, won: true, seen: runner }),
        (error) => ({ runner, won: false, seen: unmarshall(error.Item).runner as number }),
      ),
    );
    const outcomes = await Promise.all(runners);
    const winners = outcomes.filter(({ won }) => won);
    expect(winners).toHaveLength(1);
    expect(outcomes.every(({ seen }) => seen === winners[0]!.runner)).toBe(true);
  }
});

test('100 concurrent additions add up', async () => {
  await Promise.all(
    Array.from({ length: 100 }, () =>
      db.send(
        new UpdateItemCommand({
          TableName: TABLE,
          Key: key('counter'),
          UpdateExpression: 'ADD generation :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        }),
      ),
    ),
  );
  expect(await get('counter')).toMatchObject({ generation: 100 });
});

test('an expression that was parsed before takes the values of its own request', async () => {
  const move = (to: number, from: number) =>
    db.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: key('rank'),
        UpdateExpression: 'SET #r = :to, seen = list_append(if_not_exists(seen, :none), :list)',
        ConditionExpression: 'attribute_not_exists(#r) OR #r = :from',
        ExpressionAttributeNames: { '#r': 'rank' },
        ExpressionAttributeValues: marshall({ ':to': to, ':from': from, ':none': [], ':list': [to] }),
        ReturnValues: 'ALL_NEW',
      }),
    );
  for (let rank = 1; rank <= 5; rank++) await move(rank, rank - 1);
  await expect(move(9, 3)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  expect(await get('rank')).toMatchObject({ rank: 5, seen: [1, 2, 3, 4, 5] });
});

test('an update answers what was asked: all, only what changed, before or after', async () => {
  await put({ pk: 'p', sk: 'answers', a: 1, b: 2 });
  const asked = async (ReturnValues: 'ALL_OLD' | 'UPDATED_OLD' | 'UPDATED_NEW' | 'ALL_NEW' | 'NONE') => {
    const { Attributes } = await db.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: key('answers'),
        UpdateExpression: 'SET a = a + :one REMOVE c',
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues,
      }),
    );
    return Attributes && unmarshall(Attributes);
  };
  expect(await asked('UPDATED_OLD')).toEqual({ a: 1 });
  expect(await asked('UPDATED_NEW')).toEqual({ a: 3 });
  expect(await asked('ALL_OLD')).toEqual({ pk: 'p', sk: 'answers', a: 3, b: 2 });
  expect(await asked('ALL_NEW')).toEqual({ pk: 'p', sk: 'answers', a: 5, b: 2 });
  expect(await asked('NONE')).toBeUndefined();
});

test('a delete holds to its condition and tells what went', async () => {
  await put({ pk: 'p', sk: 'gone', a: 1 });
  const remove = (expected: number) =>
    db.send(
      new DeleteItemCommand({
        TableName: TABLE,
        Key: key('gone'),
        ConditionExpression: 'a = :a',
        ExpressionAttributeValues: { ':a': { N: String(expected) } },
        ReturnValues: 'ALL_OLD',
      }),
    );
  await expect(remove(2)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  expect(unmarshall((await remove(1)).Attributes!)).toMatchObject({ a: 1 });
  expect(await get('gone')).toBeUndefined();
});

test('batches write, delete and read, and refuse the same key twice', async () => {
  const request = (sk: string) => ({ PutRequest: { Item: marshall({ pk: 'batch', sk, n: 1 }) } });
  const write = (requests: ReturnType<typeof request>[]) =>
    db.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
  const keys = Array.from({ length: 25 }, (_, at) => `${at}`);
  expect((await write(keys.map(request))).UnprocessedItems).toEqual({});
  await expect(write([request('1'), request('1')])).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(write([...keys, 'over'].map(request))).rejects.toMatchObject({ name: 'ValidationException' });
  await db.send(
    new BatchWriteItemCommand({ RequestItems: { [TABLE]: [{ DeleteRequest: { Key: key('7', 'batch') } }] } }),
  );
  const { Responses } = await db.send(
    new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys: keys.map((sk) => key(sk, 'batch')) } } }),
  );
  expect(Responses![TABLE]!.map((item) => item.sk!.S).sort()).toEqual(keys.filter((sk) => sk !== '7').sort());
});

test('a batch read answers 16 MB at most and names what is left', async () => {
  const keys = Array.from({ length: 50 }, (_, at) => `large-${at}`);
  await Promise.all(keys.map((sk) => put({ pk: 'p', sk, text: 'x'.repeat(390_000) })));
  const { Responses, UnprocessedKeys } = await db.send(
    new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys: keys.map((sk) => key(sk)) } } }),
  );
  const left = UnprocessedKeys![TABLE]!.Keys!.length;
  expect(left).toBeGreaterThan(0);
  expect(Responses![TABLE]!.length + left).toBe(50);
});

test("DynamoDB's rules hold: 400 KB, key types, reserved words, unused names", async () => {
  const refused = { name: 'ValidationException' };
  await expect(put({ pk: 'p', sk: 'big', text: 'x'.repeat(409_600) })).rejects.toMatchObject(refused);
  await expect(put({ pk: 'p', sk: 1 })).rejects.toMatchObject(refused);
  await expect(put({ pk: 'p', sk: '' })).rejects.toMatchObject(refused);
  await expect(put({ pk: 'p', sk: 'a' }, 'attribute_not_exists(status)')).rejects.toMatchObject(refused);
  await expect(
    db.send(
      new PutItemCommand({
        TableName: TABLE,
        Item: key('a'),
        ConditionExpression: 'attribute_not_exists(pk)',
        ExpressionAttributeNames: { '#unused': 'x' },
      }),
    ),
  ).rejects.toMatchObject(refused);
  await expect(db.send(new GetItemCommand({ TableName: 'other', Key: key('a') }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ACCOUNT, REGION, ROOT_MAY_DELEGATE, Stand } from '../s3/stand';
import { createRegister, key, TABLE } from './register';

let stand: Stand;
const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TABLE}`;
const denied = (action: string) => ({
  name: 'AccessDeniedException',
  message: expect.stringContaining(action),
});

beforeEach(async () => {
  stand = await Stand.open();
  await createRegister(stand);
});
afterEach(() => stand.discard());

test('each operation needs its own grant', async () => {
  stand.principal('putter', [{ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: arn }]);
  const db = stand.dynamo('putter');
  await db.send(new PutItemCommand({ TableName: TABLE, Item: key('a') }));
  await expect(db.send(new GetItemCommand({ TableName: TABLE, Key: key('a') }))).rejects.toMatchObject(
    denied('dynamodb:GetItem'),
  );
  const batch = { [TABLE]: [{ PutRequest: { Item: key('b') } }] };
  await expect(db.send(new BatchWriteItemCommand({ RequestItems: batch }))).rejects.toMatchObject(
    denied('dynamodb:BatchWriteItem'),
  );
  const check = { TableName: TABLE, Key: key('z'), ConditionExpression: 'attribute_not_exists(pk)' };
  const transact = (TransactItems: object[]) =>
    db.send(new TransactWriteItemsCommand({ TransactItems } as never));
  const write = { Put: { TableName: TABLE, Item: key('c') } };
  await transact([write]);
  await expect(transact([write, { ConditionCheck: check }])).rejects.toMatchObject(
    denied('dynamodb:ConditionCheckItem'),
  );
});

test('a grant may be limited to partition keys', async () => {
  stand.principal('one', [
    {
      Effect: 'Allow',
      Action: ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem'],
      Resource: arn,
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'INC#one*' } },
    },
  ]);
  const db = stand.dynamo('one');
  const query = (pk: string) =>
    db.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': pk }),
      }),
    );
  await db.send(new PutItemCommand({ TableName: TABLE, Item: key('a', 'INC#one') }));
  expect((await query('INC#one')).Count).toBe(1);
  await expect(query('INC#two')).rejects.toMatchObject(denied('dynamodb:Query'));
  const both = ['INC#one', 'INC#two'].map((pk) => ({ PutRequest: { Item: key('b', pk) } }));
  await expect(db.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: both } }))).rejects.toMatchObject(
    denied('dynamodb:BatchWriteItem'),
  );
});

test("who may not use the table's key may not use the table", async () => {
  const keyId = await stand.create('AWS::KMS::Key', 'Data', { KeyPolicy: ROOT_MAY_DELEGATE });
  await createRegister(stand, {
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyId },
  });
  const table = { Effect: 'Allow' as const, Action: 'dynamodb:*', Resource: '*' };
  const through = {
    Effect: 'Allow' as const,
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com` } },
  };
  stand.principal('without', [table]);
  stand.principal('with', [table, through]);
  const put = new PutItemCommand({ TableName: TABLE, Item: key('a') });
  await expect(stand.dynamo('without').send(put)).rejects.toMatchObject(denied('kms:Decrypt'));
  await stand.dynamo('with').send(put);
  const { Table } = await stand.dynamo('without').send(new DescribeTableCommand({ TableName: TABLE }));
  expect(Table!.SSEDescription!.KMSMasterKeyArn).toContain(keyId);
});

test('a table is described and listed; what is not offered says so', async () => {
  const db = stand.dynamo();
  await db.send(new PutItemCommand({ TableName: arn, Item: key('a') }));
  const { Table } = await db.send(new DescribeTableCommand({ TableName: TABLE }));
  expect(Table).toMatchObject({ TableArn: arn, TableStatus: 'ACTIVE', ItemCount: 1 });
  expect((await db.send(new ListTablesCommand({}))).TableNames).toEqual([TABLE]);
  const create = new CreateTableCommand({ TableName: 'other', KeySchema: [], AttributeDefinitions: [] });
  await expect(db.send(create)).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(createRegister(stand, { GlobalSecondaryIndexes: [{}] })).rejects.toThrow(
    'GlobalSecondaryIndexes',
  );
  await expect(
    db.send(
      new PutItemCommand({
        TableName: TABLE,
        Item: key('a'),
        ConditionExpression: 'tags = :tags',
        ExpressionAttributeValues: marshall({ ':tags': ['a'] }),
      }),
    ),
  ).rejects.toMatchObject({ name: 'NotImplemented' });
  expect(stand.faults).toEqual([]);
});

test('what has expired goes, what has not or only looks so stays, also after a restart', async () => {
  const seconds = (at: string) => Math.floor(new Date(at).getTime() / 1000);
  const expiresAt = seconds('2026-03-01T00:00:00Z');
  const put = (sk: string, rest: object) =>
    stand.dynamo().send(new PutItemCommand({ TableName: TABLE, Item: marshall({ pk: 'p', sk, ...rest }) }));
  await put('due', { expiresAt });
  await put('later', { expiresAt: expiresAt + 86_400 });
  await put('never', {});
  await put('nested', { inner: { expiresAt } });
  await put('text', { expiresAt: String(expiresAt) });
  stand.time = new Date('2026-02-28T00:00:00Z');
  expect(await stand.dynamodb.sweep()).toBe(0);
  stand = await stand.reopen();
  await createRegister(stand);
  stand.time = new Date('2026-03-01T00:00:10Z');
  expect(await stand.dynamodb.sweep()).toBe(1);
  const left = await stand.dynamo().send(
    new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'p' } },
    }),
  );
  expect(left.Items!.map((item) => item.sk!.S)).toEqual(['later', 'nested', 'never', 'text']);
});

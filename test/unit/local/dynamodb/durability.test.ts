import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type DynamoDBClient, GetItemCommand, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { Engine } from '../../../../local/services/dynamodb/engine';
import { Stand } from '../s3/stand';
import { createRegister, key, TABLE } from './register';

let stand: Stand | undefined;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(async () => {
  await stand?.close();
  stand = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function openTable(): Promise<DynamoDBClient> {
  stand = await Stand.open(folder);
  await createRegister(stand);
  return stand.dynamo();
}

async function all(db: DynamoDBClient, pk: string): Promise<string[]> {
  const keys: string[] = [];
  const query = {
    TableName: TABLE,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  };
  for await (const { Items } of paginateQuery({ client: db }, query))
    keys.push(...Items!.map((item) => item.sk!.S!));
  return keys;
}

/** Runs writer.ts until it has been told of `acknowledged` writes, kills it and returns what it was told. */
async function writeAndKill(acknowledged: number): Promise<string[]> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'writer.ts'), folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    },
  );
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    told.push(line);
    if (told.length === acknowledged) child.kill('SIGKILL');
  }
  expect(told.length).toBeGreaterThanOrEqual(acknowledged);
  return told;
}

test('what was acknowledged before kill -9 is there afterwards, pairs of a transaction always both', async () => {
  const told = await writeAndKill(400);
  const db = await openTable();
  const items = new Set(await all(db, 'items'));
  expect(told.filter((sk) => !items.has(sk))).toEqual([]);
  expect(await all(db, 'left')).toEqual(await all(db, 'right'));
});

test('a torn last line is cut off and the journal goes on', async () => {
  let db = await openTable();
  await db.send(new PutItemCommand({ TableName: TABLE, Item: key('whole') }));
  await stand!.close();
  appendFileSync(join(folder, 'dynamodb', 'journal'), 'P\tregister\tabc/def/\t10\t{"pk":{"S":"to');
  db = await openTable();
  await db.send(new PutItemCommand({ TableName: TABLE, Item: key('after') }));
  await stand!.close();
  db = await openTable();
  expect(await all(db, 'p')).toEqual(['after', 'whole']);
});

test('updates and deletes are replayed too', async () => {
  let db = await openTable();
  const item = (n: number) => marshall({ pk: 'p', sk: 'moving', n, text: 'tab\tnewline\n\u001e end' });
  for (let n = 0; n < 3; n++) await db.send(new PutItemCommand({ TableName: TABLE, Item: item(n) }));
  await stand!.close();
  db = await openTable();
  const { Item } = await db.send(new GetItemCommand({ TableName: TABLE, Key: key('moving') }));
  expect(Item).toEqual(item(2));
});

test('a journal that is mostly history is rewritten at boot and means the same', async () => {
  const directory = join(folder, 'engine');
  const path = join(directory, 'journal');
  mkdirSync(directory);
  const write = (engine: Engine, at: string, text: string) =>
    engine.transaction((staging) => staging.write(TABLE, at, { text: { S: text } }));
  let engine = new Engine(directory);
  for (let round = 0; round < 60; round++) await write(engine, 'same', `${round}`.padEnd(350_000, 'x'));
  await write(engine, 'other', 'kept');
  engine.close();
  const before = statSync(path).size;
  engine = new Engine(directory);
  expect(statSync(path).size).toBeLessThan(before / 10);
  await write(engine, 'third', 'new');
  engine.close();
  engine = new Engine(directory);
  expect([...engine.items.all()].map(({ key: at }) => at)).toEqual(['other', 'same', 'third']);
  engine.close();
});

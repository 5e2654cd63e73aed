import {
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { byUtf8 } from '../../../../local/services/s3/object-key';
import { Stand } from '../s3/stand';
import { createRegister, TABLE } from './register';

let stand: Stand;
let db: DynamoDBClient;

beforeAll(async () => {
  stand = await Stand.open();
  await createRegister(stand);
  db = stand.dynamo();
});
afterAll(() => stand.discard());

const put = (pk: string, sk: string, rest: Record<string, unknown> = {}) =>
  db.send(new PutItemCommand({ TableName: TABLE, Item: marshall({ pk, sk, ...rest }) }));

async function keysOf(query: Partial<QueryCommandInput>): Promise<{ keys: string[]; pages: number }> {
  const keys: string[] = [];
  let pages = 0;
  for await (const page of paginateQuery({ client: db }, {
    TableName: TABLE,
    ...query,
  } as QueryCommandInput)) {
    pages++;
    for (const item of page.Items ?? []) keys.push(item.sk!.S!);
  }
  return { keys, pages };
}

const within = (sk: string, values: Record<string, string>) => ({
  KeyConditionExpression: `pk = :pk AND ${sk}`,
  ExpressionAttributeValues: marshall({ ':pk': 'q', ...values }),
});
const all = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'q' } } };

describe('a partition of thirty keys', () => {
  const keys = [
    ...Array.from({ length: 24 }, (_, at) => `r${String(at).padStart(2, '0')}#X`),
    'a',
    'a#',
    'a#1',
    'ä',
    '\uffee',
    '\u{1f600}',
  ].sort(byUtf8);

  beforeAll(async () => {
    for (const sk of keys) await put('q', sk, { even: sk.length % 2 === 0 });
    await put('q-neighbour', 'a#2');
  });

  test('is read in byte order, forwards and backwards, over any page size', async () => {
    for (const Limit of [1, 7, 30, undefined]) {
      expect((await keysOf({ ...all, Limit })).keys).toEqual(keys);
      expect((await keysOf({ ...all, Limit, ScanIndexForward: false })).keys).toEqual([...keys].reverse());
    }
  });

  test('is cut by prefix, range and comparison, over pages too', async () => {
    const cases: [string, Record<string, string>, (sk: string) => boolean][] = [
      ['begins_with(sk, :a)', { ':a': 'a#' }, (sk) => sk.startsWith('a#')],
      ['begins_with(sk, :a)', { ':a': 'a' }, (sk) => sk.startsWith('a')],
      [
        'sk BETWEEN :a AND :b',
        { ':a': 'a#', ':b': 'r05#X' },
        (sk) => byUtf8(sk, 'a#') >= 0 && byUtf8(sk, 'r05#X') <= 0,
      ],
      ['sk BETWEEN :a AND :b', { ':a': 'r05#X\u0000', ':b': '\u{10ffff}' }, (sk) => byUtf8(sk, 'r05#X') > 0],
      ['sk > :a', { ':a': 'r20#X' }, (sk) => byUtf8(sk, 'r20#X') > 0],
      ['sk >= :a', { ':a': 'r20#X' }, (sk) => byUtf8(sk, 'r20#X') >= 0],
      ['sk < :a', { ':a': 'a#' }, (sk) => byUtf8(sk, 'a#') < 0],
      ['sk <= :a', { ':a': 'a#' }, (sk) => byUtf8(sk, 'a#') <= 0],
      ['sk = :a', { ':a': 'a#' }, (sk) => sk === 'a#'],
    ];
    for (const [condition, values, matches] of cases) {
      const expected = keys.filter(matches);
      expect(expected.length).toBeGreaterThan(0);
      for (const Limit of [2, undefined]) {
        const query = { ...within(condition, values), Limit };
        expect((await keysOf(query)).keys).toEqual(expected);
        expect((await keysOf({ ...query, ScanIndexForward: false })).keys).toEqual([...expected].reverse());
      }
    }
  });

  test('a page is filtered after it was read, and says how much was read', async () => {
    const { Count, ScannedCount, LastEvaluatedKey, Items } = await db.send(
      new QueryCommand({
        TableName: TABLE,
        ...all,
        Limit: 10,
        FilterExpression: 'even = :true',
        ProjectionExpression: 'sk',
        ExpressionAttributeValues: marshall({ ':pk': 'q', ':true': true }),
      }),
    );
    const expected = keys.slice(0, 10).filter((sk) => sk.length % 2 === 0);
    expect(Items).toEqual(expected.map((sk) => ({ sk: { S: sk } })));
    expect({ Count, ScannedCount }).toEqual({ Count: expected.length, ScannedCount: 10 });
    expect(LastEvaluatedKey!.sk!.S).toBe(keys[9]);
  });

  test('a count carries no items', async () => {
    const answer = await db.send(new QueryCommand({ TableName: TABLE, ...all, Select: 'COUNT' }));
    expect(answer.Count).toBe(30);
    expect(answer.Items).toBeUndefined();
  });

  test('a scan in segments finds every item once', async () => {
    const found: string[] = [];
    for (let Segment = 0; Segment < 4; Segment++) {
      const pages = paginateScan({ client: db }, { TableName: TABLE, Segment, TotalSegments: 4, Limit: 7 });
      for await (const { Items } of pages)
        found.push(...(Items ?? []).map((item) => `${item.pk!.S}/${item.sk!.S}`));
    }
    expect(found.sort()).toEqual([...keys.map((sk) => `q/${sk}`), 'q-neighbour/a#2'].sort());
  });
});

test('a page ends at 1 MB and the next goes on from there', async () => {
  const keys = Array.from({ length: 12 }, (_, at) => `k${String(at).padStart(2, '0')}`);
  for (const sk of keys) await put('large', sk, { text: 'x'.repeat(200_000) });
  const read = await keysOf({ ...all, ExpressionAttributeValues: { ':pk': { S: 'large' } } });
  expect(read.keys).toEqual(keys);
  expect(read.pages).toBe(2 + 1); // six items fill a page of 1 MB; two full pages, and one that finds nothing more
});

import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { DropItem, IncidentItem, LogItem } from '../../../lambdas/adapters/register/items';
import { dropId } from '../../../lambdas/domain/ids';
import { createHandler } from '../../../lambdas/receive/handler';
import { CustodyWorld } from './custody-world';

let world: CustodyWorld;
beforeAll(async () => {
  world = await CustodyWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.clear());

let versions = 0;
const arrival = (key: string, fields: { size?: number; versionId?: string } = {}) => ({
  eventName: 'ObjectCreated:Put',
  eventTime: '2026-11-01T10:00:00.000Z',
  userIdentity: { principalId: 'AWS:responder' },
  s3: {
    bucket: { name: 'intake' },
    object: { key, size: 313_335, eTag: 'e', versionId: `v${++versions}`, ...fields },
  },
});
const message = (...bodies: object[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({ messageId: `m${index}`, body: JSON.stringify(body) }) as SQSRecord),
});
const deliver = (...bodies: object[]) =>
  (
    createHandler(world.custodian) as unknown as (
      event: SQSEvent,
      context: object,
    ) => Promise<{ batchItemFailures: object[] }>
  )(message(...bodies), {});
const dropsOf = (incident: string) => world.items<DropItem>(`INC#${incident}`, 'DROP#');
const metaOf = async (incident: string) => (await world.items<IncidentItem>(`INC#${incident}`, 'META'))[0];

test('a drop opens its incident in draft, is in custody and is asked to be read', async () => {
  const record = arrival('acme-2023/Kunden+M%C3%BCller.csv');
  expect(await deliver({ Records: [record] })).toEqual({ batchItemFailures: [] });
  const drop = dropId('acme-2023/Kunden Müller.csv', record.s3.object.versionId);
  expect(await metaOf('acme-2023')).toMatchObject({ phase: 'draft', generation: 1, shardBits: 2 });
  expect((await metaOf('acme-2023'))?.key).toHaveLength(32);
  expect(await world.items('INCIDENTS')).toEqual([{ pk: 'INCIDENTS', sk: 'acme-2023' }]);
  expect(await dropsOf('acme-2023')).toEqual([
    expect.objectContaining({
      drop,
      generation: 1,
      state: 'received',
      slice: 0,
      custody: expect.objectContaining({
        key: 'acme-2023/Kunden Müller.csv',
        bytes: 313_335,
        droppedBy: 'AWS:responder',
      }),
    }),
  ]);
  expect(world.sent).toEqual([{ incident: 'acme-2023', drop, slice: 1 }]);
});

test.each([
  ['outside any folder', 'list.csv', 'unfiled'],
  ['in a folder that is no id', 'Not An Id/list.csv', 'unfiled'],
  ['in a folder that is too short', 'ab/list.csv', 'unfiled'],
  ['deep inside', 'acme-2023/a/b.csv', 'acme-2023'],
])('%s', async (_, key, incident) => {
  await deliver({ Records: [arrival(encodeURIComponent(key))] });
  expect(await dropsOf(incident)).toHaveLength(1);
});

test('a redelivery changes nothing, and asks again only while nobody reads', async () => {
  const event = { Records: [arrival('acme-2023/list.csv')] };
  await deliver(event);
  const [before] = await dropsOf('acme-2023');
  await deliver(event);
  expect(await dropsOf('acme-2023')).toEqual([before]);
  expect(world.sent).toHaveLength(2);
  await world.put({ ...(before as DropItem), state: 'reading', slice: 1 });
  await deliver(event);
  expect(world.sent).toHaveLength(2);
  expect((await metaOf('acme-2023'))?.generation).toBe(1);
});

test('each version of each file is a drop with a generation of its own', async () => {
  await deliver(
    { Records: [arrival('acme-2023/a.csv'), arrival('acme-2023/a.csv')] },
    { Records: [arrival('acme-2023/b.csv')] },
  );
  const drops = await dropsOf('acme-2023');
  expect(drops.map(({ generation }) => generation).sort()).toEqual([1, 2, 3]);
});

test.each([0, 1, 2, 3, 4, 5])(
  'dead after %i writes and delivered again, it is in the log once and has used up one generation',
  async (writes) => {
    const event = { Records: [arrival('acme-2023/list.csv')] };
    world.writesLeft = writes;
    await deliver(event);
    world.writesLeft = Number.POSITIVE_INFINITY;
    await deliver(event);
    expect(await metaOf('acme-2023')).toMatchObject({ generation: 1 });
    expect(await dropsOf('acme-2023')).toMatchObject([{ generation: 1 }]);
    expect(await world.items('INC#acme-2023#LOG')).toMatchObject([{ what: 'dropped' }]);
  },
);

test('several at once, each delivered twice, use up one generation each', async () => {
  const events = Array.from({ length: 3 }, (_, at) => ({ Records: [arrival(`acme-2023/${at}.csv`)] }));
  const answers = await Promise.all([...events, ...events].map((event) => deliver(event)));
  expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
  expect(await metaOf('acme-2023')).toMatchObject({ generation: 3 });
  const generations = (await dropsOf('acme-2023')).map(({ generation }) => generation);
  expect(generations.sort()).toEqual([1, 2, 3]);
});

test('a closed incident comes back to review, an erased one keeps the file unread', async () => {
  await deliver({ Records: [arrival('acme-2023/a.csv')] });
  await world.put({ ...((await metaOf('acme-2023')) as IncidentItem), phase: 'closed' });
  await deliver({ Records: [arrival('acme-2023/b.csv')] });
  expect((await metaOf('acme-2023'))?.phase).toBe('review');
  await world.put({ ...((await metaOf('acme-2023')) as IncidentItem), phase: 'erased' });
  world.sent.length = 0;
  const late = arrival('acme-2023/c.csv');
  await deliver({ Records: [late] });
  const held = (await dropsOf('acme-2023')).find(
    ({ custody }) => custody.version === late.s3.object.versionId,
  );
  expect(held?.state).toBe('held');
  expect(world.sent).toEqual([]);
});

test("S3's test event and folder markers are left alone, a file whose name ends in a slash is not", async () => {
  await deliver(
    { Service: 'Amazon S3', Event: 's3:TestEvent' },
    { Records: [arrival('acme-2023/', { size: 0 })] },
  );
  expect(await dropsOf('acme-2023')).toEqual([]);
  await deliver({ Records: [arrival('acme-2023/odd/', { size: 12 })] });
  expect(await dropsOf('acme-2023')).toHaveLength(1);
});

test('a message that fails comes again alone; nothing of the key is logged', async () => {
  world.failSending = true;
  const answer = await deliver({ Records: [arrival('acme-2023/Jane%20Doe.csv')] }, { Event: 's3:TestEvent' });
  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
  expect(JSON.stringify(world.logged)).not.toContain('Jane');
  expect(world.logged).toHaveLength(1);
});

test('custody lands in the log of the incident, without the key', async () => {
  await deliver({ Records: [arrival('acme-2023/Jane%20Doe.csv')] });
  const log = await world.items<LogItem>('INC#acme-2023#LOG');
  expect(log).toEqual([expect.objectContaining({ what: 'dropped', sequence: 1 })]);
  expect(JSON.stringify(log)).not.toContain('Jane');
});

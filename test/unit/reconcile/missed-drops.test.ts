import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { arrivalsOf } from '../../../lambdas/receive/arrival';
import { createArrivals } from '../../../lambdas/reconcile/aws';
import type { ListedObject } from '../../../lambdas/reconcile/missed-drops';
import { ReconcileWorld } from '../../support/reconcile-world';
import { INCIDENT } from '../../support/register-world';

let world: ReconcileWorld;
beforeEach(async () => {
  world = await ReconcileWorld.open();
  await world.register.incidents.open(INCIDENT, {
    key: new Uint8Array(32),
    shardBits: 2,
    at: '2026-03-01T00:00:00.000Z',
  });
});
afterEach(() => world.close());

const announcedKeys = () => world.announced.map(({ key }) => key);

test('an object that nobody took into custody is announced, after its own event has had its time', async () => {
  await world.put(world.intake, `${INCIDENT}/lost.csv`);
  await world.tick();
  expect(announcedKeys()).toEqual([]);
  world.pass(60);
  await world.tick();
  expect(announcedKeys()).toEqual([`${INCIDENT}/lost.csv`]);
  expect(world.logged).toContainEqual({
    level: 'warn',
    message: 'drops without custody announced again',
    more: { missed: 1 },
  });
});

test('each version is looked for by itself: custody of the newer one does not cover the older', async () => {
  const older = await world.put(world.intake, `${INCIDENT}/list.csv`, 'older');
  await world.drop('list.csv', 1);
  world.pass(120);
  await world.tick();
  expect(world.announced.map(({ version }) => version)).toEqual([older]);
});

test('what is in custody, folder markers and delete markers are left alone', async () => {
  await world.drop('known.csv', 1);
  await world.put(world.intake, `${INCIDENT}/folder/`, '');
  await world.s3.send(new DeleteObjectCommand({ Bucket: world.intake, Key: `${INCIDENT}/known.csv` }));
  world.pass(120);
  await world.tick();
  expect(world.announced).toEqual([]);
});

test('whatever characters a key holds, receive is told of exactly that object', async () => {
  const keys = ['a b+c%20&<>.csv', 'Müller\u202e/\u0001.csv', 'list "x" \'y\'.csv', '名簿.csv'].map(
    (name) => `${INCIDENT}/${name}`,
  );
  for (const key of keys) await world.put(world.intake, key);
  world.pass(120);
  await world.tick();
  expect(announcedKeys().sort()).toEqual([...keys].sort());
  const sent: object[] = [];
  const arrivals = createArrivals({ send: async (body) => void sent.push(body) }, world.intake);
  for (const object of world.announced) await arrivals.announce(object);
  const told = sent.flatMap((body) => arrivalsOf(JSON.stringify(body)));
  expect(told.map(({ key }) => key).sort()).toEqual([...keys].sort());
  expect(told[0]).toMatchObject({ bucket: world.intake, bytes: 1, droppedBy: 'reconcile' });
});

test('more objects than fit into one page of the listing are all found', async () => {
  const names = Array.from({ length: 1010 }, (_, n) => `${INCIDENT}/${String(n).padStart(4, '0')}.csv`);
  await Promise.all(names.map((name) => world.put(world.intake, name)));
  world.pass(120);
  await world.tick();
  expect(announcedKeys()).toEqual(names);
});

test('a drop that was given no generation is announced again: it cannot be read, and its event may be lost', async () => {
  const stuck = await world.drop('stuck.csv', 0, { state: 'received', slice: 0 });
  await world.tick();
  expect(world.announced).toEqual([]);
  world.pass(120);
  await world.tick();
  const { key, version, bytes } = stuck.custody;
  expect(world.announced).toEqual([
    expect.objectContaining({
      key,
      version,
      bytes,
      modifiedAt: new Date(stuck.custody.droppedAt),
    } satisfies Partial<ListedObject>),
  ]);
  expect(world.files).toEqual([]);
});

test('a slice that gives no sign of life is followed by the next one; a living, read or refused drop is not', async () => {
  const silent = await world.drop('silent.csv', 1, { state: 'reading', slice: 3 });
  await world.drop('read.csv', 2);
  await world.drop('refused.csv', 3, { state: 'refused', fault: { code: 'binary', detail: 'x' } });
  await world.tick();
  expect(world.files).toEqual([]);
  world.pass(60);
  await world.drop('alive.csv', 4, { state: 'reading' });
  await world.tick();
  expect(world.files).toEqual([{ incident: INCIDENT, drop: silent.drop, slice: 4 }]);
  expect(world.announced).toEqual([]);
});

test('an incident that fails does not keep the others from their turn, and the tick fails loudly', async () => {
  await world.register.incidents.open('aaa-broken', { key: new Uint8Array(32), shardBits: 2, at: 'x' });
  const broken = {
    ...(await world.register.incidents.get('aaa-broken')),
    phase: 'sending',
    run: { id: 'r0001', state: 'running' },
  };
  await world.table.put(broken as never);
  await world.drop('silent.csv', 1, { state: 'received', slice: 0 });
  const { incidents } = world.reconciler();
  world.parts.incidents = Object.assign(Object.create(incidents), {
    lanes: async () => {
      throw new Error('no lanes today');
    },
  });
  world.pass(120);
  await expect(world.tick()).rejects.toThrow('1 incidents could not be tended');
  expect(world.files).toHaveLength(1);
  expect(world.logged.filter(({ level }) => level === 'error')).toEqual([
    expect.objectContaining({ more: expect.objectContaining({ incident: 'aaa-broken' }) }),
  ]);
});

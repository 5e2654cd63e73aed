import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ObjectGone, type ObjectSource } from '../../../lambdas/adapters/bucket';
import type { DropItem } from '../../../lambdas/adapters/register/items';
import { intakeSettings } from '../../../lambdas/domain/intake-settings';
import { readSlice } from '../../../lambdas/intake/read-slice';
import type { ReadFile } from '../../../lambdas/shared/messages';
import { csv } from './support/read';
import { INCIDENT, memoryObject, ReadingWorld } from './support/reading-world';

/** 350 KB with repeats, quotes, bad rows and stray quotes, so that slices end everywhere. */
const rows = Array.from({ length: 6_000 }, (_, row) => {
  if (row % 401 === 0) return `Company ${row},Group,bad${row}@nowhere`;
  if (row % 397 === 0) return `"Company, ${row}\nLtd",Group,admin${row}@example.com`;
  if (row % 1_999 === 0) return `"Company ${row},Group,admin${row}@example.com`;
  return `Company ${row % 2_000},Group ${row % 7},admin${row % 3_000}@example.com`;
});
const FILE = Buffer.from(csv('Company,Group,Email', ...rows));
const source = memoryObject(FILE);

const NONE = { bytes: 0, lines: 0, recipients: 0 };

let world: ReadingWorld;
let straight: { drop: DropItem; register: [string, object][] };

beforeAll(async () => {
  world = await ReadingWorld.open();
  await world.deliver(await world.drop('straight', 1), source);
  straight = await outcomeOf('straight');
});
afterAll(() => world.close());

/** The register's rows with the drop's own name taken out, and what the drop shows. */
async function outcomeOf(id: string) {
  const register = [...world.register.entries()]
    .map(([key, item]): [string, object] => [key.replace(id, '*'), { ...item, sk: '', drop: '*' }])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  world.register.clear();
  return { drop: await world.item(id), register };
}

async function expectSame(id: string) {
  const { drop, register } = await outcomeOf(id);
  expect(drop.state).toBe('read');
  expect(drop.files).toEqual(straight.drop.files);
  expect(drop.sha256).toBe(straight.drop.sha256);
  expect(drop).not.toHaveProperty('checkpoint');
  // Compared as text: 6,000 items at once take jest's own comparison seconds.
  expect(JSON.stringify(register) === JSON.stringify(straight.register)).toBe(true);
}

test('one long slice reads it all', () => {
  const [file] = straight.drop.files ?? [];
  expect(straight.drop).toMatchObject({ state: 'read', slice: 1, progress: { bytes: FILE.length } });
  expect(file).toMatchObject({ name: 'list.csv', bytes: FILE.length, lines: { header: 1 } });
  const exposures = straight.register.filter(([key]) => key.includes('#X'));
  expect(exposures).toHaveLength(file?.exposures ?? -1);
  expect(new Set(exposures.map(([key]) => key.split('#X')[0])).size).toBe(file?.recipients);
});

test('the smallest slices there can be leave the same register', async () => {
  world.tick = 1;
  const slices = await world.deliver(await world.drop('tiny', 1), source, 0);
  world.tick = 0;
  expect(slices).toBeGreaterThan(4);
  expect((await world.item('tiny')).slice).toBe(slices);
  await expectSame('tiny');
});

test('killed anywhere, again and again, it goes on and leaves the same register', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(300), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(0, 40, 240_000),
      async (kills, sliceMs) => {
        const id = `killed-${run++}`;
        const first = await world.drop(id, 1);
        world.tick = 7;
        for (const kill of kills) {
          world.killIn = kill;
          if ((await world.item(id)).state === 'read') break;
          await world.deliver(world.messages.shift() ?? first, source, sliceMs);
        }
        world.killIn = undefined;
        world.tick = 0;
        await expectSame(id);
      },
    ),
    { numRuns: 8 },
  );
});

test('more recipients than fit are read in shares, pass by pass, and leave the same register', async () => {
  world.mostEntries = 1_000;
  world.tick = 3;
  const slices = await world.deliver(await world.drop('shares', 1), source, 500);
  world.mostEntries = undefined;
  world.tick = 0;
  // 5,000 exposures in shares of up to 1,000: eight passes, found by doubling.
  expect(slices).toBeGreaterThan(3);
  await expectSame('shares');
});

test('another program does not go on with what one has begun: the drop is refused, and read whole when dropped again', async () => {
  const first = await world.drop('updated', 1);
  world.tick = 7;
  await readSlice(world.intake(source, 0), first);
  expect(await world.item('updated')).toHaveProperty('checkpoint');
  world.reader = 'program 2';
  await world.deliver(world.messages.shift() as ReadFile, source);
  expect(await world.item('updated')).toMatchObject({ state: 'refused', fault: { code: 'reader-changed' } });
  world.register.clear();
  await world.deliver(await world.drop('again', 1), source);
  world.tick = 0;
  await expectSame('again');
});

describe('messages', () => {
  test('of an earlier slice are dropped', async () => {
    const message = await world.drop('stale', 1);
    await world.change('stale', { state: 'reading', slice: 3, owner: 'other' });
    await readSlice(world.intake(source), message);
    await readSlice(world.intake(source), { ...message, slice: 5 });
    expect(await world.item('stale')).toMatchObject({ state: 'reading', slice: 3, owner: 'other' });
  });

  test('of a slice that a living invocation reads leave it alone', async () => {
    const message = await world.drop('alive', 1);
    const heartbeatAt = new Date(world.now).toISOString();
    await world.change('alive', { state: 'reading', slice: 1, owner: 'other', heartbeatAt });
    const intake = world.intake(source);
    const waiting = readSlice(intake, message);
    await world.change('alive', {
      state: 'reading',
      slice: 1,
      owner: 'other',
      heartbeatAt: `${heartbeatAt.slice(0, -1)}9Z`,
    });
    await waiting;
    expect(await world.item('alive')).toMatchObject({ owner: 'other', slice: 1, state: 'reading' });
  });

  test('of a slice whose invocation died take it over', async () => {
    const message = await world.drop('dead', 1);
    await world.change('dead', { state: 'reading', slice: 1, owner: 'dead one' });
    await world.deliver(message, source);
    expect((await world.item('dead')).state).toBe('read');
  });

  test('of the next slice restart a stalled drop, and the one it replaces stops', async () => {
    const message = await world.drop('stalled', 1);
    const old = world.intake(source);
    const claim = await old.claims.begin(message);
    await world.deliver({ ...message, slice: 2 }, source);
    await expect(claim?.beat(NONE)).rejects.toThrow('another invocation');
    await expect(claim?.finish({ files: [], sha256: '', progress: NONE })).rejects.toThrow(
      'another invocation',
    );
    expect((await world.item('stalled')).files).toHaveLength(1);
  });

  test('for a drop that has been read do nothing', async () => {
    const message = await world.drop('twice', 1);
    await world.deliver(message, source);
    const before = await world.item('twice');
    world.register.clear();
    await readSlice(world.intake(source), message);
    expect(await world.item('twice')).toEqual(before);
    expect(world.register.size).toBe(0);
  });
});

test('a refused file says why, and may be tried again by the next slice', async () => {
  const message = await world.drop('refused', 1);
  await world.deliver(message, memoryObject(Buffer.from('Company,Group\nAcme,Ops\n')));
  expect(await world.item('refused')).toMatchObject({
    state: 'refused',
    fault: { code: 'no-address-column', detail: expect.stringContaining('intake.columns.email') },
    refusedWith: intakeSettings({ intake: {} }),
    sha256: createHash('sha256').update('Company,Group\nAcme,Ops\n').digest('hex'),
  });
  await world.deliver({ ...message, slice: 2 }, source);
  const again = await world.item('refused');
  expect(again.state).toBe('read');
  expect(again).not.toHaveProperty('fault');
  expect(again).not.toHaveProperty('refusedWith');
});

test('an archive that cannot be unpacked has the hash of all its bytes, one that is gone has none', async () => {
  const torn = Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(100_000, 'x')]);
  await world.deliver(await world.drop('torn', 1), memoryObject(torn));
  expect(await world.item('torn')).toMatchObject({
    fault: { code: 'archive-damaged' },
    sha256: createHash('sha256').update(torn).digest('hex'),
  });
  const gone: ObjectSource = {
    bytes: 9,
    // biome-ignore lint/correctness/useYield: there is nothing to yield
    async *read() {
      throw new ObjectGone('gone');
    },
  };
  await world.deliver(await world.drop('gone', 2), gone);
  const item = await world.item('gone');
  expect(item).toMatchObject({ state: 'refused', fault: { code: 'object-gone' } });
  expect(item).not.toHaveProperty('sha256');
});

test('a failing store is for another try, and nothing of the file is logged', async () => {
  const message = await world.drop('failing', 1);
  const intake = world.intake(source);
  intake.table = { batchPut: () => Promise.reject(new Error('throttled')) };
  await expect(readSlice(intake, message)).rejects.toThrow('throttled');
  expect((await world.item('failing')).state).toBe('reading');
  const logged = JSON.stringify(world.logged);
  for (const secret of ['example.com', 'Company', 'list.csv']) expect(logged).not.toContain(secret);
  expect(logged).toContain(INCIDENT);
});

import fc from 'fast-check';
import type { ControlItem } from '../../../lambdas/adapters/register/items';
import { controlSk, incidentPk } from '../../../lambdas/adapters/register/keys';
import { reconcile } from '../../../lambdas/reconcile/reconcile';
import { jittery } from '../../support/jittery';
import { ReconcileWorld } from '../../support/reconcile-world';
import { INCIDENT } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

let world: ReconcileWorld;
beforeEach(() => approved());
afterEach(() => world.close());

/** An incident whose manifest is approved: the next tick starts its run. */
async function approved(): Promise<void> {
  world = await ReconcileWorld.open();
  await world.register.seed({ record: incidentRecord(), recordHash: 'record' });
  await world.register.seedExposure('ada@corp.example');
  await world.tick();
  await world.approve();
}

const entries = async (what: string) => (await world.register.log()).filter((entry) => entry.what === what);
const control = () =>
  world.table.get<ControlItem>({ pk: incidentPk(INCIDENT), sk: controlSk }) as Promise<ControlItem>;

test('the approved run starts: phase, control field, lanes, a first message for each, an entry in the log', async () => {
  const { manifest } = await world.meta();
  await world.tick();
  expect(await world.meta()).toMatchObject({
    phase: 'sending',
    holds: [],
    run: { id: 'r0001', manifest: manifest?.hash, generation: 1, lanes: 2, state: 'running' },
  });
  expect(await control()).toMatchObject({ run: 'r0001', control: 'go' });
  expect((await world.lanes()).map(({ lane, state, slice }) => [lane, state, slice])).toEqual([
    [0, 'ready', 0],
    [1, 'ready', 0],
  ]);
  expect(world.dispatch).toEqual([
    { incident: INCIDENT, run: 'r0001', lane: 0, slice: 1 },
    { incident: INCIDENT, run: 'r0001', lane: 1, slice: 1 },
  ]);
  expect(await entries('run-started')).toEqual([
    expect.objectContaining({
      by: 'reconcile',
      facts: expect.objectContaining({ run: 'r0001', recipients: 1 }),
    }),
  ]);
});

test('overlapping ticks, however they interleave, start one run with one first message a lane', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.integer({ min: 2, max: 4 }),
      async (seed, ticks) => {
        await world.close();
        await approved();
        const at = Array.from({ length: ticks }, (_, n) =>
          reconcile(world.reconciler(jittery(world.table, seed + n))),
        );
        await Promise.all(at);
        expect(await entries('run-started')).toHaveLength(1);
        expect(world.dispatch.map(({ run, lane, slice }) => `${run} ${lane} ${slice}`).sort()).toEqual([
          'r0001 0 1',
          'r0001 1 1',
        ]);
        expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
      },
    ),
    { numRuns: 15 },
  );
});

test('a tick that dies anywhere in the start is finished by the next: nothing is missing, nothing is there twice', async () => {
  for (let survives = 0; ; survives++) {
    await world.close();
    await approved();
    let writes = 0;
    const dying = new Proxy(world.table, {
      get(table, name) {
        const member = Reflect.get(table, name) as unknown;
        if (typeof member !== 'function') return member;
        if (!['put', 'update', 'transact'].includes(String(name))) return member.bind(table);
        return (...args: unknown[]) => {
          if (writes++ >= survives) throw new Error('killed');
          return (member as (...given: unknown[]) => unknown).apply(table, args);
        };
      },
    });
    const died = await reconcile(world.reconciler(dying)).then(
      () => false,
      () => true,
    );
    world.pass(61);
    await world.tick();
    await world.tick();
    expect(await world.meta()).toMatchObject({ phase: 'sending', run: { id: 'r0001' } });
    expect(await control()).toMatchObject({ run: 'r0001', control: 'go' });
    expect([survives, (await entries('run-started')).length]).toEqual([survives, 1]);
    const lanes = new Set(world.dispatch.map(({ lane }) => lane));
    expect([...lanes].sort()).toEqual([0, 1]);
    for (const { slice } of world.dispatch) expect(slice).toBe(1);
    if (!died) break;
  }
});

test('a person who withholds somebody while the run starts wins or is refused by the condition, never overlooked', async () => {
  const reading = world.reconciler();
  const seen = await world.meta();
  await world.register.call('rosa', 'POST /incidents/{incident}/recipients', {
    address: 'ada@corp.example',
    decision: 'withhold',
    why: 'asked us to',
  });
  const { startRun } = await import('../../../lambdas/reconcile/start-run');
  await expect(startRun(reading, seen, 1)).rejects.toThrow('conditional write lost');
  expect(world.dispatch).toEqual([]);
});

test('a pause of this run is not undone by a slow starter', async () => {
  await world.tick();
  const { run } = await world.meta();
  await world.register.call('rosa', 'POST /incidents/{incident}/pause', { why: 'stop' });
  const { ensureLanes } = await import('../../../lambdas/reconcile/start-run');
  await ensureLanes(world.reconciler(), INCIDENT, run!);
  expect(await control()).toMatchObject({ control: 'pause', why: 'stop' });
});

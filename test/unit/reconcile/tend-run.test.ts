import fc from 'fast-check';
import { reconcile } from '../../../lambdas/reconcile/reconcile';
import { jittery } from '../../support/jittery';
import { ReconcileWorld } from '../../support/reconcile-world';
import { incidentRecord } from '../../support/sending-records';

const PEOPLE = ['ada@corp.example', 'uma@corp.example'];

let world: ReconcileWorld;
beforeEach(() => sending());
afterEach(() => world.close());

/** An incident whose run has started; its first messages have been taken. */
async function sending(): Promise<void> {
  world = await ReconcileWorld.open();
  await world.register.seed({ record: incidentRecord(), recordHash: 'record' });
  for (const address of PEOPLE) await world.register.seedExposure(address);
  await world.tick();
  await world.approve();
  await world.tick();
  world.dispatch.length = 0;
}

const now = () => world.register.time.toISOString();
const told = (address: string) =>
  world.register.seedNotice(address, { status: 'delivered', rank: 60, sentAt: now(), deliveredAt: now() });
const slices = () => world.dispatch.map(({ lane, slice }) => `${lane}/${slice}`);

describe('lanes', () => {
  test('at work are left alone', async () => {
    await world.changeLanes({ state: 'running', slice: 1, heartbeatAt: now() });
    await world.tick();
    expect(slices()).toEqual([]);
  });

  test('without a sign of life are woken with the slice after the dead one, and their dead claims looked at', async () => {
    const swept: number[] = [];
    world.parts.sweepClaims = async (_incident, { lane }) => void swept.push(lane);
    await world.changeLanes({ state: 'running', slice: 4 });
    world.pass(61);
    await world.tick();
    expect(slices()).toEqual(['0/5', '1/5']);
    expect(swept).toEqual([0, 1]);
  });

  test('that never started, because the first message was lost, are woken', async () => {
    world.pass(61);
    await world.tick();
    expect(slices()).toEqual(['0/1', '1/1']);
  });

  test('that wait are woken when their time has come, not before', async () => {
    const resumeAt = new Date(world.register.time.getTime() + 30_000).toISOString();
    await world.changeLanes({ state: 'waiting', waitingFor: 'quota', resumeAt, slice: 2 });
    await world.tick();
    expect(slices()).toEqual([]);
    world.pass(30);
    await world.tick();
    expect(slices()).toEqual(['0/3', '1/3']);
  });
});

describe('a pause', () => {
  const pause = () => world.register.call('rosa', 'POST /incidents/{incident}/pause', { why: 'wrong text' });

  test('shows as the phase, with its reason, and wakes nobody', async () => {
    await pause();
    await world.changeLanes({ state: 'paused', slice: 1 });
    world.pass(61);
    await world.tick();
    expect(await world.meta()).toMatchObject({
      phase: 'paused',
      run: { state: 'paused', why: 'wrong text' },
    });
    expect(slices()).toEqual([]);
  });

  test('is counted once when the lanes rest, so that people decide on true figures', async () => {
    await told(PEOPLE[0]!);
    await pause();
    await world.changeLanes({ state: 'paused', slice: 1, heartbeatAt: now() });
    await world.tick();
    expect((await world.meta()).totals).toMatchObject({ total: 2, delivered: 1, pending: 1 });
    const { revision } = await world.meta();
    await world.tick();
    await world.tick();
    expect((await world.meta()).revision).toBe(revision);
  });

  test.each(['running', 'ready', 'waiting'] as const)(
    'wakes lanes that are %s although nobody works on them, so that they come to rest and are counted',
    async (state) => {
      await pause();
      await world.changeLanes({ state, slice: 1, heartbeatAt: now(), resumeAt: '2099-01-01T00:00:00.000Z' });
      world.pass(61);
      await world.tick();
      expect(slices()).toEqual(['0/2', '1/2']);
    },
  );

  test('that ends wakes the lanes and shows as sending again', async () => {
    await pause();
    await world.changeLanes({ state: 'paused', slice: 1 });
    await world.tick();
    await world.register.call('rosa', 'POST /incidents/{incident}/resume', { why: 'corrected' });
    await world.tick();
    expect(await world.meta()).toMatchObject({ phase: 'sending', run: { state: 'running' } });
    expect(slices()).toEqual(['0/2', '1/2']);
  });
});

describe('the end', () => {
  const drained = () => world.changeLanes({ state: 'drained', slice: 1, heartbeatAt: now() });

  test('comes when every lane is drained and everyone has an outcome; totals are those of the full count', async () => {
    for (const address of PEOPLE) await told(address);
    await world.tick();
    expect((await world.meta()).phase).toBe('sending');
    await drained();
    await world.tick();
    expect(await world.meta()).toMatchObject({
      phase: 'done',
      run: { state: 'ended', endedAt: now() },
      totals: { total: 2, delivered: 2, pending: 0 },
    });
    const ended = (await world.register.log()).filter(({ what }) => what === 'run-ended');
    expect(ended).toEqual([expect.objectContaining({ facts: expect.objectContaining({ run: 'r0001' }) })]);
    await world.tick();
    expect((await world.meta()).firstMailAt).toBeDefined();
  });

  test('waits for those whose outcome is still to come, and counts again with growing distance', async () => {
    await told(PEOPLE[0]!);
    await world.register.seedNotice(PEOPLE[1]!, { status: 'sent', rank: 30, sentAt: now() });
    await drained();
    await world.tick();
    const first = await world.meta();
    expect(first).toMatchObject({ phase: 'sending', totals: { delivered: 1, sent: 1 } });
    await world.tick();
    expect((await world.meta()).totalsAt).toBe(first.totalsAt);
    world.pass(10);
    await world.tick();
    const second = await world.meta();
    expect(second.totalsAt).not.toBe(first.totalsAt);
    // nobody hears anything for 30 s more: sent without a final event is an outcome, too
    world.pass(60);
    await world.tick();
    expect((await world.meta()).phase).toBe('done');
  });

  test('a claim that no lane knows of any more is looked for in all shards', async () => {
    const swept: string[] = [];
    world.parts.sweepClaims = async (_incident, { lane, openShards }) => {
      swept.push(`${lane}: ${openShards.join()}`);
    };
    for (const address of PEOPLE) await told(address);
    await world.register.seedNotice(PEOPLE[1]!);
    await drained();
    await world.tick();
    expect((await world.meta()).totals).toMatchObject({ delivered: 1, claimed: 1 });
    expect(swept).toEqual(['0: ', '1: ', '0: 0,2', '1: 1,3']);
  });

  test('does not come while somebody is pending: the lanes walk again, each exactly once', async () => {
    await told(PEOPLE[0]!);
    await drained();
    await world.tick();
    expect(slices()).toEqual(['0/2', '1/2']);
    expect((await world.lanes()).map(({ state, pass, cursor }) => [state, pass, cursor])).toEqual([
      ['ready', 'rest', { shard: 0, after: '' }],
      ['ready', 'rest', { shard: 0, after: '' }],
    ]);
    await world.tick();
    expect(slices()).toEqual(['0/2', '1/2']);
  });

  test('a lane that has begun to walk again is not set back by a tick that counted before', async () => {
    await told(PEOPLE[0]!);
    await drained();
    const { tendRun } = await import('../../../lambdas/reconcile/tend-run');
    const slow = world.reconciler();
    const incident = await world.meta();
    let walked = false;
    slow.settleUnknown = async () => {
      // meanwhile another tick has sent them back, and their slice has begun
      if (walked) return;
      walked = true;
      await world.changeLanes({
        state: 'running',
        slice: 2,
        pass: 'proof',
        cursor: { shard: 3, after: 'x' },
      });
    };
    await tendRun(slow, incident);
    expect((await world.lanes()).map(({ state, pass }) => [state, pass])).toEqual([
      ['running', 'proof'],
      ['running', 'proof'],
    ]);
    expect(slices()).toEqual([]);
  });

  test('overlapping ticks, however they interleave, end the run once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
        await world.close();
        await sending();
        for (const address of PEOPLE) await told(address);
        await drained();
        const ticks = [0, 1, 2].map((n) => reconcile(world.reconciler(jittery(world.table, seed + n))));
        await Promise.all(ticks);
        expect(await world.meta()).toMatchObject({ phase: 'done', run: { state: 'ended' } });
        const ended = (await world.register.log()).filter(({ what }) => what === 'run-ended');
        expect(ended).toHaveLength(1);
      }),
      { numRuns: 15 },
    );
  });

  test('a tick that dies between the end and its entry in the log leaves both or neither', async () => {
    for (let survives = 0; ; survives++) {
      await world.close();
      await sending();
      for (const address of PEOPLE) await told(address);
      await drained();
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
      await world.tick();
      await world.tick();
      expect(await world.meta()).toMatchObject({ phase: 'done', run: { state: 'ended' } });
      const ended = (await world.register.log()).filter(({ what }) => what === 'run-ended');
      expect([survives, ended.length]).toEqual([survives, 1]);
      if (!died) break;
    }
  });
});

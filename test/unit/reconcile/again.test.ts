import type { LaneItem } from '../../../lambdas/adapters/register/items';
import { INCIDENT, RegisterWorld } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

let world: RegisterWorld;
beforeEach(async () => {
  world = await RegisterWorld.open();
  await world.seed({ record: incidentRecord(), recordHash: 'record' });
});
afterEach(() => world.close());

const told = {
  status: 'delivered',
  rank: 60,
  sentAt: '2026-03-01T12:00:00.000Z',
  deliveredAt: '2026-03-01T12:00:00.000Z',
};
const unknown = {
  status: 'unknown',
  rank: 20,
  unknownAt: '2026-03-01T12:00:00.000Z',
  unknownFinalAt: '2026-03-01T12:00:00.000Z',
};

async function approve(): Promise<void> {
  const { manifest } = await world.meta();
  await world.call('alice', 'POST /incidents/{incident}/approve', { manifest: manifest?.hash });
}

/** What dispatch and feedback would leave behind: all lanes drained. */
async function drain(): Promise<void> {
  const { run } = await world.meta();
  const [lane] = await world.incidents.lanes(INCIDENT, run!.id);
  const drained: LaneItem = { ...lane!, state: 'drained' };
  await world.table.put(drained);
}

/** Takes the incident to the end of its first run; `ada` was told, `uma` may have been. */
async function firstRun(): Promise<void> {
  await world.seedExposure('ada@corp.example');
  await world.seedExposure('uma@corp.example');
  await world.tick();
  await approve();
  await world.tick();
  await world.seedNotice('ada@corp.example', told);
  await world.seedNotice('uma@corp.example', unknown);
  await drain();
  await world.tick();
  await world.tick();
}

const decide = (address: string, decision: string) =>
  world.call('rosa', 'POST /incidents/{incident}/recipients', { address, decision, why: 'asked by phone' });

test('the first run starts when it is approved, and is over when everyone has an outcome', async () => {
  await firstRun();
  expect(await world.meta()).toMatchObject({
    phase: 'done',
    run: { id: 'r0001', state: 'ended' },
    totals: { total: 2, delivered: 1, unknown: 1, pending: 0 },
    due: 0,
  });
});

test('a resend starts a run of the very manifest that was approved, for its recipient alone', async () => {
  await firstRun();
  const before = await world.meta();
  expect((await decide('uma@corp.example', 'resend')).body).toMatchObject({
    affected: true,
    outcome: 'pending',
  });
  await world.tick();
  const after = await world.meta();
  expect(after).toMatchObject({
    phase: 'sending',
    holds: [],
    due: 1,
    run: { id: 'r0002', manifest: before.manifest!.hash, generation: 1 },
    earlierRuns: { r0001: 1 },
  });
  expect(after.manifest!.hash).toBe(before.manifest!.hash);
  expect(world.dispatch.at(-1)).toMatchObject({ run: 'r0002', slice: 1 });
});

test('a resend waits while anything else holds the incident, and says what', async () => {
  await firstRun();
  await world.seedDrop(2, { state: 'refused', fault: { code: 'binary', detail: 'not text' } });
  await world.change({ generation: 2 });
  await decide('uma@corp.example', 'resend');
  await world.tick();
  expect(await world.meta()).toMatchObject({
    phase: 'review',
    run: { id: 'r0001' },
    holds: [{ code: 'file-refused' }],
  });
});

test('a resend after a later file goes with what that brought, once it is approved', async () => {
  await firstRun();
  await world.seedExposure('nia@corp.example', { generation: 2 });
  await world.seedDrop(2);
  await world.change({ generation: 2 });
  await decide('uma@corp.example', 'resend');
  await world.tick();
  expect(await world.meta()).toMatchObject({
    phase: 'review',
    run: { id: 'r0001' },
    holds: [{ code: 'awaiting-approval' }],
    due: 2,
  });
  await approve();
  await world.tick();
  expect(await world.meta()).toMatchObject({ phase: 'sending', run: { id: 'r0002', generation: 2 } });
});

test('accepting an unknown, or a resend taken back, sends nothing', async () => {
  await firstRun();
  await decide('uma@corp.example', 'resend');
  await decide('uma@corp.example', 'accept-unknown');
  await world.tick();
  expect(await world.meta()).toMatchObject({ phase: 'done', run: { id: 'r0001' }, due: 0 });
});

describe('a later file', () => {
  async function laterFile(): Promise<void> {
    await world.seedDrop(2);
    await world.change({ generation: 2 });
  }

  test('that repeats what is known changes nothing and asks nobody', async () => {
    await firstRun();
    await world.seedExposure('ada@corp.example', { generation: 2 });
    await world.seedExposure('uma@corp.example', { generation: 2 });
    await laterFile();
    await world.tick();
    expect(await world.meta()).toMatchObject({
      phase: 'done',
      holds: [],
      supplementsDue: 0,
      noLongerListed: 0,
      manifest: { generation: 2 },
    });
  });

  test('with new people waits for an approval of its own, and tells only them', async () => {
    await firstRun();
    await world.seedExposure('nia@corp.example', { generation: 2 });
    await laterFile();
    await world.tick();
    expect(await world.meta()).toMatchObject({
      phase: 'review',
      holds: [{ code: 'awaiting-approval' }],
      due: 1,
      noLongerListed: 2,
    });
  });

  test('that adds companies to told people proposes supplements, and never sends them by itself', async () => {
    await firstRun();
    await world.seedExposure('ada@corp.example', { generation: 2, company: 'Other Ltd' });
    await laterFile();
    for (let tick = 0; tick < 3; tick++) await world.tick();
    expect(await world.meta()).toMatchObject({
      phase: 'done',
      run: { id: 'r0001' },
      due: 0,
      supplementsDue: 1,
      noLongerListed: 1,
    });
  });

  test('supplements that a person decides on need an approval, are sent once, and leave the manifest as it is', async () => {
    await firstRun();
    await world.seedExposure('ada@corp.example', { generation: 2, company: 'Other Ltd' });
    await laterFile();
    await world.tick();
    const proposed = await world.meta();
    const asked = await world.call('rosa', 'POST /incidents/{incident}/supplements', {
      why: 'a second list',
    });
    expect(asked.body).toEqual({ decided: 1, more: false });
    await world.tick();
    const decided = await world.meta();
    expect(decided).toMatchObject({
      phase: 'review',
      holds: [{ code: 'awaiting-approval' }],
      due: 1,
      supplementsDue: 0,
      manifest: { supplements: 1 },
    });
    expect(decided.manifest!.hash).not.toBe(proposed.manifest!.hash);

    await approve();
    await world.tick();
    expect(await world.meta()).toMatchObject({ phase: 'sending', run: { id: 'r0002', generation: 2 } });
    const claimedAt = new Date(world.time.getTime() + 1).toISOString();
    await world.seedNotice('ada@corp.example', { ...told, sequence: 2, run: 'r0002', claimedAt });
    await drain();
    for (let tick = 0; tick < 3; tick++) await world.tick();
    expect(await world.meta()).toMatchObject({
      phase: 'done',
      run: { id: 'r0002', state: 'ended', manifest: decided.manifest!.hash },
      manifest: { hash: decided.manifest!.hash },
      due: 0,
      supplementsDue: 0,
    });
  });

  test('a run that sends supplements is not over while one of them is in doubt', async () => {
    await firstRun();
    await world.seedExposure('ada@corp.example', { generation: 2, company: 'Other Ltd' });
    await laterFile();
    await world.tick();
    await world.call('rosa', 'POST /incidents/{incident}/supplements', { why: 'a second list' });
    await world.tick();
    await approve();
    await world.tick();
    const claimedAt = new Date(world.time.getTime() + 1).toISOString();
    await world.seedNotice('ada@corp.example', { sequence: 2, run: 'r0002', claimedAt });
    await drain();
    await world.tick();
    expect(await world.meta()).toMatchObject({ phase: 'sending', run: { state: 'running' } });
  });
});

test('a decision that a tick has not seen keeps it from starting the run', async () => {
  await world.seedExposure('ada@corp.example');
  await world.tick();
  await approve();
  const stale = await world.meta();
  await decide('ada@corp.example', 'withhold');
  await expect(world.incidents.change(stale, { phase: 'sending' })).rejects.toThrow('conditional write lost');
});

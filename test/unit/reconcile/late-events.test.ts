import { nextSteps } from '../../../bin/command/next-steps';
import { Controls } from '../../../lambdas/adapters/register/control';
import { applyEvents } from '../../../lambdas/feedback/apply-events';
import { readSesEvent, type TaggedEvent } from '../../../lambdas/feedback/ses-event';
import { ReconcileWorld } from '../../support/reconcile-world';
import { INCIDENT } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';
import { type EventChange, sesEvent } from '../../support/ses-events';

const ADA = 'ada@corp.example';

let world: ReconcileWorld;
beforeEach(async () => {
  world = await ReconcileWorld.open();
  await world.register.seed({ record: incidentRecord(), recordHash: 'record' });
  await world.register.seedExposure(ADA);
  await world.tick();
  await world.approve();
  await world.tick();
  await world.register.seedNotice(ADA);
  await event('Delivery');
  await world.changeLanes({ state: 'drained' });
  await world.tick();
  await world.tick();
  expect(await world.meta()).toMatchObject({ phase: 'done', totals: { total: 1, delivered: 1 } });
});
afterEach(() => world.close());

/** An event about Ada's mail, as feedback applies it. */
async function event(type: string, change: Partial<EventChange> = {}): Promise<void> {
  const { table, clock, incidents } = world.register;
  const at = clock.now().toISOString();
  const rid = world.register.ridOf(ADA);
  const raw = sesEvent(type, { rid, incident: INCIDENT, attempt: '1-x', at, ...change });
  const log = { info: () => {}, warn: () => {}, error: () => {} } as never;
  const register = { table, controls: new Controls(table), incidents, clock, log };
  const received = { id: 'm', raw, event: readSesEvent(raw, undefined) as TaggedEvent };
  expect(await applyEvents(register, INCIDENT, [received])).toEqual([]);
}

test('a bounce after the end of the run shows: in the totals, as work for the second route, and in what is next', async () => {
  world.pass(3600);
  await event('Bounce');
  await world.tick();
  expect(await world.meta()).toMatchObject({ totals: { delivered: 0, bounced: 1 }, secondRouteDue: 1 });
  const { body } = await world.register.call('rosa', 'GET /incidents/{incident}');
  expect(
    nextSteps(body)
      .map(({ what }) => what)
      .join(),
  ).toContain('mail did not reach 1 person');
});

test('the same for a complaint, and for an incident that is closed', async () => {
  const record = incidentRecord();
  const times = { ...record.times, closedAt: world.register.time.toISOString() };
  await world.register.change({ record: { ...record, times } });
  world.pass(3600);
  await world.tick();
  expect((await world.meta()).phase).toBe('closed');
  await event('Complaint');
  await world.tick();
  expect(await world.meta()).toMatchObject({ phase: 'closed', totals: { delivered: 0, complained: 1 } });
});

test('nothing is counted again for events that change nothing, nor for each one at once', async () => {
  world.pass(3600);
  await event('Delivery');
  const before = await world.meta();
  await world.tick();
  expect((await world.meta()).totalsAt).toBe(before.totalsAt);
  await event('Bounce');
  await world.tick();
  const { totalsAt } = await world.meta();
  expect(totalsAt).not.toBe(before.totalsAt);
  await event('Complaint');
  await world.tick();
  expect((await world.meta()).totalsAt).toBe(totalsAt);
  world.pass(60);
  await world.tick();
  expect(await world.meta()).toMatchObject({ totals: { complained: 1 } });
});

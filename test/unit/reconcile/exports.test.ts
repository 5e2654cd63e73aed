import type { ExportItem } from '../../../lambdas/adapters/register/items';
import { exportSk, incidentPk } from '../../../lambdas/adapters/register/keys';
import { ReconcileWorld } from '../../support/reconcile-world';
import { INCIDENT } from '../../support/register-world';

let world: ReconcileWorld;
beforeEach(async () => {
  world = await ReconcileWorld.open();
  await world.register.seed();
  await world.register.call('rosa', 'POST /incidents/{incident}/exports', {});
  world.exports.splice(0);
});
afterEach(() => world.close());

const key = { pk: incidentPk(INCIDENT), sk: exportSk('id-1') };
const item = async () => (await world.table.get<ExportItem>(key))!;
const now = () => world.register.time.toISOString();
const becomes = async (change: Partial<ExportItem>) => world.table.put({ ...(await item()), ...change });
const failures = async () => (await world.register.log()).filter(({ what }) => what === 'export-failed');

test('a builder that is silent for longer than a stall: its message is sent again, once a stall', async () => {
  await becomes({ state: 'building', builder: 'dead', heartbeatAt: now() });
  world.pass(55);
  await world.tick();
  expect(world.exports).toEqual([]);
  world.pass(10);
  await world.tick();
  await world.tick();
  expect(world.exports).toEqual([{ incident: INCIDENT, export: 'id-1' }]);
  world.pass(61);
  await world.tick();
  expect(world.exports).toHaveLength(2);
});

test('one that waits for its turn is left alone for twenty minutes: then its message is lost', async () => {
  world.pass(19 * 60);
  await world.tick();
  expect(world.exports).toEqual([]);
  world.pass(61);
  await world.tick();
  expect(world.exports).toHaveLength(1);
});

test('one on which builders die for an hour ends as failed, with a reason, and one entry in the log', async () => {
  for (let minute = 0; minute < 56; minute += 2) {
    await becomes({ state: 'building', builder: `b${minute}`, heartbeatAt: now() });
    world.pass(120);
    await world.tick();
    expect((await item()).state).toBe('building');
  }
  expect(world.exports.length).toBeGreaterThan(20);
  world.pass(240);
  await Promise.all([world.tick(), world.tick()]);
  expect(await item()).toMatchObject({ state: 'failed', fault: expect.stringContaining('within an hour') });
  expect(await failures()).toMatchObject([{ by: 'reconcile', facts: { export: 'id-1', code: 'gave-up' } }]);
});

test('two ticks at once send one message', async () => {
  await becomes({ state: 'building', builder: 'dead', heartbeatAt: now() });
  world.pass(65);
  await Promise.all([world.tick(), world.tick()]);
  expect(world.exports).toHaveLength(1);
});

test('what has ended is looked at once more and then never again', async () => {
  await becomes({ state: 'done' });
  expect((await world.meta()).exportAskedAt).toBeDefined();
  await world.tick();
  expect(Object.keys(await world.meta())).not.toContain('exportAskedAt');
  world.pass(7200);
  await world.tick();
  expect(world.exports).toEqual([]);
  expect(await failures()).toEqual([]);
});

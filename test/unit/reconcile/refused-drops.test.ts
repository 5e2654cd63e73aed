import { intakeSettings } from '../../../lambdas/domain/intake-settings';
import { ReconcileWorld } from '../../support/reconcile-world';
import { incidentRecord } from '../../support/records';
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

const fault = { code: 'duplicate-address-columns', detail: 'x' };
const columns = { columns: { email: ['Admin 1', 'Admin 2'] } };
const describeIncident = (intake: object) =>
  world.register.call('alice', 'PUT /incidents/{incident}', incidentRecord({ incident: INCIDENT, intake }));

test('a refused file is read again once the record says how, and only then', async () => {
  const { drop } = await world.drop('list.csv', 1, {
    state: 'refused',
    fault,
    refusedWith: intakeSettings({ intake: {} }),
  });
  await describeIncident({});
  await world.tick();
  expect((await world.drops())[0]).toMatchObject({ state: 'refused', fault });
  await describeIncident(columns);
  await world.tick();
  const [received] = await world.drops();
  expect(received).toMatchObject({ state: 'received' });
  expect(received).not.toHaveProperty('fault');
  expect(world.files).toEqual([{ incident: INCIDENT, drop, slice: 2 }]);
  // The manifest waits for it, and nothing holds because of what it was.
  expect((await world.meta()).holds.map(({ code }) => code)).not.toContain('file-refused');
});

test('refused with these very settings, or set aside, it stays as it is', async () => {
  await describeIncident(columns);
  const setAside = { by: 'alice', at: '2026-03-01T00:00:00.000Z', why: 'replaced' };
  const refusedWith = intakeSettings({ intake: columns });
  await world.drop('same.csv', 1, { state: 'refused', fault, refusedWith });
  await world.drop('aside.csv', 2, { state: 'refused', fault, refusedWith: 'other', setAside });
  await world.drop('before-there-were-settings.csv', 3, { state: 'refused', fault });
  await world.tick();
  expect((await world.drops()).map(({ state }) => state)).toEqual(['refused', 'refused', 'refused']);
  expect(world.files).toEqual([]);
});

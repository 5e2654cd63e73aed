import { exportSk, incidentPk } from '../../../lambdas/adapters/register/keys';
import { INCIDENT, RegisterWorld } from '../../support/register-world';

let world: RegisterWorld;
beforeEach(async () => {
  world = await RegisterWorld.open();
  await world.seed();
});
afterEach(() => world.close());

const ask = (body: object = {}) => world.call('rosa', 'POST /incidents/{incident}/exports', body);
const fetchOne = (id: string) =>
  world.call('alice', 'GET /incidents/{incident}/exports/{export}', undefined, {
    parameters: { export: id },
  });

test('asking writes down who asked and for which moment, and sends one message', async () => {
  const { body } = await ask();
  expect(body).toMatchObject({
    export: 'id-1',
    state: 'asked',
    askedBy: expect.stringContaining('rosa'),
    cutAt: world.time.toISOString(),
  });
  expect(world.exports).toEqual([{ incident: INCIDENT, export: 'id-1' }]);
  expect((await world.log()).at(-1)).toMatchObject({ what: 'export-asked', facts: { export: 'id-1' } });
});

test('as of a past moment, given with any offset', async () => {
  expect((await ask({ asOf: '2026-02-01T01:00:00+01:00' })).body.cutAt).toBe('2026-02-01T00:00:00.000Z');
});

test.each([
  ['2027-01-01T00:00:00Z', 'future'],
  ['last week', 'invalid-body'],
  ['2026-02-30T00:00:00Z', 'invalid-body'],
])('%s is refused: %s', async (asOf, error) => {
  expect(await ask({ asOf })).toMatchObject({ status: 400, body: { error } });
  expect(world.exports).toEqual([]);
});

test('links are there when both packs are, and not before', async () => {
  await ask();
  expect((await fetchOne('id-1')).body.evidenceUrl).toBeUndefined();
  const key = { pk: incidentPk(INCIDENT), sk: exportSk('id-1') };
  const pack = (name: string) => ({ key: `${INCIDENT}/id-1/${name}.zip`, sha256: 'f', bytes: 1 });
  const item = await world.table.get<object>(key);
  await world.table.put({
    ...item,
    ...key,
    state: 'done',
    balanced: true,
    evidence: pack('evidence'),
    regulator: pack('regulator'),
  } as never);
  expect((await fetchOne('id-1')).body).toMatchObject({
    state: 'done',
    evidenceUrl: `https://evidence.invalid/${INCIDENT}/id-1/evidence.zip`,
    regulatorUrl: `https://evidence.invalid/${INCIDENT}/id-1/regulator.zip`,
  });
});

test('an export that nobody asked for is 404', async () => {
  expect(await fetchOne('nope')).toMatchObject({ status: 404, body: { error: 'no-such-export' } });
});

import { RegisterWorld } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

let world: RegisterWorld;
let hash: string;
beforeEach(async () => {
  world = await RegisterWorld.open();
  await world.seed({ record: incidentRecord({ policy: { approval: 'two' } }), recordHash: 'record' });
  await world.seedExposure('ada@corp.example');
  await world.tick();
  hash = (await world.meta()).manifest!.hash;
});
afterEach(() => world.close());

const approve = (by: string, manifest = hash) =>
  world.call(by, 'POST /incidents/{incident}/approve', { manifest, why: 'read it' });

test('only the current manifest can be approved; the answer names it', async () => {
  const refused = await approve('alice', 'f'.repeat(64));
  expect(refused).toMatchObject({ status: 409, body: { error: 'manifest-changed' } });
  expect(refused.body.message).toContain(hash);
  expect((await world.meta()).approvals).toBeUndefined();
});

test('one person approving twice is one approval, and one entry in the log', async () => {
  await approve('alice');
  const again = await approve('alice');
  expect(again.body.approvals).toHaveLength(1);
  await world.tick();
  expect((await world.meta()).holds).toMatchObject([{ code: 'second-approver' }]);
  expect((await world.log()).filter(({ what }) => what === 'approved')).toHaveLength(1);
});

test('two people start the run, each with name, time and reason on record', async () => {
  await approve('alice');
  await approve('bob');
  await world.tick();
  expect(await world.meta()).toMatchObject({
    phase: 'sending',
    approvals: [
      { by: expect.stringContaining('user/alice'), manifest: hash, why: 'read it' },
      { by: expect.stringContaining('user/bob'), manifest: hash },
    ],
  });
});

test('two sessions of one role are one person', async () => {
  const as = (session: string) =>
    world.call(session, 'POST /incidents/{incident}/approve', { manifest: hash }, { assumed: true });
  await as('monday');
  await as('tuesday');
  expect((await world.meta()).approvals).toMatchObject([{ by: 'arn:aws:iam::000000000000:role/Approver' }]);
});

test('what has changed since the manifest was computed cannot be approved with it', async () => {
  const changed = incidentRecord({
    incident: 'leak-2026',
    sender: { ...incidentRecord().sender, name: 'Somebody Else' },
  });
  await world.call('rosa', 'PUT /incidents/{incident}', changed);
  expect(await approve('alice')).toMatchObject({ status: 409, body: { error: 'manifest-outdated' } });
  await world.tick();
  expect(await approve('alice')).toMatchObject({ status: 409, body: { error: 'manifest-changed' } });
});

test('a decision about a recipient voids what was approved before it', async () => {
  await approve('alice');
  const address = 'ada@corp.example';
  await world.call('rosa', 'POST /incidents/{incident}/recipients', {
    address,
    decision: 'withhold',
    why: 'x',
  });
  expect(await approve('bob')).toMatchObject({ status: 409, body: { error: 'manifest-outdated' } });
  await world.tick();
  expect(await world.meta()).toMatchObject({
    phase: 'review',
    holds: [{ code: 'awaiting-approval', detail: expect.stringMatching(/has changed since: recipients\.$/) }],
  });
});

test('a body that does not fit is refused with the field’s name', async () => {
  const answer = await world.call('alice', 'POST /incidents/{incident}/approve', {
    manifest: '',
    force: true,
  });
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid-body' } });
  expect(answer.body.faults.join()).toMatch(/manifest/);
  expect(answer.body.faults.join()).toMatch(/force/);
});

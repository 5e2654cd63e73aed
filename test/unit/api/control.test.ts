import { controlSk, incidentPk } from '../../../lambdas/adapters/register/keys';
import { INCIDENT, RegisterWorld } from '../../support/register-world';

const run = {
  id: 'r0001',
  manifest: 'm',
  generation: 1,
  startedAt: '2026-03-01T12:00:00.000Z',
  lanes: 1,
  state: 'running',
} as const;

let world: RegisterWorld;
beforeEach(async () => {
  world = await RegisterWorld.open();
});
afterEach(() => world.close());

const control = () => world.table.get({ pk: incidentPk(INCIDENT), sk: controlSk });
const pause = (body: object) => world.call('rosa', 'POST /incidents/{incident}/pause', body);
const resume = (body: object) => world.call('alice', 'POST /incidents/{incident}/resume', body);

test('a pause is in the control field at once, with who and why, and in the log', async () => {
  await world.seed({ phase: 'sending', run });
  const answer = await pause({ why: 'the texts are wrong' });
  expect(answer.body.control).toMatchObject({ control: 'pause', why: 'the texts are wrong' });
  expect(await control()).toMatchObject({
    run: 'r0001',
    control: 'pause',
    by: expect.stringContaining('rosa'),
  });
  expect((await world.log()).at(-1)).toMatchObject({ what: 'paused', why: 'the texts are wrong' });
  expect(world.switched).toEqual([]);
});

test('resuming says go; either needs a reason', async () => {
  await world.seed({ phase: 'paused', run });
  expect((await resume({ why: ' ' })).status).toBe(400);
  await resume({ why: 'texts checked' });
  expect(await control()).toMatchObject({ control: 'go', by: expect.stringContaining('alice') });
});

test('everything: SES itself is switched off and on again', async () => {
  await world.seed({ phase: 'sending', run });
  await pause({ why: 'a doubt', everything: true });
  await resume({ why: 'settled', everything: true });
  expect(world.switched).toEqual([false, true]);
});

test.each([
  ['nothing was ever sent', undefined],
  ['the run has ended', { ...run, state: 'ended' } as const],
])('when %s there is nothing to stop', async (_why, ended) => {
  await world.seed({ run: ended });
  expect(await pause({ why: 'x' })).toMatchObject({ status: 409, body: { error: 'no-run' } });
  expect(await control()).toBeUndefined();
});

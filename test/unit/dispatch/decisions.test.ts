import type { DecisionItem } from '../../../lambdas/adapters/register/items';
import { decisionSk, recipientsPk } from '../../../lambdas/adapters/register/keys';
import { shardOf } from '../../../lambdas/domain/ids';
import { incidentRecord } from '../../support/sending-records';
import { INCIDENT, SendingWorld } from '../../support/sending-world';

let world: SendingWorld;
afterEach(() => world.close());

async function decide(rid: string, decision: DecisionItem['decision'], seconds = 0): Promise<void> {
  const at = new Date(Date.now() + seconds * 1000).toISOString();
  const pk = recipientsPk(INCIDENT, shardOf(rid, 2));
  const said = { decision, by: 'alice', at, why: 'asked' };
  await world.table.put({ pk, sk: decisionSk(rid, at), rid, ...said } as DecisionItem);
}

/** Wakes the drained lanes, as reconcile does when somebody is pending again. */
async function again(): Promise<void> {
  for (const lane of await world.lanes()) world.wake(lane);
  await world.drive();
}

/** One recipient whose only mail SES never got and answered 500 for; finally unknown. */
async function finallyUnknown(record = incidentRecord()): Promise<string> {
  world = await SendingWorld.open({ record });
  const [rid] = await world.seedRecipients(1);
  const { mailer } = world.sender;
  const send = mailer.send.bind(mailer);
  mailer.send = async () => {
    mailer.send = send;
    return { failure: { name: 'InternalFailure', message: '', status: 500 } };
  };
  await world.drive();
  await world.sweep();
  return rid ?? '';
}

test('an unknown stays unknown: no pass, no slice and no sweep sends again by itself', async () => {
  await finallyUnknown();
  await again();
  await world.sweep();
  await again();
  expect(await world.outcomes()).toMatchObject({ unknown: 1 });
  expect(world.acceptedMails().size).toBe(0);
});

test('a person decides to resend: attempt 2, once, flagged, with the first attempt kept', async () => {
  const rid = await finallyUnknown();
  await decide(rid, 'resend');
  expect(await world.outcomes()).toMatchObject({ pending: 1 });
  await again();
  await again();
  expect(await world.outcomes()).toMatchObject({ delivered: 1 });
  expect([...world.acceptedMails().values()]).toEqual([1]);
  const [notice] = await world.notices();
  expect(notice).toMatchObject({ attempt: 2, duplicatePossible: true, status: 'delivered' });
  expect(notice?.attemptId).toMatch(/^2-/);
  expect(notice?.earlier).toMatchObject([{ attempt: 1, unknownBecause: 'InternalFailure' }]);
});

test('a resend that is provably not sent is unknown again as before, and tried again', async () => {
  const rid = await finallyUnknown();
  const [before] = await world.notices();
  await decide(rid, 'resend');
  const { mailer } = world.sender;
  const send = mailer.send.bind(mailer);
  mailer.send = async () => ({
    failure: { name: 'ConfigurationSetSendingPausedException', message: '', status: 400 },
  });
  await again();
  expect((await world.notices())[0]).toEqual(before);
  mailer.send = send;
  await world.resume();
  await again();
  expect(await world.outcomes()).toMatchObject({ delivered: 1 });
});

test('a person accepts the unknown: it stays, and nothing is sent', async () => {
  const rid = await finallyUnknown();
  await decide(rid, 'accept-unknown');
  await again();
  expect(await world.outcomes()).toMatchObject({ unknown: 1 });
});

test('resend-after-grace: the policy decides by itself, within its cap, and says so', async () => {
  const record = incidentRecord({ policy: { onUnknown: 'resend-after-grace' } });
  world = await SendingWorld.open({ record });
  await world.seedRecipients(3);
  const { mailer } = world.sender;
  const send = mailer.send.bind(mailer);
  mailer.send = async () => ({ failure: { name: 'InternalFailure', message: '', status: 500 } });
  await world.drive();
  await world.sweep();
  mailer.send = send;
  await again();
  // 0.1 % of 100 recipients, but at least one.
  expect(await world.outcomes()).toMatchObject({ delivered: 1, unknown: 2 });
  const decisions = (await world.recipients()).flatMap((recipient) => recipient.decisions);
  expect(decisions.map(({ by }) => by)).toEqual(['policy onUnknown: resend-after-grace']);
});

test('a withheld recipient gets nothing; a released one gets the notice', async () => {
  world = await SendingWorld.open();
  const [rid] = await world.seedRecipients(2);
  await decide(rid ?? '', 'withhold');
  await world.drive();
  expect(await world.outcomes()).toMatchObject({ withheld: 1, delivered: 1 });
  await decide(rid ?? '', 'release', 1);
  await again();
  expect(await world.outcomes()).toMatchObject({ delivered: 2 });
});

test('a supplement is a second notice of its own, which names the first', async () => {
  world = await SendingWorld.open();
  const [rid] = await world.seedRecipients(1);
  await world.drive();
  await decide(rid ?? '', 'supplement', 1);
  await again();
  await again();
  const notices = await world.notices();
  expect(notices.map(({ sequence, status }) => `${sequence} ${status}`)).toEqual([
    '1 delivered',
    '2 delivered',
  ]);
  expect([...world.acceptedMails().values()]).toEqual([2]);
});

test('a rehearsal tells nobody and runs the real path to real outcomes', async () => {
  const record = incidentRecord({ sending: { rehearsal: true } });
  world = await SendingWorld.open({ record, ses: { maxSendRate: 400 } });
  await world.seedRecipients(30);
  await world.drive();
  expect([...world.acceptedMails().keys()].every((to) => to.endsWith('@simulator.amazonses.com'))).toBe(true);
  expect((await world.outcomes()).pending).toBe(0);
  expect((await world.notices()).every(({ rehearsal }) => rehearsal)).toBe(true);
});

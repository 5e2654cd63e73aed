import type { DecisionItem, NoticeItem } from '../../../lambdas/adapters/register/items';
import { decisionSk, recipientsPk } from '../../../lambdas/adapters/register/keys';
import { runSlice } from '../../../lambdas/dispatch/slice';
import { shardOf } from '../../../lambdas/domain/ids';
import { ConditionLost } from '../../../lambdas/shared/errors';
import { incidentRecord } from '../../support/sending-records';
import { INCIDENT, SendingWorld } from '../../support/sending-world';
import { sesEvent } from '../../support/ses-events';

/** Moments in which claim, release, sweep, event and a person's word meet. */

let world: SendingWorld;
let arrive = () => {};
afterEach(async () => {
  arrive();
  await world.close();
});

const LOST = { failure: { name: 'InternalFailure', message: '', status: 500 } };

async function decide(rid: string, decision: DecisionItem['decision'], seconds = 0): Promise<void> {
  const at = new Date(Date.now() + seconds * 1000).toISOString();
  const pk = recipientsPk(INCIDENT, shardOf(rid, 2));
  const said = { decision, by: 'alice', at, why: 'asked' };
  await world.table.put({ pk, sk: decisionSk(rid, at), rid, ...said } as DecisionItem);
}

/** A gate that holds whoever passes until it is opened. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  let reach = () => {};
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return {
    open: () => open(),
    reached,
    pass: async () => {
      reach();
      await opened;
    },
  };
}

/** One recipient whose mail is held on its way: SES has not got it yet, and its sender counts as dead. */
async function onItsWay(
  reply: 'accepted' | typeof LOST | { failure: { name: string; message: string; status: number } },
) {
  world = await SendingWorld.open({ events: 'held' });
  const [rid] = await world.seedRecipients(1);
  const { mailer } = world.sender;
  const send = mailer.send.bind(mailer);
  const way = gate();
  mailer.send = async (mail) => {
    mailer.send = send;
    await way.pass();
    return reply === 'accepted' ? send(mail) : reply;
  };
  const slice = runSlice(world.sender, world.queue.shift()!);
  await way.reached;
  arrive = way.open;
  return { rid: rid!, slice };
}

/** Sweep and grace, as if nothing had been heard of the sender for long. */
async function declareUnknown(): Promise<void> {
  world.passTime(60);
  await world.sweep();
  world.passTime(60);
  await world.sweep();
  expect((await world.notices())[0]).toMatchObject({ status: 'unknown', unknownFinalAt: expect.any(String) });
}

async function again(): Promise<void> {
  for (const lane of await world.lanes()) world.wake(lane);
  await world.drive();
}

describe('an attempt that comes to life after it was given up', () => {
  test('its late answer counts: the mail is sent, and nobody has to decide', async () => {
    const { slice } = await onItsWay('accepted');
    await declareUnknown();
    arrive();
    await slice;
    expect((await world.notices())[0]).toMatchObject({ status: 'sent' });
  });

  test('provably not sent comes too late: a person has the case by now, and nobody is pending unseen', async () => {
    const paused = { name: 'Throttling', message: 'Rate exceeded', status: 400 };
    const { slice } = await onItsWay({ failure: paused });
    await declareUnknown();
    const stop = slice.then(() => undefined);
    arrive();
    await stop;
    expect((await world.notices())[0]).toMatchObject({ status: 'unknown' });
    expect(world.acceptedMails().size).toBe(0);
  });

  test('a person has resent meanwhile: both mails are on the record, as that decision said they might', async () => {
    const { rid, slice } = await onItsWay('accepted');
    await declareUnknown();
    await decide(rid, 'resend', 180);
    await again();
    arrive();
    await slice;
    await world.flushEvents();
    const [notice] = await world.notices();
    expect([...world.acceptedMails().values()]).toEqual([2]);
    expect(notice).toMatchObject({ attempt: 2, status: 'delivered', duplicatePossible: true });
    expect(notice?.earlier).toHaveLength(1);
  });

  test('the event of the first attempt comes before the resend is claimed: nothing is sent again', async () => {
    const { rid, slice } = await onItsWay(LOST);
    arrive();
    await slice;
    await declareUnknown();
    await decide(rid, 'resend', 180);
    const [first] = await world.notices();
    const { notices } = world.sender;
    const claim = notices.claim.bind(notices);
    notices.claim = async (notice, previous) => {
      await world.applyEvents([sesEvent('Delivery', { rid, attempt: first!.attemptId })]);
      return claim(notice, previous);
    };
    await again();
    expect(world.acceptedMails().size).toBe(0);
    expect((await world.notices())[0]).toMatchObject({ attempt: 1, status: 'delivered' });
  });
});

test('two senders have the same people ready: whoever claims first sends, and the other leaves them alone', async () => {
  world = await SendingWorld.open({ ses: { maxSendRate: 400 } });
  await world.seedRecipients(40);
  const { notices } = world.sender;
  const held = Object.create(notices) as typeof notices;
  const way = gate();
  arrive = way.open;
  held.claim = async (notice, previous) => {
    await way.pass();
    return notices.claim(notice, previous);
  };
  const message = world.queue.shift()!;
  const first = runSlice({ ...world.sender, notices: held }, message);
  await way.reached;
  await runSlice(world.sender, { ...message, slice: 2 });
  expect(world.acceptedMails().size).toBe(40);
  arrive();
  await first;
  await world.settled();
  expect(world.ses.control.counts.repeated()).toEqual([]);
  expect(await world.outcomes()).toMatchObject({ delivered: 40 });
});

test('a heartbeat that is overtaken by the opening of a shard does not take it back', async () => {
  world = await SendingWorld.open({ ses: { maxSendRate: 20 } });
  await world.seedRecipients(60);
  const { lanes } = world.sender;
  const beat = lanes.beat.bind(lanes);
  let opened: number[] = [];
  let overtaken: (() => Promise<void>) | undefined;
  const stored = new Promise<number[]>((resolve) => {
    lanes.beat = async (lane, change) => {
      const opens = (change.openShards?.length ?? 0) > opened.length;
      if (!opens && !overtaken) {
        // The heartbeat of a second ago: it is on its way until the next shard has been opened.
        return new Promise((done) => {
          overtaken = async () => done(await beat(lane, change));
        });
      }
      const alive = await beat(lane, change);
      if (opens) opened = change.openShards ?? [];
      if (opens && overtaken) {
        await overtaken();
        resolve((await world.lanes())[0]?.openShards ?? []);
      }
      return alive;
    };
  });
  const ending = new AbortController();
  const slice = runSlice(world.sender, world.queue.shift()!, ending.signal);
  expect(await stored).toEqual(opened);
  ending.abort();
  await slice;
});

test('two reconciles at once: one final unknown, one resend by the policy', async () => {
  world = await SendingWorld.open({
    record: incidentRecord({ policy: { onUnknown: 'resend-after-grace' } }),
  });
  await world.seedRecipients(1);
  const { mailer } = world.sender;
  const send = mailer.send.bind(mailer);
  mailer.send = async () => LOST;
  await world.drive();
  mailer.send = send;
  await Promise.all([world.sweep(), world.sweep(), world.sweep()]);
  expect((await world.recipients())[0]?.decisions).toHaveLength(1);
  await again();
  await again();
  expect([...world.acceptedMails().values()]).toEqual([1]);
});

test('a resend that no mail can carry is rejected with its fact, not left a claim', async () => {
  const { rid, slice } = await onItsWay(LOST);
  arrive();
  await slice;
  await declareUnknown();
  await decide(rid, 'resend', 180);
  const { notices } = world.sender;
  const [item] = await world.notices();
  const facts = {
    status: 'rejected',
    rank: 25,
    rejectedAt: new Date().toISOString(),
    rejection: 'address-not-sendable',
  };
  const claim: NoticeItem = { ...item!, attempt: 2, attemptId: '2-x', decidedAt: 'now', ...facts };
  expect(await notices.claim(claim, item)).toBe(true);
  expect((await world.notices())[0]).toMatchObject({ status: 'rejected', rejection: 'address-not-sendable' });
});

test('a refused claim whose reply does not show the winner is looked up', async () => {
  world = await SendingWorld.open();
  const [rid] = await world.seedRecipients(1);
  const { notices } = world.sender;
  const item = { ...notices.key(INCIDENT, shardOf(rid!, 2), rid!, 1), attemptId: '1-mine', rid } as never;
  await notices.claim(item);
  const put = world.table.put.bind(world.table);
  world.table.put = () => Promise.reject(new ConditionLost());
  expect(await notices.claim(item)).toBe(true);
  expect(await notices.claim({ ...(item as object), attemptId: '1-other' } as never)).toBe(false);
  world.table.put = put;
});

test('the canary of a supplement waits for the supplements, not for the notices before them', async () => {
  world = await SendingWorld.open({ settings: { canarySize: 4, canaryWaitSeconds: 600 } });
  const rids = await world.seedRecipients(12);
  await world.drive();
  for (const rid of rids) await decide(rid, 'supplement', 1);
  const [lane] = await world.lanes();
  const start = { pass: 'canary' as const, cursor: { shard: 0, after: '' }, canary: undefined };
  await world.sender.lanes.beat(lane!, start);
  world.wake(lane!);
  world.options.events = 'held';
  const ending = new AbortController();
  const slice = runSlice(world.sender, world.queue.shift()!, ending.signal);
  await world.laneIs(({ canary, accepted }) => accepted > 12 && Boolean(canary?.until));
  ending.abort();
  await slice;
  const supplements = (await world.notices()).filter(({ sequence }) => sequence === 2);
  expect(supplements).toHaveLength(4);
});

import fc from 'fast-check';
import type { EventItem, NoticeItem } from '../../../lambdas/adapters/register/items';
import { eventsPk } from '../../../lambdas/adapters/register/keys';
import { shardOf } from '../../../lambdas/domain/ids';
import { RANK } from '../../../lambdas/domain/sending/notice-state';
import { INCIDENT, SendingWorld } from '../../support/sending-world';
import { sesEvent } from '../../support/ses-events';

let world: SendingWorld;
let made = 0;
beforeAll(async () => {
  world = await SendingWorld.open();
});
afterAll(() => world.close());

/** A recipient nobody has used yet. */
const newRid = () =>
  (made++)
    .toString(32)
    .replace(/[0189]/g, (digit) => ({ 0: 'w', 1: 'x', 8: 'y', 9: 'z' })[digit] ?? '')
    .padStart(4, '2')
    .padEnd(26, 'b');

async function claimed(rid: string, change: Partial<NoticeItem> = {}): Promise<NoticeItem> {
  const key = world.sender.notices.key(INCIDENT, shardOf(rid, 2), rid, 1);
  const claim = { run: 'r0001', attempt: 1, attemptId: '1-a', lane: 0, slice: 1 };
  const item: NoticeItem = {
    ...key,
    rid,
    sequence: 1,
    ...claim,
    claimedAt: '2023-06-29T13:59:59.000Z',
    status: 'claimed',
    rank: RANK.claimed,
    ...change,
  };
  await world.sender.notices.claim(item);
  return item;
}

const stateOf = async (rid: string) => {
  const item = await world.sender.notices.get(world.sender.notices.key(INCIDENT, shardOf(rid, 2), rid, 1));
  if (!item) return undefined;
  const { pk: _pk, sk: _sk, rid: _rid, messageId: _id, ...state } = item;
  return state;
};

const at = (second: number) => `2023-06-29T14:00:${String(second).padStart(2, '0')}.000Z`;
const second = fc.integer({ min: 1, max: 9 });
/** A story of one mail: events with their times. */
const story = fc.array(
  fc.record({
    type: fc.constantFrom('Send', 'Delivery', 'Bounce', 'Complaint', 'DeliveryDelay', 'Reject'),
    at: second.map(at),
    bounce: fc.constantFrom<[string, string]>(
      ['Permanent', 'General'],
      ['Transient', 'General'],
      ['Permanent', 'OnAccountSuppressionList'],
      ['Undetermined', 'Undetermined'],
    ),
  }),
  { minLength: 1, maxLength: 5 },
);
/** Batches of the story in some order, each event at least once, some twice. */
const told = story.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
    fc.integer({ min: 1, max: 4 }),
  ),
);

async function tell(
  rid: string,
  events: { type: string; at: string; bounce: [string, string] }[],
  size: number,
) {
  for (let from = 0; from < events.length; from += size) {
    const batch = events.slice(from, from + size);
    await world.applyEvents(batch.map(({ type, ...event }) => sesEvent(type, { rid, ...event })));
  }
}

test('the same events in any order, any batches, any number of times: the same notice', async () => {
  await fc.assert(
    fc.asyncProperty(told, async ([events, shuffled, size]) => {
      const [once, again] = [newRid(), newRid()];
      await claimed(once);
      await claimed(again);
      await tell(once, events, events.length);
      await tell(again, shuffled, size);
      expect(await stateOf(again)).toEqual(await stateOf(once));
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['our own mark comes before the events', ['mark', 'tell']],
  ['our own mark comes after them', ['tell', 'mark']],
] as const)('%s: the same notice', async (_when, order) => {
  const rid = newRid();
  const claim = await claimed(rid);
  for (const step of order) {
    if (step === 'tell')
      await world.applyEvents([sesEvent('Send', { rid }), sesEvent('Delivery', { rid, at: at(3) })]);
    else await world.sender.notices.settle(claim, { kind: 'sent', messageId: 'm-1', at: at(1) });
  }
  expect(await stateOf(rid)).toMatchObject({ status: 'delivered', sentAt: at(1), deliveredAt: at(3) });
});

test('a mark that was never written is made up for by the events', async () => {
  const rid = newRid();
  await claimed(rid);
  await world.applyEvents([sesEvent('Send', { rid })]);
  expect(await stateOf(rid)).toMatchObject({ status: 'sent', rank: RANK.sent, sentAt: at(0) });
});

test('an unknown is settled by its events, also a final one', async () => {
  const rid = newRid();
  const claim = await claimed(rid);
  await world.sender.notices.settle(claim, { kind: 'unknown', because: 'TimeoutError', at: at(1) });
  await world.sender.notices.finalUnknown(claim, at(2));
  await world.applyEvents([sesEvent('Delivery', { rid, at: at(3) })]);
  expect(await stateOf(rid)).toMatchObject({ status: 'delivered', unknownAt: at(1), unknownFinalAt: at(2) });
  // and our own late word does not undo it
  expect(await world.sender.notices.release(claim)).toBe(false);
  await world.sender.notices.settle(claim, { kind: 'rejected', rejection: 'MessageRejected', at: at(4) });
  expect(await stateOf(rid)).toMatchObject({ status: 'delivered' });
});

test('a claim given back although SES had taken the mail: the event brings the notice back, and nobody claims it anew', async () => {
  const rid = newRid();
  const claim = await claimed(rid);
  await world.sender.notices.release(claim);
  expect(await stateOf(rid)).toBeUndefined();
  await world.applyEvents([sesEvent('Delivery', { rid, at: at(3) })]);
  expect(await stateOf(rid)).toMatchObject({ status: 'delivered', attempt: 1, attemptId: '1-a' });
  expect(await world.sender.notices.claim({ ...claim, attemptId: '1-b' })).toBe(false);
});

test('events of two attempts that both reached SES say so', async () => {
  const rid = newRid();
  await claimed(rid, { attemptId: '1-b' });
  await world.applyEvents([sesEvent('Send', { rid, attempt: '1-a' })]);
  expect(await stateOf(rid)).toMatchObject({ status: 'sent', duplicatePossible: true });
});

test.each([
  ['in one batch', [['m-1', 'm-2']]],
  ['one after the other', [['m-1'], ['m-2']]],
])('two mails of one attempt, however that came about, are said to be two: %s', async (_how, batches) => {
  const rid = newRid();
  await claimed(rid);
  for (const ids of batches)
    await world.applyEvents(ids.map((messageId) => sesEvent('Send', { rid, messageId })));
  expect(await stateOf(rid)).toMatchObject({ status: 'sent', duplicatePossible: true });
  const other = newRid();
  await claimed(other);
  await world.applyEvents([
    sesEvent('Send', { rid: other }),
    sesEvent('Delivery', { rid: other, at: at(2) }),
  ]);
  expect(await stateOf(other)).not.toHaveProperty('duplicatePossible');
});

test('every raw event is kept once, as it came', async () => {
  const rid = newRid();
  await claimed(rid);
  const bodies = [sesEvent('Send', { rid }), sesEvent('Delivery', { rid, at: at(2) })];
  await world.applyEvents([...bodies, ...bodies]);
  await world.applyEvents(bodies);
  const kept: string[] = [];
  const pk = eventsPk(INCIDENT, shardOf(rid, 2));
  for await (const item of world.table.query<EventItem>(pk, { prefix: `${rid}#` })) kept.push(item.raw);
  expect(kept.sort()).toEqual([...bodies].sort());
});

test('the breaker counts a recipient once, however often its events come', async () => {
  const before = (await world.sender.controls.reputation(INCIDENT)) ?? {
    finals: 0,
    hardBounces: 0,
    complaints: 0,
  };
  const rid = newRid();
  await claimed(rid);
  const bounce = sesEvent('Bounce', { rid, at: at(2) });
  await world.applyEvents([bounce, bounce]);
  await world.applyEvents([bounce, sesEvent('Delivery', { rid, at: at(1) })]);
  const after = await world.sender.controls.reputation(INCIDENT);
  expect(after).toMatchObject({ finals: before.finals + 1, hardBounces: before.hardBounces + 1 });
});

test('after erasure nothing grows again', async () => {
  const gone = { get: async () => ({ shardBits: 2, phase: 'erased' as const }) };
  const rid = newRid();
  await world.applyEventsFor(gone, [sesEvent('Complaint', { rid, at: at(2) })]);
  expect(await stateOf(rid)).toBeUndefined();
});

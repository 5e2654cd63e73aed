import { runSlice } from '../../../lambdas/dispatch/slice';
import { Mortal } from '../../support/mortal';
import { INCIDENT, RUN, SendingWorld } from '../../support/sending-world';

/** `CRASHES=200 npx jest crash` takes minutes; a few of the same seeded moments run every time. */
const MOMENTS = Number(process.env.CRASHES ?? 12);
const SEED = Number(process.env.SEED ?? 20230629);
const PEOPLE = 40;

let world: SendingWorld;
beforeEach(async () => {
  world = await SendingWorld.open({ ses: { maxSendRate: 400 }, events: 'held' });
  await world.seedRecipients(PEOPLE);
});
afterEach(() => world.close());

/** Runs a sender until it dies or is done; a dead one's message comes again. */
async function runMortal(mortal: Mortal): Promise<void> {
  const message = world.queue.shift() ?? { incident: INCIDENT, run: RUN, lane: 0, slice: 1 };
  const slice = runSlice(mortal.possess(world.sender), message);
  let over = false;
  slice.then(
    () => (over = true),
    () => (over = true),
  );
  while (!over && !mortal.isDead) await new Promise((resolve) => setTimeout(resolve, 2));
  // What was on its way when it died still arrives.
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (mortal.isDead) world.queue.unshift(message);
}

/** Sent again by the queue, gone on from by the next sender, told apart by SES's events. */
async function recover(): Promise<void> {
  world.passTime(10);
  await world.drive();
  await world.wakeIdle();
  await world.drive();
  await world.sweep();
  await world.flushEvents();
}

async function expectPromiseKept(): Promise<void> {
  const counts = world.acceptedMails();
  expect([...counts.values()].filter((count) => count > 1)).toEqual([]);
  const outcomes = await world.outcomes();
  expect(outcomes.total).toBe(PEOPLE);
  expect(outcomes.pending + outcomes.claimed).toBe(0);
  // Whoever SES has accepted a mail for is known to be told; only a claim that never got there is unknown.
  expect(outcomes.delivered).toBe(counts.size);
  expect(outcomes.unknown).toBe(PEOPLE - counts.size);
}

describe.each([
  ['before a claim', (what: string) => what === 'before notices.claim'],
  ['after a claim', (what: string) => what === 'after notices.claim'],
  ['after SES has accepted', (what: string) => what === 'after mailer.send'],
  ['before a mark', (what: string) => what === 'before notices.settle'],
  ['after a mark', (what: string) => what === 'after notices.settle'],
])('killed %s', (_point, here) => {
  test('nobody is told twice, nobody is forgotten, and what cannot be known is unknown', async () => {
    let seen = 0;
    await runMortal(new Mortal((_step, what) => here(what) && ++seen === 10));
    await recover();
    await expectPromiseKept();
  });
});

test.each(Array.from({ length: MOMENTS }, (_, at) => at))(
  `killed at a random moment (${SEED}, %i)`,
  async (at) => {
    // A sender that lives takes about seven steps a recipient.
    const moment = 1 + ((Math.imul(SEED ^ (at + 1), 0x9e3779b1) >>> 0) % (PEOPLE * 7));
    const mortal = new Mortal((step) => step === moment);
    await runMortal(mortal);
    await recover();
    await expectPromiseKept();
  },
);

test('killed again and again, by every sender that follows', async () => {
  for (let life = 0; life < 8; life++) {
    await runMortal(new Mortal((step) => step === 30 + life * 11));
    world.passTime(10);
    world.queue.splice(0);
    await world.wakeIdle();
    await world.sweep();
  }
  await recover();
  await expectPromiseKept();
});

test('two senders at work on one lane at once tell nobody twice', async () => {
  const message = world.queue.shift()!;
  const first = runSlice(world.sender, message);
  // Another one that believes the first is dead: it takes over although the first lives on.
  await new Promise((resolve) => setTimeout(resolve, 30));
  const second = runSlice(world.sender, { ...message, slice: 2 });
  await Promise.all([first, second]);
  await recover();
  const counts = world.acceptedMails();
  expect(counts.size).toBe(PEOPLE);
  expect(Math.max(...counts.values())).toBe(1);
  expect(await world.outcomes()).toMatchObject({ delivered: PEOPLE });
});

import { runSlice } from '../../../lambdas/dispatch/slice';
import { Mortal } from '../../support/mortal';
import { claimsInFlight, expectPromiseKept, recover } from '../../support/sending-oracle';
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

async function expectRecovery(): Promise<void> {
  const inFlight = await claimsInFlight(world);
  await recover(world);
  await expectPromiseKept(world, { people: PEOPLE, inFlight, eventsCome: true });
}

test.each(Array.from({ length: MOMENTS }, (_, at) => at))(
  `killed at a random moment (${SEED}, %i)`,
  async (at) => {
    // A sender that lives takes about seven steps a recipient.
    const moment = 1 + ((Math.imul(SEED ^ (at + 1), 0x9e3779b1) >>> 0) % (PEOPLE * 7));
    const mortal = new Mortal((step) => step === moment);
    await runMortal(mortal);
    await expectRecovery();
  },
);

test('killed again and again, by every sender that follows', async () => {
  let inFlight = 0;
  for (let life = 0; life < 8; life++) {
    await runMortal(new Mortal((step) => step === 30 + life * 11));
    inFlight += await claimsInFlight(world);
    world.passTime(10);
    world.queue.splice(0);
    await world.wakeIdle();
    await world.sweep();
  }
  await recover(world);
  await expectPromiseKept(world, { people: PEOPLE, inFlight, eventsCome: true });
});

test('its message alone brings a lane to its end, however often its senders die', async () => {
  for (let life = 0; life < 4; life++) {
    await runMortal(new Mortal((step) => step === 45));
    world.passTime(10);
  }
  await world.drive();
  expect(await world.lanes()).toMatchObject([{ state: 'drained', slice: 5 }]);
});

import type { SendingWorld } from './sending-world';

const DIED = 'the sender ended before it knew';

/** Claims without an outcome, once the requests that a killed sender left in its sockets have been answered. */
export async function claimsInFlight(world: SendingWorld): Promise<number> {
  const claims = async () => (await world.notices()).filter(({ status }) => status === 'claimed').length;
  for (let before = await claims(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    const now = await claims();
    if (now === before) return now;
    before = now;
  }
}

const isDrained = async (world: SendingWorld) =>
  (await world.lanes()).every(({ state }) => state === 'drained');

/** What reconcile, the queue and a person do after senders have died: everyone gets an outcome. */
export async function recover(world: SendingWorld): Promise<void> {
  world.passTime(10);
  // The dead one's message comes again; reconcile wakes whatever stays asleep all the same.
  await world.drive();
  await world.wakeIdle();
  await world.drive();
  // On a computer so busy that answers come too late in a row, the sender pauses: a person resumes.
  for (let times = 0; times < 5 && !(await isDrained(world)); times++) {
    await world.resume();
    await world.wakeIdle();
    await world.drive();
  }
  await world.sweep();
  await world.flushEvents();
  await world.settled();
}

/**
 * The second promise, judged by what SES accepted: nobody twice, nobody forgotten, nobody told falsely; and unknown
 * are only those who were on their way when a sender died, or whose answer was lost, as far as no event came.
 */
export async function expectPromiseKept(
  world: SendingWorld,
  expected: { people: number; inFlight: number; eventsCome: boolean },
): Promise<void> {
  const mails = world.acceptedMails();
  const wrong: string[] = [];
  let died = 0;
  const recipients = await world.recipients();
  for (const { rid, exposures, notices } of recipients) {
    const count = mails.get(exposures[0]?.address ?? '') ?? 0;
    const [notice] = notices;
    const status = notice?.status ?? 'pending';
    if (status === 'unknown' && notice?.unknownBecause === DIED) died++;
    const right = count === 0 ? ['unknown'] : expected.eventsCome ? ['delivered'] : ['sent', 'unknown'];
    if (count > 1 || !right.includes(status)) wrong.push(`${rid}: ${count} mails, ${status}`);
  }
  const lanes = (await world.lanes()).map(({ state }) => state);
  expect({ people: recipients.length, wrong, lanes }).toEqual({
    people: expected.people,
    wrong: [],
    lanes: lanes.map(() => 'drained'),
  });
  expect(died).toBeLessThanOrEqual(expected.inFlight);
}

import { pauseOf } from '../../../lambdas/adapters/register/control';
import { runSlice } from '../../../lambdas/dispatch/slice';
import type { SesFault } from '../../../local/settings';
import { INCIDENT, RUN, SendingWorld } from '../../support/sending-world';

let world: SendingWorld;
afterEach(() => world.close());

const FAST = { connectMs: 500, requestMs: 400 };

async function sendTo(people: number, options: Parameters<typeof SendingWorld.open>[0]) {
  world = await SendingWorld.open(options);
  await world.seedRecipients(people);
  await world.drive();
}

/** A fault of the call never makes a second mail, and SES's events settle whatever SES took. */
describe.each(['accept-then-reset', 'hang', 'error-500', 'error-503', 'truncated-200', 'empty-200'] as const)(
  'fault %s on a third of the calls',
  (kind) => {
    test('nobody gets two mails and nobody stays in doubt for whom SES has sent events', async () => {
      const fault: SesFault = { kind, share: 0.3, seed: 7 };
      await sendTo(40, { ses: { maxSendRate: 400, fault }, timeouts: FAST });
      expect(world.ses.control.faultsHit()).toBeGreaterThan(3);
      await world.sweep();
      const { delivered, unknown, total } = await world.outcomes();
      expect(delivered + unknown).toBe(total);
      expect(world.acceptedMails().size).toBe(delivered);
      expect(Math.max(...world.acceptedMails().values())).toBe(1);
    });
  },
);

test('every answer lost, but events prove that mail flows: the run goes on, slower, to its end', async () => {
  const fault: SesFault = { kind: 'accept-then-reset', share: 1, seed: 1 };
  await sendTo(60, { ses: { maxSendRate: 400, fault } });
  expect(await world.outcomes()).toMatchObject({ total: 60, delivered: 60 });
});

test('every answer lost and no events: the run pauses with a few in doubt, not all of them', async () => {
  const fault: SesFault = { kind: 'accept-then-reset', share: 1, seed: 1 };
  await sendTo(120, { ses: { maxSendRate: 80, fault }, events: 'held', settings: { proofWaitSeconds: 1 } });
  const { unknown, pending } = await world.outcomes();
  expect(unknown).toBeLessThan(80);
  expect(unknown + pending).toBe(120);
  expect((await world.lanes())[0]).toMatchObject({ state: 'paused' });
  expect((await world.sender.controls.read(INCIDENT))?.why).toContain('in a row is unknown');
});

test('throttling slows the pace, loses nobody and repeats nobody', async () => {
  const fault: SesFault = { kind: 'throttle', share: 0.2, seed: 3 };
  await sendTo(60, { ses: { maxSendRate: 200, fault } });
  const [lane] = await world.lanes();
  expect(lane?.throttled).toBeGreaterThan(0);
  expect(lane?.pace).toBeLessThan(0.97 * 200);
  expect(await world.outcomes()).toMatchObject({ delivered: 60 });
  expect(Math.max(...world.acceptedMails().values())).toBe(1);
});

test.each(['events-duplicated', 'events-reordered'] as const)('%s change nothing', async (kind) => {
  await sendTo(40, { ses: { maxSendRate: 400, fault: { kind, share: 0.5, seed: 5 } } });
  expect(await world.outcomes()).toMatchObject({ total: 40, delivered: 40 });
});

test('without events a mail is sent, never more and never less', async () => {
  await sendTo(20, { ses: { maxSendRate: 400, fault: { kind: 'events-dropped', share: 1, seed: 5 } } });
  expect(await world.outcomes()).toMatchObject({ total: 20, sent: 20 });
});

test.each([
  ['out of reach', { name: 'Error', message: '', code: 'ECONNREFUSED', syscall: 'connect' }],
  ['in trouble', { name: 'Throttling', message: 'Service trouble', status: 400 }],
])('SES %s: nobody is claimed for long, and all are told when it is back', async (_what, failure) => {
  world = await SendingWorld.open({ ses: { maxSendRate: 400 } });
  await world.seedRecipients(10);
  const { mailer } = world.sender;
  const send = mailer.send.bind(mailer);
  let refused = 0;
  mailer.send = (mail) => {
    if (++refused > 4) return send(mail);
    return Promise.resolve({ failure });
  };
  await world.drive();
  expect(await world.outcomes()).toMatchObject({ delivered: 10 });
});

describe('stopping', () => {
  test('a pause stops new mail at once and loses nothing; a resume goes on', async () => {
    world = await SendingWorld.open({ ses: { maxSendRate: 40 } });
    await world.seedRecipients(80);
    const slice = runSlice(world.sender, world.queue.shift()!);
    const said = { by: 'alice', at: new Date().toISOString(), why: 'wrong text' };
    await world.table.transact([pauseOf(INCIDENT, RUN, said)]);
    await slice;
    await world.settled();
    const paused = await world.outcomes();
    expect(paused.delivered).toBeLessThan(60);
    expect(paused.delivered + paused.pending).toBe(80);
    const [lane] = await world.lanes();
    expect(lane).toMatchObject({ state: 'paused', openShards: [] });

    await world.resume();
    world.wake(lane!);
    await world.drive();
    expect(await world.outcomes()).toMatchObject({ delivered: 80 });
    expect(Math.max(...world.acceptedMails().values())).toBe(1);
  });

  test('a paused run sends nothing, whatever message comes', async () => {
    world = await SendingWorld.open();
    await world.seedRecipients(5);
    await world.table.transact([pauseOf(INCIDENT, RUN, { by: 'a', at: '2023', why: 'x' })]);
    await world.drive();
    expect(world.acceptedMails().size).toBe(0);
    expect((await world.lanes())[0]?.state).toBe('paused');
  });

  test('slices hand over until all are told, each by one message', async () => {
    world = await SendingWorld.open({ ses: { maxSendRate: 40 }, settings: { sliceSeconds: 0.5 } });
    await world.seedRecipients(60);
    await world.drive();
    expect((await world.lanes())[0]?.slice).toBeGreaterThan(2);
    expect(await world.outcomes()).toMatchObject({ delivered: 60 });
    expect(Math.max(...world.acceptedMails().values())).toBe(1);
  });

  test('the quota used up: the lane waits, says until when, and keeps its recipients', async () => {
    await sendTo(50, { ses: { maxSendRate: 400, max24HourSend: 30 } });
    const { delivered, pending } = await world.outcomes();
    expect(delivered).toBe(30);
    expect(pending).toBe(20);
    const [lane] = await world.lanes();
    expect(lane).toMatchObject({ state: 'waiting', waitingFor: 'quota', accepted: 30 });
    expect(Date.parse(lane?.resumeAt ?? '')).toBeGreaterThan(Date.now() + 800_000);
  });

  test('a reserve of the quota is left to others', async () => {
    await sendTo(50, { ses: { maxSendRate: 400, max24HourSend: 30 }, settings: { quotaReserve: 0.5 } });
    expect((await world.outcomes()).delivered).toBe(15);
  });

  test('a paused configuration set or account pauses the run, with everybody still pending', async () => {
    world = await SendingWorld.open({ ses: { maxSendRate: 400 } });
    await world.seedRecipients(20);
    world.sender.mailer.send = async () => ({
      failure: { name: 'ConfigurationSetSendingPausedException', message: 'paused', status: 400 },
    });
    await world.drive();
    expect(await world.outcomes()).toMatchObject({ pending: 20 });
    expect((await world.sender.controls.read(INCIDENT))?.why).toContain('ConfigurationSetSendingPaused');
  });

  test('a content that SES refuses for everybody stops the run after a handful', async () => {
    world = await SendingWorld.open({ ses: { maxSendRate: 100 } });
    await world.seedRecipients(100);
    world.sender.mailer.send = async () => ({
      failure: { name: 'MessageRejected', message: 'Illegal header', status: 400 },
    });
    await world.drive();
    const { rejected, pending } = await world.outcomes();
    // Those that were on their way when the fifth in a row was refused: about a window of 24.
    expect(rejected).toBeLessThan(40);
    expect(rejected + pending).toBe(100);
  });

  test('a list full of dead addresses trips the breaker in the canary', async () => {
    const settings = { canarySize: 100, canaryWaitSeconds: 20 };
    world = await SendingWorld.open({ ses: { maxSendRate: 400 }, settings });
    await world.seedRecipients(400, (n) =>
      n % 3 === 0 ? { address: `bounce+${n}@simulator.amazonses.com` } : {},
    );
    await world.drive();
    const { pending } = await world.outcomes();
    expect(pending).toBeGreaterThan(150);
    expect((await world.sender.controls.read(INCIDENT))?.why).toContain('bounced for good');
  });
});

test('a sender that cannot read the control field stops, and its message comes again', async () => {
  world = await SendingWorld.open({ ses: { maxSendRate: 20 } });
  await world.seedRecipients(100);
  const { controls } = world.sender;
  const read = controls.read.bind(controls);
  const message = world.queue.shift()!;
  const slice = runSlice(world.sender, message);
  await world.laneIs(({ accepted }) => accepted > 0);
  controls.read = () => Promise.reject(new Error('register out of reach'));
  await expect(slice).rejects.toThrow('register out of reach');
  const { delivered, pending } = await world.settled().then(() => world.outcomes());
  expect(delivered + pending).toBe(100);
  expect(pending).toBeGreaterThan(0);
  controls.read = read;
  world.sender.settings.sliceSeconds = 0.2;
  world.passTime(10);
  world.queue.push(message);
  await runSlice(world.sender, world.queue.shift()!);
  expect((await world.lanes())[0]).toMatchObject({ slice: 2, state: 'ready' });
});

describe('messages of the queue', () => {
  test('a message that comes again after its slice is stale', async () => {
    world = await SendingWorld.open();
    await world.seedRecipients(5);
    const message = world.queue[0]!;
    await world.drive();
    const before = (await world.lanes())[0];
    await runSlice(world.sender, message);
    expect((await world.lanes())[0]).toEqual(before);
  });

  test('a message that comes again while its slice lives leaves it alone', async () => {
    world = await SendingWorld.open({ ses: { maxSendRate: 20 } });
    await world.seedRecipients(50);
    const message = world.queue.shift()!;
    const living = runSlice(world.sender, message);
    await world.laneIs((lane) => lane.state === 'running');
    await runSlice(world.sender, message);
    expect((await world.lanes())[0]).toMatchObject({ slice: 1, state: 'running' });
    await living;
    await world.settled();
    expect(await world.outcomes()).toMatchObject({ delivered: 50 });
  });

  test('a message of a run that has ended is dropped', async () => {
    world = await SendingWorld.open();
    await world.seedRecipients(5);
    await runSlice(world.sender, { incident: INCIDENT, run: 'r0000', lane: 0, slice: 1 });
    expect(world.acceptedMails().size).toBe(0);
  });
});

test('a lost answer to our own claim is recognised: the claim is ours', async () => {
  world = await SendingWorld.open();
  const [rid] = await world.seedRecipients(1);
  const { notices } = world.sender;
  const item = { ...notices.key(INCIDENT, 0, rid!, 1), attemptId: '1-mine', rid } as never;
  expect(await notices.claim(item)).toBe(true);
  expect(await notices.claim(item)).toBe(true);
  expect(await notices.claim({ ...(item as object), attemptId: '1-other' } as never)).toBe(false);
});

test('a claim that had to wait too long is given back instead of sent', async () => {
  world = await SendingWorld.open({ ses: { maxSendRate: 400 } });
  await world.seedRecipients(3);
  const { notices } = world.sender;
  const claim = notices.claim.bind(notices);
  const real = performance.now.bind(performance);
  let late = 0;
  notices.claim = async (notice, previous) => {
    const mine = await claim(notice, previous);
    // The process was frozen here for six seconds, once.
    if (late === 0) late = 6_000;
    return mine;
  };
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => real() + late);
  await world.drive();
  clock.mockRestore();
  expect(await world.outcomes()).toMatchObject({ delivered: 3 });
  expect(world.acceptedMails().size).toBe(3);
});

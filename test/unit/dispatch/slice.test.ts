import { pauseOf } from '../../../lambdas/adapters/register/control';
import { controlSk, incidentPk } from '../../../lambdas/adapters/register/keys';
import { runSlice } from '../../../lambdas/dispatch/slice';
import { INCIDENT, RUN, SendingWorld } from '../../support/sending-world';

let world: SendingWorld;
afterEach(() => world.close());

const LOST = { failure: { name: 'InternalFailure', message: '', status: 500 } };

describe('a slice', () => {
  test('leaves nothing on its way: whom mail cannot reach is written down before it ends', async () => {
    world = await SendingWorld.open({ ses: { maxSendRate: 20 } });
    await world.seedRecipients(60);
    const { notices } = world.sender;
    const claim = notices.claim.bind(notices);
    let writing = 0;
    notices.claim = async (notice, previous) => {
      writing++;
      if (notice.status === 'rejected') await new Promise((resolve) => setTimeout(resolve, 100));
      const mine = await claim(notice, previous);
      writing--;
      return mine;
    };
    const ending = new AbortController();
    let asked = 0;
    world.sender.takesMail = async (domain) => {
      if (domain === 'example-scan.example') return true;
      if (++asked === 40) setTimeout(() => ending.abort(), 20);
      return asked % 2 === 0;
    };
    await runSlice(world.sender, world.queue.shift()!, ending.signal);
    expect(writing).toBe(0);
  });

  test('whose time is over hands over, even while it waits for events to prove its mails', async () => {
    const settings = { sliceSeconds: 1, proofWaitSeconds: 4 };
    world = await SendingWorld.open({ ses: { maxSendRate: 400 }, events: 'held', settings });
    await world.seedRecipients(60);
    world.sender.mailer.send = async () => LOST;
    await runSlice(world.sender, world.queue.shift()!);
    expect((await world.lanes())[0]).toMatchObject({ state: 'ready' });
    expect(world.queue).toMatchObject([{ slice: 2 }]);
  });

  test('that finds another run in the control field has been given up, and stops', async () => {
    world = await SendingWorld.open({ ses: { maxSendRate: 20 } });
    await world.seedRecipients(60);
    const slice = runSlice(world.sender, world.queue.shift()!);
    await world.laneIs(({ accepted }) => accepted > 0);
    const control = {
      run: 'r0002',
      control: 'go',
      by: 'reconcile',
      at: new Date().toISOString(),
      why: 'approved',
    };
    await world.table.put({ pk: incidentPk(INCIDENT), sk: controlSk, ...control } as never);
    await slice;
    expect(world.acceptedMails().size).toBeLessThan(60);
  });

  test('sends one a second, not all at once, when SES names no rate', async () => {
    world = await SendingWorld.open({ settings: { sliceSeconds: 1 } });
    await world.seedRecipients(60);
    const { mailer } = world.sender;
    mailer.quota = async () => ({ maxSendRate: 0, max24HourSend: -1, sentLast24Hours: 0 });
    await runSlice(world.sender, world.queue.shift()!);
    expect(world.acceptedMails().size).toBeGreaterThan(0);
    expect(world.acceptedMails().size).toBeLessThan(5);
  });

  test('goes on with the quota it knows when asking again fails', async () => {
    world = await SendingWorld.open({ ses: { maxSendRate: 20 } });
    await world.seedRecipients(40);
    const { mailer } = world.sender;
    const quota = mailer.quota.bind(mailer);
    let asked = 0;
    mailer.quota = () => (++asked === 1 ? quota() : Promise.reject(new Error('Throttling')));
    const slice = runSlice(world.sender, world.queue.shift()!);
    await world.laneIs(({ accepted }) => accepted > 0);
    world.passTime(120);
    await slice;
    await world.settled();
    expect(asked).toBeGreaterThan(1);
    expect(await world.outcomes()).toMatchObject({ delivered: 40 });
  });

  test('does not wait for the quota: a pause counts while SES leaves that question open', async () => {
    world = await SendingWorld.open({ ses: { maxSendRate: 20 } });
    await world.seedRecipients(60);
    const { mailer } = world.sender;
    const quota = mailer.quota.bind(mailer);
    let asked = 0;
    mailer.quota = () => (++asked === 1 ? quota() : new Promise(() => {}));
    const slice = runSlice(world.sender, world.queue.shift()!);
    await world.laneIs(({ accepted }) => accepted > 0);
    world.passTime(120);
    while (asked < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    const said = { by: 'alice', at: new Date().toISOString(), why: 'wrong text' };
    await world.table.transact([pauseOf(INCIDENT, RUN, said)]);
    await slice;
    expect((await world.lanes())[0]).toMatchObject({ state: 'paused' });
  });

  test('fails, so that its message comes again, when SES never told a quota; and sends nothing', async () => {
    world = await SendingWorld.open();
    await world.seedRecipients(5);
    world.sender.mailer.quota = () => Promise.reject(new Error('Throttling'));
    await expect(runSlice(world.sender, world.queue.shift()!)).rejects.toThrow('Throttling');
    expect(world.acceptedMails().size).toBe(0);
  });
});

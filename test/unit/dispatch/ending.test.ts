import { runSlice } from '../../../lambdas/dispatch/slice';
import { SendingWorld } from '../../support/sending-world';

let world: SendingWorld;
afterEach(() => world.close());

test('a slice whose process ends hands over: nobody is left between claim and outcome', async () => {
  world = await SendingWorld.open({ settings: { canarySize: 0 } });
  await world.seedRecipients(100);
  const ending = new AbortController();
  const send = world.sender.mailer.send.bind(world.sender.mailer);
  let calls = 0;
  world.sender.mailer.send = (mail) => {
    if (++calls === 30) ending.abort();
    return send(mail);
  };
  await runSlice(world.sender, world.queue.shift()!, ending.signal);

  const told = await world.notices();
  expect(told.length).toBeGreaterThanOrEqual(30);
  expect(told.length).toBeLessThan(100);
  expect(told.filter(({ status }) => status === 'claimed' || status === 'unknown')).toEqual([]);
  expect((await world.lanes()).map(({ state }) => state)).toEqual(['ready']);
  expect(world.queue.map(({ slice }) => slice)).toEqual([2]);

  await world.drive();
  expect(await world.outcomes()).toMatchObject({ total: 100, delivered: 100 });
});

test('a slice that begins when its process already ends sends nothing and hands over', async () => {
  world = await SendingWorld.open();
  await world.seedRecipients(5);
  await runSlice(world.sender, world.queue.shift()!, AbortSignal.abort());
  expect(await world.notices()).toEqual([]);
  expect(world.queue.map(({ slice }) => slice)).toEqual([2]);
});

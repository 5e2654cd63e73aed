import { SendingWorld } from '../../support/sending-world';

let world: SendingWorld;
afterEach(() => world.close());

test('everybody is told once and every outcome is known', async () => {
  world = await SendingWorld.open({ lanes: 2, settings: { canarySize: 10 } });
  await world.seedRecipients(300);
  await world.drive();
  expect(await world.outcomes()).toMatchObject({ total: 300, delivered: 300 });
  expect((await world.lanes()).map(({ state }) => state)).toEqual(['drained', 'drained']);
  expect(world.ses.control.counts).toMatchObject({});
});

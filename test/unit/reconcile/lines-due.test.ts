import { fileReport, INCIDENT, RegisterWorld } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

let world: RegisterWorld;
beforeEach(async () => {
  world = await RegisterWorld.open();
});
afterEach(() => world.close());

/** Two bad lines of a thousand: they hold nothing. */
async function twoLinesWait(): Promise<void> {
  const quarantine = [7, 9].map((line) => ({ line, lineTo: line, code: 'bad-address' }));
  const lines = { total: 1001, header: 1, record: 998, blank: 0, quarantined: 2 };
  await world.seed({ record: incidentRecord(), recordHash: 'record' });
  await world.seedDrop(1, { files: [fileReport({ lines, quarantine })] });
  await world.seedExposure('ada@corp.example');
  await world.seedLine(7);
  await world.seedLine(9);
  await world.tick();
}

const decide = (line: number) =>
  world.call('responder', 'POST /incidents/{incident}/quarantine', {
    ...{ drop: 'file1#v', member: 1, line, accept: false, why: 'a test row' },
  });

test('lines that hold nothing are counted until somebody has decided on them', async () => {
  await twoLinesWait();
  expect(await world.meta()).toMatchObject({ linesDue: 2, holds: [{ code: 'awaiting-approval' }] });
  expect((await decide(7)).status).toBe(200);
  await world.tick();
  expect(await world.meta()).toMatchObject({ linesDue: 1 });
  expect((await decide(9)).status).toBe(200);
  await world.tick();
  expect(await world.meta()).toMatchObject({ linesDue: 0 });
});

test('a file set aside has none that wait', async () => {
  await twoLinesWait();
  const body = { drop: 'file1#v', setAside: true, why: 'a corrected one is there' };
  expect((await world.call('responder', 'POST /incidents/{incident}/drops', body)).status).toBe(200);
  await world.tick();
  expect((await world.incidents.drops(INCIDENT))[0]).toMatchObject({ setAside: { by: expect.anything() } });
  expect(await world.meta()).toMatchObject({ linesDue: 0 });
});

import { ReconcileWorld } from '../../support/reconcile-world';
import { fileReport } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

let world: ReconcileWorld;
beforeEach(async () => {
  world = await ReconcileWorld.open();
});
afterEach(() => world.close());

const codes = async () => (await world.meta()).holds.map(({ code }) => code);
const described = (change: Record<string, unknown> = {}) => ({
  record: incidentRecord(change),
  recordHash: JSON.stringify(change),
});
/** Awareness so long before now, and a deadline of a contract so long after it. */
const contract = (hoursAgo: number, hours: number) => {
  const awareAt = new Date(world.register.time.getTime() - hoursAgo * 3_600_000).toISOString();
  const { times } = incidentRecord();
  return described({ times: { ...times, awareAt }, contracts: [{ name: 'Customer agreement', hours }] });
};

test('an idle tick writes nothing, however often it comes', async () => {
  await world.register.seed(described());
  await world.register.seedExposure('ada@corp.example');
  await world.tick();
  const { revision } = await world.meta();
  const entries = (await world.register.log()).length;
  for (let n = 0; n < 5; n++) await world.tick();
  expect((await world.meta()).revision).toBe(revision);
  expect(await world.register.log()).toHaveLength(entries);
});

test('a hold over a deadline is written once, not anew with every minute of its estimate', async () => {
  await world.register.seed(contract(1, 1.001));
  for (let n = 0; n < 200; n++) await world.register.seedExposure(`p${n}@corp.example`);
  await world.tick();
  expect(await codes()).toContain('eta-after-clock');
  const { revision } = await world.meta();
  await world.tick();
  expect((await world.meta()).revision).toBe(revision);
});

test('a deadline that sending would miss holds the incident; one that it meets does not', async () => {
  await world.register.seed(contract(1, 2));
  await world.register.seedExposure('ada@corp.example');
  await world.tick();
  expect(await codes()).toEqual(['awaiting-approval']);
  world.parts.quota = async () => ({ maxSendRate: 10, max24HourSend: 10, sentLast24Hours: 10 });
  await world.tick();
  expect(await codes()).toEqual(['eta-after-clock', 'awaiting-approval']);
});

test('a deadline that has passed holds nothing: waiting would only make it later', async () => {
  world.parts.quota = async () => ({ maxSendRate: 10, max24HourSend: 10, sentLast24Hours: 10 });
  await world.register.seed(contract(10, 2));
  await world.register.seedExposure('ada@corp.example');
  await world.tick();
  expect(await codes()).toEqual(['awaiting-approval']);
});

test('the incident view shows proposed deadlines, from where the recipients are, and asks why one was late', async () => {
  const awareAt = new Date(world.register.time.getTime() - 100 * 3_600_000).toISOString();
  const { times } = incidentRecord();
  await world.register.seed(described({ times: { ...times, awareAt } }));
  await world.register.seedExposure('ada@corp.de.example');
  await world.register.seedExposure('uma@corp.de.example');
  await world.register.seedExposure('kim@corp.us.example');
  await world.tick();
  expect((await world.meta()).countries).toEqual({ DE: 2, US: 1 });
  const view = async () => (await world.register.call('rosa', 'GET /incidents/{incident}')).body;
  const of = async (rule: string) =>
    (await view()).clocks.find((clock: { rule: string }) => clock.rule === rule);
  expect(await of('gdpr-33')).toMatchObject({
    regime: 'GDPR Art. 33',
    status: 'in force',
    proposed: true,
    because: '2 recipients appear to be in these countries',
    dueAt: new Date(Date.parse(awareAt) + 72 * 3_600_000).toISOString(),
    late: true,
    lateReasonMissing: true,
  });
  expect(await of('uk-gdpr-33')).toBeUndefined();
  expect(await of('us-sec-8k-105')).toBeUndefined();
  const clocks = [
    { rule: 'gdpr-33', applies: true, metAt: '2026-03-01T11:00:00Z', lateReason: 'The file was found late.' },
  ];
  await world.register.change(described({ times: { ...times, awareAt }, clocks }));
  expect(await of('gdpr-33')).toMatchObject({
    late: true,
    lateReasonMissing: false,
    lateReason: 'The file was found late.',
    metAt: '2026-03-01T11:00:00Z',
  });
});

test('new people void the manifest, an answer to a clock or a legal hold does not', async () => {
  await world.register.seed(described());
  await world.register.seedExposure('ada@corp.example');
  await world.tick();
  const first = (await world.meta()).manifest?.hash;
  await world.register.change(
    described({ retention: { legalHold: 'a court' }, clocks: [{ rule: 'gdpr-33', applies: false }] }),
  );
  await world.tick();
  expect((await world.meta()).manifest?.hash).toBe(first);
  await world.register.seedExposure('uma@corp.example', { generation: 2 });
  await world.register.change({ generation: 2 });
  await world.register.seedDrop(2);
  await world.tick();
  expect((await world.meta()).manifest).toMatchObject({ recipients: 2, generation: 2 });
  expect((await world.meta()).manifest?.hash).not.toBe(first);
});

test('a closed incident is not reviewed, and nothing of it is sent, until a file arrives', async () => {
  await world.register.seed(described());
  await world.register.seedExposure('ada@corp.example');
  await world.tick();
  const { times } = incidentRecord();
  world.pass(10);
  const closedAt = world.register.time.toISOString();
  await world.register.change(described({ times: { ...times, closedAt } }));
  await world.approve();
  await world.tick();
  await world.tick();
  expect(await world.meta()).toMatchObject({ phase: 'closed', holds: [] });
  expect(world.dispatch).toEqual([]);
  expect((await world.register.log()).filter(({ what }) => what === 'closed')).toHaveLength(1);
  world.pass(10);
  await world.register.change({ generation: 2 });
  await world.register.seedDrop(2, { files: [fileReport()] });
  await world.register.seedExposure('uma@corp.example', { generation: 2 });
  await world.tick();
  expect(await world.meta()).toMatchObject({ phase: 'review' });
  expect(await codes()).toEqual(['awaiting-approval']);
});

test('a file that is still being read keeps its people out of the manifest', async () => {
  await world.register.seed(described());
  await world.register.seedExposure('ada@corp.example');
  await world.register.change({ generation: 2 });
  await world.register.seedDrop(2, { state: 'reading' });
  await world.register.seedExposure('uma@corp.example', { generation: 2 });
  await world.tick();
  expect((await world.meta()).manifest).toMatchObject({ recipients: 1, generation: 1 });
});

test("an authority's deadline holds no mail to people: its letter is another one", async () => {
  const awareAt = new Date(world.register.time.getTime() - 3_600_000).toISOString();
  await world.register.seed(described({ times: { ...incidentRecord().times, awareAt } }));
  for (let n = 0; n < 6; n++) await world.register.seedExposure(`p${n}@corp.de.example`);
  world.parts.quota = async () => ({ maxSendRate: 1, max24HourSend: 1, sentLast24Hours: 1 });
  await world.tick();
  expect(await codes()).toEqual(['awaiting-approval']);
});

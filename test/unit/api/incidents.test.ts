import { incidentRecord } from '../../support/records';
import { INCIDENT, RegisterWorld } from '../../support/register-world';
import { noticeTexts, incidentRecord as parsed } from '../../support/sending-records';

let world: RegisterWorld;
beforeEach(async () => {
  world = await RegisterWorld.open();
});
afterEach(() => world.close());

const record = (change: Record<string, unknown> = {}) => incidentRecord({ incident: INCIDENT, ...change });
const put = (body: unknown, incident = INCIDENT) =>
  world.call('rosa', 'PUT /incidents/{incident}', body, { incident });

test('describing an incident opens it, and it is in the list', async () => {
  expect(await put(record())).toMatchObject({ status: 200, body: { incident: INCIDENT, phase: 'draft' } });
  expect((await world.call('rosa', 'GET /incidents')).body).toEqual([
    { incident: INCIDENT, phase: 'draft', title: record().title, openedAt: expect.any(String) },
  ]);
});

test('a record that does not fit is refused as a whole, each fault with its field', async () => {
  const { status, body } = await put(record({ times: { awareAt: 'yesterday' }, titel: 'x' }));
  expect(status).toBe(400);
  expect(body.error).toBe('invalid-incident');
  expect(body.faults.join('\n')).toMatch(/times\.awareAt: /);
  expect(body.faults.join('\n')).toMatch(/times\.awareBasis: /);
  expect(body.faults.join('\n')).toMatch(/titel/);
  expect((await world.call('rosa', 'GET /incidents')).body).toEqual([]);
});

test('the record of another incident, and an id that is none, are refused', async () => {
  expect(await put(record({ incident: 'other-one' }))).toMatchObject({ status: 400 });
  expect(await put(record({ incident: 'Not An Id' }), 'Not An Id')).toMatchObject({
    status: 400,
    body: { error: 'invalid-incident-id' },
  });
});

test('the log names the fields that changed, those taken out too, and none of their values', async () => {
  await put(record({ risk: { level: 'risk', reason: 'SECRET-REASON' } }));
  await put(record({ title: 'SECRET-TITLE' }));
  const entries = (await world.log()).map(({ facts }) => facts?.fields);
  expect(entries[0]).toEqual(expect.arrayContaining(['title', 'risk', 'notice']));
  expect(entries[1]).toEqual(expect.arrayContaining(['risk', 'title']));
  expect(entries[1]).toHaveLength(2);
  expect(JSON.stringify(await world.log())).not.toMatch(/SECRET/);
});

test('the same record again changes nothing and logs nothing', async () => {
  await put(record());
  const before = await world.meta();
  await put(record());
  expect(await world.meta()).toEqual(before);
  expect(await world.log()).toHaveLength(1);
});

test('what a wary reader would stumble over comes back as warnings, with its place; it holds nothing', async () => {
  const texts = { ...noticeTexts, whatYouCanDo: ['Act now: confirm your password at www.example.com.'] };
  const sender = { ...record().sender, checkUrl: 'https://check.example/ref' };
  const { status, body } = await put(record({ sender, notice: { texts: { en: texts } } }));
  expect(status).toBe(200);
  const found = body.warnings.map(({ code, path }: { code: string; path: string }) => `${code} ${path}`);
  expect(found).toEqual([
    'foreign-check-url sender.checkUrl',
    'second-link notice.texts.en.whatYouCanDo.0',
    'asks-for-secrets notice.texts.en.whatYouCanDo.0',
    'urgency notice.texts.en.whatYouCanDo.0',
  ]);
  expect((await put(record())).body.warnings).toEqual([]);
});

test('a rehearsal is announced, and once a run has begun nobody turns it into the real thing or back', async () => {
  const rehearsal = record({ sending: { rehearsal: true } });
  expect((await put(rehearsal)).body.warnings).toMatchObject([{ code: 'rehearsal' }]);
  expect((await put(record())).status).toBe(200);
  await put(rehearsal);
  const run = {
    id: 'r0001',
    manifest: 'm',
    generation: 1,
    startedAt: 'x',
    lanes: 1,
    state: 'ended' as const,
  };
  await world.incidents.decide(INCIDENT, () => ({ run }));
  expect(await put(record())).toMatchObject({ status: 409, body: { error: 'rehearsal-fixed' } });
  expect((await put({ ...rehearsal, title: 'Another title' })).status).toBe(200);
});

test.each([
  ['GET /incidents/{incident}', undefined],
  ['POST /incidents/{incident}/approve', { manifest: 'm' }],
  ['POST /incidents/{incident}/pause', { why: 'x' }],
  ['GET /incidents/{incident}/quarantine', undefined],
  ['POST /incidents/{incident}/quarantine', { drop: 'd', line: 1, accept: false, why: 'x' }],
  ['POST /incidents/{incident}/recipients', { address: 'a@b.example', why: 'x' }],
  ['POST /incidents/{incident}/supplements', { why: 'x' }],
  ['POST /incidents/{incident}/exports', {}],
  ['GET /incidents/{incident}/exports/{export}', undefined],
])('%s of an incident that is not there is 404', async (route, body) => {
  expect(await world.call('rosa', route, body)).toMatchObject({
    status: 404,
    body: { error: 'no-such-incident' },
  });
});

test('the view holds no key, no shard and no resume point', async () => {
  await world.seed({ record: parsed(), recordHash: 'r' });
  await world.seedDrop(2, { checkpoint: 'SECRET-POSITION', state: 'reading' });
  const { body } = await world.call('alice', 'GET /incidents/{incident}');
  const text = JSON.stringify(body);
  expect(text).not.toMatch(/SECRET-POSITION|shardBits|"pk"|"sk"/);
  expect(body.key).toBeUndefined();
  expect(body.drops).toHaveLength(2);
});

test('a link to drop a file lies inside the incident, whatever the name', async () => {
  const link = (name: string) => world.call('rosa', 'POST /incidents/{incident}/uploads', { name });
  expect((await link('customers.csv')).body.url).toContain(`/${INCIDENT}/customers.csv`);
  for (const name of ['../other/x.csv', 'a/b.csv', '', 'x\u0000.csv', 'x\n.csv']) {
    expect([name, (await link(name)).status]).toEqual([name, 400]);
  }
});

describe('calls that cannot be served', () => {
  test('nobody signed: 403', async () => {
    expect(await world.call(null, 'PUT /incidents/{incident}', record())).toMatchObject({ status: 403 });
  });

  test('no JSON: 400', async () => {
    expect(await world.call('rosa', 'PUT /incidents/{incident}', '{oops')).toMatchObject({
      status: 400,
      body: { error: 'not-json' },
    });
  });

  test('no such route: 404', async () => {
    expect(await world.call('rosa', 'DELETE /incidents')).toMatchObject({ status: 404 });
  });

  test('a fault of ours: 500 without a word of what it was, which is in the log once', async () => {
    world.table.get = () => Promise.reject(new Error('the table is on fire'));
    const answer = await world.call('rosa', 'GET /incidents/{incident}');
    expect(answer).toMatchObject({ status: 500, body: { error: 'internal' } });
    expect(JSON.stringify(answer.body)).not.toContain('fire');
    expect(world.logged).toHaveLength(1);
    expect(world.logged[0]).toContain('the table is on fire');
  });
});

test('texts in another language arrive as they were written', async () => {
  const texts = { en: noticeTexts, 'zh-Hant': { ...noticeTexts, whatHappened: '檔案外洩。' } };
  const { body } = await put(record({ notice: { texts } }));
  expect(body.record.notice.texts['zh-Hant'].whatHappened).toBe('檔案外洩。');
});

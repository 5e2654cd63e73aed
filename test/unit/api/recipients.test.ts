import { RegisterWorld } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

const ended = {
  id: 'r0001',
  manifest: 'm',
  generation: 1,
  startedAt: '2026-03-01T12:00:00.000Z',
  endedAt: '2026-03-01T12:00:00.000Z',
  lanes: 1,
  state: 'ended',
} as const;
const START = '2026-03-01T12:00:00.000Z';
const unknownForGood = { status: 'unknown', rank: 20, unknownAt: START, unknownFinalAt: START };
const delivered = { status: 'delivered', rank: 60, sentAt: START, deliveredAt: START };

let world: RegisterWorld;
beforeEach(async () => {
  world = await RegisterWorld.open();
  await world.seed({ record: incidentRecord(), recordHash: 'record', run: ended });
  await world.seedExposure('Ada@corp.example');
});
afterEach(() => world.close());

const ask = (body: object, by = 'rosa') =>
  world.call(by, 'POST /incidents/{incident}/recipients', { why: 'she called', ...body });

test('was this address told? however it is spelt', async () => {
  await world.seedNotice('ada@corp.example', delivered);
  for (const address of ['Ada@corp.example', ' ada@CORP.example ', 'ADA@corp.example.']) {
    expect((await ask({ address })).body).toEqual({
      affected: true,
      rid: world.ridOf('ada@corp.example'),
      outcome: 'delivered',
    });
  }
});

test('an address that is not in any file is not affected, and an unreadable one neither', async () => {
  expect((await ask({ address: 'nobody@corp.example' })).body).toEqual({ affected: false });
  expect((await ask({ address: 'no address at all' })).body).toEqual({ affected: false });
});

test('each look is an entry in the log that names the recipient by id and never by address', async () => {
  await ask({ address: 'ada@corp.example' });
  await ask({ address: 'nobody@corp.example' });
  const log = await world.log();
  expect(log).toMatchObject([
    {
      what: 'recipient-looked-up',
      why: 'she called',
      by: expect.stringContaining('rosa'),
      facts: { rid: world.ridOf('ada@corp.example'), affected: true },
    },
    { what: 'recipient-looked-up', facts: { affected: false } },
  ]);
  expect(JSON.stringify(log)).not.toMatch(/corp\.example/i);
});

test('no reason, no answer', async () => {
  expect(await ask({ address: 'ada@corp.example', why: ' ' })).toMatchObject({ status: 400 });
  expect(await world.log()).toEqual([]);
});

test('withholding and releasing somebody who is pending', async () => {
  const address = 'ada@corp.example';
  expect((await ask({ address, decision: 'withhold' })).body).toMatchObject({ outcome: 'withheld' });
  expect(await ask({ address, decision: 'withhold' })).toMatchObject({
    status: 409,
    body: { error: 'already-withheld' },
  });
  expect((await ask({ address, decision: 'release' })).body).toMatchObject({ outcome: 'pending' });
  expect(await ask({ address, decision: 'release' })).toMatchObject({ body: { error: 'not-withheld' } });
  expect((await world.meta()).decisions).toBe(2);
  expect((await world.decisionsOn(address)).map(({ decision }) => decision)).toEqual(['withhold', 'release']);
});

test('while a run goes on only a withhold of its own time can be taken back', async () => {
  const address = 'ada@corp.example';
  await ask({ address, decision: 'withhold' });
  await world.change({ run: { ...ended, state: 'running', startedAt: world.time.toISOString() } });
  expect(await ask({ address, decision: 'release' })).toMatchObject({
    status: 409,
    body: { error: 'run-going-on' },
  });
  await world.seedExposure('bob@corp.example');
  await ask({ address: 'bob@corp.example', decision: 'withhold' });
  expect((await ask({ address: 'bob@corp.example', decision: 'release' })).body).toMatchObject({
    outcome: 'pending',
  });
});

describe('a second mail', () => {
  test('can be decided on when the outcome is unknown for good, and makes the recipient pending', async () => {
    await world.seedNotice('ada@corp.example', unknownForGood);
    expect((await ask({ address: 'ada@corp.example', decision: 'resend' })).body).toMatchObject({
      outcome: 'pending',
    });
    expect(await world.decisionsOn('ada@corp.example')).toMatchObject([
      { decision: 'resend', sequence: 1, why: 'she called', by: expect.stringContaining('rosa') },
    ]);
  });

  test('names the notice that is in doubt: the supplement, when that one is', async () => {
    await world.seedNotice('ada@corp.example', delivered);
    await world.seedNotice('ada@corp.example', { ...unknownForGood, sequence: 2 });
    await ask({ address: 'ada@corp.example', decision: 'resend' });
    expect(await world.decisionsOn('ada@corp.example')).toMatchObject([{ decision: 'resend', sequence: 2 }]);
  });

  test.each([
    ['delivered', delivered],
    ['unknown, but within the grace', { ...unknownForGood, unknownFinalAt: undefined }],
    ['proved by an event since', { ...unknownForGood, ...delivered }],
  ])('is refused when the outcome is %s, and the refused look is logged', async (_what, facts) => {
    await world.seedNotice('ada@corp.example', facts);
    for (const decision of ['resend', 'accept-unknown']) {
      expect(await ask({ address: 'ada@corp.example', decision })).toMatchObject({
        status: 409,
        body: { error: 'not-unknown' },
      });
    }
    expect(await world.decisionsOn('ada@corp.example')).toEqual([]);
    expect((await world.log()).map(({ what }) => what)).toEqual([
      'recipient-looked-up',
      'recipient-looked-up',
    ]);
  });

  test('is refused while a run goes on', async () => {
    await world.change({ run: { ...ended, state: 'running' } });
    await world.seedNotice('ada@corp.example', unknownForGood);
    expect(await ask({ address: 'ada@corp.example', decision: 'resend' })).toMatchObject({
      status: 409,
      body: { error: 'run-going-on' },
    });
  });

  test('is taken back by accepting the unknown', async () => {
    await world.seedNotice('ada@corp.example', unknownForGood);
    await ask({ address: 'ada@corp.example', decision: 'resend' });
    expect((await ask({ address: 'ada@corp.example', decision: 'accept-unknown' })).body).toMatchObject({
      outcome: 'unknown',
    });
  });
});

test('the second route done is on record with who and why, and changes no outcome', async () => {
  await world.seedNotice('ada@corp.example', {
    status: 'bounced',
    rank: 75,
    sentAt: START,
    bouncedAt: START,
    bounce: { type: 'Permanent', subType: 'General', hard: true },
  });
  const done = { address: 'ada@corp.example', decision: 'second-route-done' };
  expect((await ask(done)).status).toBe(400);
  expect((await ask({ ...done, route: 'pigeon' })).status).toBe(400);
  expect((await ask({ ...done, route: 'telephone' })).body).toMatchObject({ outcome: 'bounced' });
  expect(await world.decisionsOn('ada@corp.example')).toMatchObject([
    { route: 'telephone', by: expect.any(String) },
  ]);
  expect((await world.log()).at(-1)).toMatchObject({
    what: 'second-route-done',
    why: 'she called',
    facts: { route: 'telephone' },
  });
});

describe('supplements', () => {
  const decide = () => world.call('rosa', 'POST /incidents/{incident}/supplements', { why: 'a second list' });

  test('are decided for everyone who was told of less, once', async () => {
    for (let n = 0; n < 60; n++) {
      await world.seedExposure(`p${n}@corp.example`);
      await world.seedExposure(`p${n}@corp.example`, { generation: 2, company: 'Other Ltd' });
      await world.seedNotice(`p${n}@corp.example`, n % 2 === 0 ? delivered : unknownForGood);
    }
    await world.change({ manifest: { generation: 2, hash: 'm' } } as never);
    expect((await decide()).body).toEqual({ decided: 30, more: false });
    expect((await decide()).body).toEqual({ decided: 0, more: false });
    expect(await world.decisionsOn('p0@corp.example')).toMatchObject([
      { decision: 'supplement', why: 'a second list' },
    ]);
    expect(await world.decisionsOn('p1@corp.example')).toEqual([]);
    expect(await world.log()).toMatchObject([
      { what: 'supplements-begun', why: 'a second list' },
      { what: 'supplements-decided', facts: { recipients: 30, more: false } },
      {},
      {},
    ]);
  });

  test.each([
    ['nobody has been told', undefined, 'no-run'],
    ['a run goes on', { ...ended, state: 'running' } as const, 'run-going-on'],
  ])('are refused while %s', async (_what, run, error) => {
    await world.change({ run } as never);
    const before = await world.meta();
    expect(await decide()).toMatchObject({ status: 409, body: { error } });
    expect(await world.meta()).toEqual(before);
  });
});

import { dropSk, quarantineSk } from '../../../lambdas/adapters/register/keys';
import type { QuarantineLine } from '../../../lambdas/api/contract';
import { fileReport, RegisterWorld } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

let world: RegisterWorld;
beforeEach(async () => {
  world = await RegisterWorld.open();
  await world.seed({ record: incidentRecord(), recordHash: 'record' });
  await world.seedExposure('ada@corp.example');
  await world.seedLine(7);
});
afterEach(() => world.close());

const decide = (body: object) =>
  world.call('rosa', 'POST /incidents/{incident}/quarantine', { drop: 'file1#v', line: 7, ...body });
const accept = (address: string, more: object = {}) =>
  decide({ accept: true, address, company: 'Corp', group: 'Ops', why: 'it says (at)', ...more });
const dismiss = () => decide({ accept: false, why: 'a test row' });

test('a list of the lines, with text and decision, is one look into personal data and logged as such', async () => {
  const { body } = await world.call('rosa', 'GET /incidents/{incident}/quarantine');
  expect(body.lines).toMatchObject([{ drop: 'file1#v', member: 1, line: 7, code: 'address-invalid' }]);
  expect(body.lines[0].text).toContain('person7(at)');
  const [entry] = (await world.log()).filter(({ what }) => what === 'quarantine-read');
  expect(entry).toMatchObject({ by: expect.stringContaining('rosa'), facts: { lines: 1 } });
  expect(JSON.stringify(await world.log())).not.toContain('person7');
});

test('pages follow each other without a gap, and the last one says that it is', async () => {
  for (let line = 100; line < 300; line++) await world.seedLine(line);
  const lines: number[] = [];
  let after: string | undefined;
  let pages = 0;
  do {
    const query = after === undefined ? undefined : { after };
    const { body } = await world.call('rosa', 'GET /incidents/{incident}/quarantine', undefined, { query });
    lines.push(...body.lines.map(({ line }: { line: number }) => line));
    after = body.next;
    pages++;
  } while (after !== undefined);
  expect(lines).toEqual([7, ...Array.from({ length: 200 }, (_, n) => 100 + n)]);
  expect(pages).toBe(3);
});

test('pages go on from file to file, in the order in which people number them', async () => {
  await world.seedDrop(2, { drop: '0second#v', sk: dropSk('0second#v') });
  for (let line = 100; line < 250; line++) {
    await world.seedLine(line, { drop: '0second#v', sk: quarantineSk('0second#v', 0, line) });
    await world.seedLine(line);
  }
  const places: string[] = [];
  let after: string | undefined;
  do {
    const query = after === undefined ? undefined : { after };
    const { body } = await world.call('rosa', 'GET /incidents/{incident}/quarantine', undefined, { query });
    places.push(...body.lines.map(({ drop, line }: QuarantineLine) => `${drop}:${line}`));
    after = body.next;
  } while (after !== undefined);
  const lines = Array.from({ length: 150 }, (_, at) => 100 + at);
  expect(places).toEqual([
    ...[7, ...lines].map((line) => `file1#v:${line}`),
    ...lines.map((line) => `0second#v:${line}`),
  ]);
});

test('an accepted line becomes a recipient of the next generation, with the decision on the line', async () => {
  const answer = await accept('Person7@Corp.example');
  expect(answer).toMatchObject({ status: 200, body: { decision: { accept: true, why: 'it says (at)' } } });
  expect(await world.meta()).toMatchObject({ generation: 2, decisions: 1 });
  expect((await world.recipient('person7@corp.example'))?.exposures).toMatchObject([
    {
      address: 'Person7@corp.example',
      company: 'Corp',
      group: 'Ops',
      generation: 2,
      drop: 'file1#v',
      member: 0,
      line: 7,
    },
  ]);
  expect((await world.log()).at(-1)).toMatchObject({
    what: 'line-accepted',
    facts: { member: 1, line: 7, code: 'address-invalid', generation: 2 },
  });
  expect(JSON.stringify(await world.log())).not.toMatch(/person7@/i);
});

test('it voids the manifest: what was approved before does not cover the new recipient', async () => {
  await world.tick();
  const { hash } = (await world.meta()).manifest!;
  await accept('person7@corp.example');
  const stale = await world.call('alice', 'POST /incidents/{incident}/approve', { manifest: hash });
  expect(stale).toMatchObject({ status: 409, body: { error: 'manifest-outdated' } });
  await world.tick();
  const after = await world.meta();
  expect(after.manifest).toMatchObject({ generation: 2, recipients: 2, decisions: 1 });
  expect(after.manifest!.hash).not.toBe(hash);
});

test('a dismissed line adds nobody and holds nothing any more', async () => {
  const quarantine = [{ line: 7, lineTo: 7, code: 'stray-quote', isolated: false }];
  await world.seedDrop(1, { files: [fileReport({ quarantine })] });
  await world.tick();
  expect((await world.meta()).holds.map(({ code }) => code)).toContain('structural-quarantine');
  expect(await dismiss()).toMatchObject({ status: 200, body: { decision: { accept: false } } });
  await world.tick();
  const after = await world.meta();
  expect(after).toMatchObject({ generation: 1, manifest: { recipients: 1 } });
  expect(after.holds.map(({ code }) => code)).toEqual(['awaiting-approval']);
});

describe('a decided line stays decided', () => {
  test('accepted: a second person of it may be added, the same one not, and it cannot be dismissed', async () => {
    await accept('first@corp.example');
    const first = (await world.call('rosa', 'GET /incidents/{incident}/quarantine')).body.lines[0].decision;
    expect((await accept('second@corp.example')).status).toBe(200);
    expect(await accept('FIRST@corp.example')).toMatchObject({
      status: 409,
      body: { error: 'already-decided' },
    });
    const refused = await dismiss();
    expect(refused).toMatchObject({ status: 409, body: { error: 'already-decided' } });
    expect(refused.body.message).toMatch(/accepted by .*rosa.* at 2026.*withhold/);
    expect(await world.recipient('second@corp.example')).toMatchObject({
      exposures: [{ generation: 3, line: 7 }],
    });
    const { lines } = (await world.call('rosa', 'GET /incidents/{incident}/quarantine')).body;
    expect(lines[0].decision).toEqual(first);
  });

  test('dismissed: not again, but whoever finds a person in it after all may still accept', async () => {
    await dismiss();
    expect(await dismiss()).toMatchObject({ status: 409, body: { error: 'already-decided' } });
    expect(await accept('late@corp.example')).toMatchObject({
      status: 200,
      body: { decision: { accept: true } },
    });
    expect(await world.recipient('late@corp.example')).toBeDefined();
  });

  test('two people deciding at the same moment: one is told to look again, and neither half is written', async () => {
    const answers = await Promise.all([accept('one@corp.example'), dismiss(), accept('two@corp.example')]);
    const well = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status }) => status === 409);
    expect(well.length + lost.length).toBe(3);
    const { generation, decisions } = await world.meta();
    const people = await Promise.all(
      ['one@corp.example', 'two@corp.example'].map((address) => world.recipient(address)),
    );
    expect(generation).toBe(1 + people.filter(Boolean).length);
    expect(decisions).toBe(well.length);
  });
});

test.each([
  [
    'an address that no mail can go to',
    { accept: true, address: 'not an address', why: 'x' },
    'invalid-address',
  ],
  ['acceptance without an address', { accept: true, why: 'x' }, 'invalid-body'],
  ['dismissal with an address', { accept: false, address: 'a@corp.example', why: 'x' }, 'invalid-body'],
  ['no reason', { accept: false, why: '' }, 'invalid-body'],
])('%s is refused', async (_what, body, error) => {
  expect(await decide(body)).toMatchObject({ status: 400, body: { error } });
  expect(await world.meta()).toMatchObject({ generation: 1 });
});

test('a line that is not there is 404', async () => {
  expect(await decide({ line: 99, accept: false, why: 'x' })).toMatchObject({ status: 404 });
});

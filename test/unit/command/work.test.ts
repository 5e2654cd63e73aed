import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { approve } from '../../../bin/command/approve';
import { readConnection, removeConnection } from '../../../bin/command/connection';
import { control, dropFiles, putRecord, recipient, setAside, supplements } from '../../../bin/command/decide';
import { exportIncident } from '../../../bin/command/export';
import { incidents, show } from '../../../bin/command/look';
import { quarantine } from '../../../bin/command/quarantine';
import type { DropItem } from '../../../lambdas/adapters/register/items';
import { dropSk, exportSk, incidentPk, quarantineSk } from '../../../lambdas/adapters/register/keys';
import { ApiServer } from '../../support/api-server';
import { incidentRecord as written } from '../../support/records';
import { fileReport, INCIDENT, RegisterWorld } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

let world: RegisterWorld;
let api: ApiServer;
let data: string;
let printed: string;

beforeEach(async () => {
  world = await RegisterWorld.open();
  api = await ApiServer.open(world);
  data = mkdtempSync(join(tmpdir(), 'work-'));
  api.connect(data);
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = 0;
  await api.close();
  await world.close();
  rmSync(data, { recursive: true, force: true });
});

const options = <More extends object>(more?: More) => ({ data, ...(more as More) });

async function inReview(): Promise<void> {
  await world.seed({ record: incidentRecord(), recordHash: 'record' });
  await world.seedDrop(1, { files: [fileReport()] });
  await world.seedExposure('ada@corp.example');
  await world.tick();
}

describe('the connection', () => {
  test('is for this user’s eyes only', () => {
    expect(statSync(join(data, 'connection.json')).mode & 0o777).toBe(0o600);
  });

  test('left over from a process that was killed is no connection', async () => {
    await api.close();
    await expect(show(INCIDENT, options())).rejects.toThrow('it is not a data folder');
    api = await ApiServer.open(world);
  });

  test('is gone when the stack has stopped', async () => {
    removeConnection(data);
    await expect(incidents(options())).rejects.toThrow('it is not a data folder');
  });

  test('knows the operators of this computer and nobody else', async () => {
    expect(() => readConnection(data)?.operator('bob')).toThrow(
      "there is no operator 'bob', only responder, approver-1, approver-2.",
    );
  });
});

test('incidents lists them; --json is what the api says', async () => {
  await inReview();
  await incidents(options());
  expect(printed).toMatch(/^leak-2026 {2}review {2}2026-03-01T12:00 {2}Customer list on a public site\n$/);
  printed = '';
  await incidents(options({ json: true }));
  expect(JSON.parse(printed)).toMatchObject([{ incident: INCIDENT, phase: 'review' }]);
});

test('an incident that is not there is one clear line', async () => {
  await expect(show('nope-2026', options())).rejects.toThrow("there is no incident 'nope-2026'");
});

describe('show', () => {
  test('says on one screen where it stands and who does what next', async () => {
    await inReview();
    await show(INCIDENT, options());
    const { manifest } = await world.meta();
    expect(printed.split('\n').length).toBeLessThan(25);
    expect(printed).toContain('11 lines = 1 header + 10 record + 0 blank + 0 quarantined');
    expect(printed).toContain('people    1: 1 pending');
    expect(printed).toContain(manifest!.hash);
    expect(printed).toContain(`npm start -- approve leak-2026 --as approver-1 --data ${data}`);
  });

  test('names a command that takes the data folder with it, and no other', async () => {
    await world.seed();
    await world.seedDrop(1, { files: [fileReport()] });
    await world.tick();
    await show(INCIDENT, options());
    expect(printed).toMatch(/npm start -- incident new\n/);
  });

  test('names a folder as a shell takes it', async () => {
    await inReview();
    const folder = join(data, "Bob's leak");
    mkdirSync(folder);
    api.connect(folder);
    await show(INCIDENT, { data: folder });
    expect(printed).toContain(`--data '${data}/Bob'\\''s leak'`);
  });

  test('says in full what has voided an approval, on lines of one screen', async () => {
    await inReview();
    await approve(INCIDENT, options({ as: 'approver-1' }));
    await recipient(INCIDENT, 'ada@corp.example', options({ why: 'x', withhold: true }));
    await world.seedExposure('new@corp.example', { generation: 1 });
    await world.tick();
    printed = '';
    await show(INCIDENT, options());
    expect(printed.replace(/\s+/g, ' ')).toContain('has changed since: recipients.');
    for (const line of printed.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  test('while it is being sent says how far it is, and that the people were counted before', async () => {
    await inReview();
    await approve(INCIDENT, options({ as: 'approver-1' }));
    await world.tick();
    printed = '';
    await show(INCIDENT, options());
    expect(printed).toMatch(
      /people {4}1: 1 pending \(as of [^)]+; counted anew when the run pauses or ends\)/,
    );
    expect(printed).toMatch(/sending {3}0 mails of this run accepted by SES/);
  });

  test('names of files cannot act on the terminal', async () => {
    await inReview();
    const custody = { ...(await world.incidents.drops(INCIDENT))[0]!.custody };
    await world.seedDrop(1, { custody: { ...custody, key: `${INCIDENT}/\u001b[2Jx\u202e.csv` } });
    await show(INCIDENT, options());
    expect(printed).toContain('\\u{1b}[2Jx\\u{202e}.csv');
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('approve', () => {
  test('shows the hash first and sends exactly that', async () => {
    await inReview();
    const { hash } = (await world.meta()).manifest!;
    await approve(INCIDENT, options({ as: 'approver-1', why: 'read it' }));
    expect(printed.split('\n')[0]).toBe(`manifest  ${hash}`);
    expect(api.calls.at(-1)).toMatchObject({
      by: 'approver-1',
      route: 'POST /incidents/{incident}/approve',
      body: { manifest: hash, why: 'read it' },
    });
    expect(printed).toContain('sending to 1 person starts within a minute');
  });

  test('shows the words of every language, their values inert', async () => {
    const record = incidentRecord();
    record.notice.texts.en!.whatHappened = 'A list lay open.\n\n\u202eBackwards.';
    record.notice.texts.de = { ...record.notice.texts.en!, whatHappened: 'Eine Liste lag offen.' };
    await world.seed({ record, recordHash: 'record' });
    await world.seedDrop(1, { files: [fileReport()] });
    await world.seedExposure('ada@corp.example');
    await world.tick();
    await approve(INCIDENT, options({ as: 'approver-1' }));
    expect(printed).toContain('A list lay open.');
    expect(printed).toContain('Eine Liste lag offen.');
    expect(printed).toContain('[reference]');
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('is refused while there is no notice, also by the api', async () => {
    await world.seed();
    await world.seedDrop(1, { files: [fileReport()] });
    await world.seedExposure('ada@corp.example');
    await world.tick();
    await expect(approve(INCIDENT, options({ as: 'approver-1' }))).rejects.toThrow('no notice');
    const { manifest } = await world.meta();
    const asked = { manifest: manifest!.hash };
    const answer = await world.call('approver-1', 'POST /incidents/{incident}/approve', asked);
    expect(answer).toMatchObject({ status: 409, body: { error: 'no-notice' } });
  });

  test.each(['responder', 'bob'])('by %s, who may not, says who may, before anything is read', async (as) => {
    await inReview();
    await expect(approve(INCIDENT, options({ as }))).rejects.toThrow(
      `${as} may not approve: who prepares an incident does not. approver-1 and approver-2 may: --as approver-1.`,
    );
    expect(api.calls).toEqual([]);
  });

  test('of another hash than the current one sends nothing', async () => {
    await inReview();
    const other = 'f'.repeat(64);
    await expect(approve(INCIDENT, options({ as: 'approver-1', manifest: other }))).rejects.toThrow(other);
    expect(api.calls.filter(({ route }) => route.endsWith('/approve'))).toEqual([]);
  });

  test('by the first of two says that somebody else is needed', async () => {
    await inReview();
    await world.change({ record: incidentRecord({ policy: { approval: 'two' } }) });
    await approve(INCIDENT, options({ as: 'approver-1' }));
    expect(printed).toContain('a second, different person approves the same manifest');
  });
});

test('a quarantine with nothing in it says so', async () => {
  await inReview();
  await quarantine(INCIDENT, undefined, undefined, options());
  expect(printed).toBe('nothing of leak-2026 is quarantined\n');
});

describe('quarantine', () => {
  beforeEach(async () => {
    await inReview();
    await world.seedLine(7, { text: 'Corp,\u001b]0;x\u0007\u202eOps,per(at)corp.example', lineTo: 8 });
  });

  test('lists the open lines by file, member and line, their text inert', async () => {
    await quarantine(INCIDENT, undefined, undefined, options());
    expect(printed).toContain(`--why W --data ${data}`);
    expect(printed).toContain('1 of 1 quarantined place of leak-2026 waits');
    expect(printed).toContain('\n1:7..8  address-invalid');
    expect(printed).toContain('Corp,\\u{1b}]0;x\\u{7}\\u{202e}Ops,per(at)corp.example');
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    printed = '';
    await quarantine(INCIDENT, undefined, undefined, options({ json: true }));
    expect(JSON.parse(printed)).toMatchObject([
      { place: '1:7', member: 1, line: 7, text: expect.stringContaining('per(at)') },
    ]);
  });

  test('accept makes a recipient of it, dismiss does not, and the list then has it decided', async () => {
    const said = { address: 'per@corp.example', company: 'Corp', group: 'Ops', why: 'it says (at)' };
    await quarantine(INCIDENT, 'accept', '1:7', options(said));
    expect(await world.recipient('per@corp.example')).toMatchObject({
      exposures: [{ company: 'Corp', line: 7 }],
    });
    await world.seedLine(9);
    await quarantine(INCIDENT, 'dismiss', '1.1:9', options({ why: 'a test row' }));
    printed = '';
    await quarantine(INCIDENT, undefined, undefined, options());
    expect(printed).toContain('0 of 2 quarantined places');
  });

  test('an accepted line takes no number from the next file; all go by file, member and line', async () => {
    await quarantine(
      INCIDENT,
      'accept',
      '1:7',
      options({ address: 'per@corp.example', why: 'it says (at)' }),
    );
    const { generation } = await world.meta();
    const zip = { drop: '0first#v', member: 1, generation: generation + 1 };
    await world.change({ generation: generation + 1 });
    await world.seedDrop(generation + 1, {
      sk: dropSk(zip.drop),
      drop: zip.drop,
      files: [fileReport({ name: 'b.zip/a.csv' }), fileReport({ name: 'b.zip/b.csv' })],
    });
    for (const line of [40, 5]) await world.seedLine(line, { ...zip, sk: quarantineSk(zip.drop, 1, line) });
    printed = '';
    await quarantine(INCIDENT, undefined, undefined, options({ json: true }));
    expect(JSON.parse(printed).map(({ place }: { place: string }) => place)).toEqual([
      '1:7',
      '2.2:5',
      '2.2:40',
    ]);
    await quarantine(INCIDENT, 'dismiss', '2.2:40', options({ why: 'a test row' }));
    expect((await world.log()).at(-1)).toMatchObject({
      what: 'line-dismissed',
      facts: { drop: zip.drop, member: 2, line: 40 },
    });
    printed = '';
    await show(INCIDENT, options());
    expect(printed).toContain('  file 2    file3.csv  read');
    expect(printed).toContain('2.2 b.csv: 11 lines = 1 header');
    await setAside(INCIDENT, '2', options({ why: 'a corrected one is there' }));
    expect(printed).toContain('file 2 is set aside');
  });

  test.each([
    ['an unknown word', ['adopt', '1:7', {}], /neither accept nor dismiss/],
    ['no place', ['dismiss', undefined, { why: 'x' }], /which line/],
    ['no place that it could be', ['dismiss', '7', { why: 'x' }], /not FILE:LINE/],
    ['a file that is not there', ['dismiss', '4:7', { why: 'x' }], /no file '4'/],
    ['a member that is not there', ['dismiss', '1.2:7', { why: 'x' }], /no such quarantined line/],
    ['a line that is not there', ['dismiss', '1:70', { why: 'x' }], /no such quarantined line/],
    ['no reason', ['dismiss', '1:7', {}], /--why/],
    ['no address', ['accept', '1:7', { why: 'x' }], /needs the address/],
  ] as const)('%s is one clear line', async (_what, [action, place, more], fault) => {
    await expect(quarantine(INCIDENT, action, place, options(more))).rejects.toThrow(fault);
  });

  test('a file set aside holds no longer', async () => {
    await setAside(INCIDENT, '1', options({ why: 'a corrected one is there' }));
    expect((await world.incidents.drops(INCIDENT))[0]).toMatchObject({
      setAside: { why: 'a corrected one is there' },
    });
  });
});

describe('recipient', () => {
  const why = 'she called';

  test('says whether an address is affected', async () => {
    await inReview();
    await recipient(INCIDENT, 'ada@corp.example', options({ why }));
    await recipient(INCIDENT, 'nobody@corp.example', options({ why }));
    expect(printed).toMatch(/^affected: pending\nnot affected/);
  });

  test('carries a decision out, with its reason', async () => {
    await inReview();
    await recipient(INCIDENT, 'ada@corp.example', options({ why, withhold: true }));
    expect(printed).toContain('affected: withheld');
    expect(await world.decisionsOn('ada@corp.example')).toMatchObject([{ decision: 'withhold', why }]);
  });

  test('withheld while a run goes on: it says from when on, and that nothing has to be approved', async () => {
    await inReview();
    await approve(INCIDENT, options({ as: 'approver-1' }));
    await world.tick();
    printed = '';
    await recipient(INCIDENT, 'ada@corp.example', options({ why, withhold: true }));
    expect(printed).toContain('within a second');
    await recipient(INCIDENT, 'ada@corp.example', options({ why, release: true }));
    expect(printed).toContain('told in this run');
    expect(printed).not.toContain('approved');
  });

  test('a second mail is not promised to go by itself: something may hold it', async () => {
    await inReview();
    const at = '2026-03-01T12:00:00.000Z';
    const facts = { status: 'unknown', rank: 20, unknownAt: at, unknownFinalAt: at };
    await world.seedNotice('ada@corp.example', facts);
    await recipient(INCIDENT, 'ada@corp.example', options({ why, resend: true }));
    expect(printed).toContain('by itself, unless something holds the incident or waits for approval');
  });

  test('two decisions at once, and one about nobody, are refused', async () => {
    await inReview();
    await expect(
      recipient(INCIDENT, 'ada@corp.example', options({ why, withhold: true, release: true })),
    ).rejects.toThrow('one decision at a time');
    await expect(
      recipient(INCIDENT, 'nobody@corp.example', options({ why, withhold: true })),
    ).rejects.toThrow('in no file');
    await expect(recipient(INCIDENT, 'ada@corp.example', options({ why, resend: true }))).rejects.toThrow(
      'unknown for good',
    );
  });
});

test('pause and resume say what happens, and why is kept', async () => {
  await inReview();
  await expect(control('pause', INCIDENT, options({ why: 'x' }))).rejects.toThrow('Nothing is being sent');
  const { manifest } = await world.meta();
  await world.call('approver-1', 'POST /incidents/{incident}/approve', { manifest: manifest!.hash });
  await world.tick();
  await control('pause', INCIDENT, options({ why: 'a doubt' }));
  await control('resume', INCIDENT, options({ why: 'settled' }));
  expect(printed).toMatch(/^pause: .*\nresume: /);
  expect((await world.log()).slice(-2)).toMatchObject([
    { what: 'paused', why: 'a doubt' },
    { what: 'resumed', why: 'settled' },
  ]);
});

test('supplements before anybody was told are refused', async () => {
  await inReview();
  await expect(supplements(INCIDENT, options({ why: 'x' }))).rejects.toThrow('Nobody has been told yet');
});

describe('drop', () => {
  const text = 'neither an address nor a column';
  async function refused(code: string): Promise<string> {
    const file = join(data, 'list.csv');
    writeFileSync(file, text);
    await inReview();
    const [{ custody }] = (await world.incidents.drops(INCIDENT)) as [DropItem];
    await world.seedDrop(1, {
      custody: { ...custody, key: `${INCIDENT}/list.csv`, bytes: text.length },
      state: 'refused',
      sha256: createHash('sha256').update(text).digest('hex'),
      fault: { code, detail: 'x' },
    });
    return file;
  }

  test('of a file that was refused says that it is there, and drops nothing', async () => {
    await dropFiles(INCIDENT, [await refused('no-address-column')], options());
    expect(printed).toBe(`${join(data, 'list.csv')} was dropped before: it is file 1\n`);
  });

  test('of a file that is not there asks nobody', async () => {
    await expect(dropFiles(INCIDENT, [join(data, 'no.csv')], options())).rejects.toThrow('no such file');
    expect(api.calls).toEqual([]);
  });

  test('of a file that is only read when it is dropped again drops it', async () => {
    const upload = dropFiles(INCIDENT, [await refused('reader-changed')], options());
    await expect(upload).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });
});

test('incident put sends the record; faults come back with their fields', async () => {
  const file = join(data, 'incident.json');
  writeFileSync(file, `// written by hand\n${JSON.stringify(written({ incident: INCIDENT }))}`);
  await putRecord(file, options());
  expect(printed).toContain(`${INCIDENT} is described`);
  expect(printed).toContain(`npm start -- drop ${INCIDENT} FILE --data ${data}`);
  writeFileSync(file, '{}');
  await expect(putRecord(file, options())).rejects.toThrow(/incident\.json: incident: /);
});

describe('export', () => {
  test('of no moment names the fault once', async () => {
    await inReview();
    await expect(exportIncident(INCIDENT, options({ out: data, asOf: 'tomorrow' }))).rejects.toThrow(
      /^The body does not fit: asOf: must be a time such as 2023-06-29T09:00:00Z$/,
    );
  });

  const built =
    (balanced: boolean) =>
    async ({ export: id }: { export: string }) => {
      const key = { pk: incidentPk(INCIDENT), sk: exportSk(id) };
      const pack = (name: string) => ({ key: `${id}/${name}.zip`, sha256: 'f', bytes: 1 });
      const done = {
        state: 'done',
        balanced,
        checks: [{ name: 'lines of file 1', left: 10, right: balanced ? 10 : 9, ok: balanced }],
        fingerprint: 'abc',
        evidence: pack('evidence'),
        regulator: pack('regulator'),
      };
      await world.table.put({ ...(await world.table.get<object>(key)), ...key, ...done } as never);
    };

  test('saves both packs, as of the moment that was asked for', async () => {
    await inReview();
    world.onExport = built(true);
    const out = join(data, 'packs');
    await exportIncident(INCIDENT, options({ out, asOf: '2026-02-01T00:00:00Z' }));
    expect(readFileSync(join(out, 'evidence.zip'), 'utf8')).toBe('bytes of /packs/id-1/evidence.zip');
    expect(readFileSync(join(out, 'regulator.zip'), 'utf8')).toBe('bytes of /packs/id-1/regulator.zip');
    expect(printed).toContain('as of 2026-02-01T00:00:00.000Z');
    expect(process.exitCode).toBe(0);
  });

  test('that does not balance names the sum and ends with 2', async () => {
    await inReview();
    world.onExport = built(false);
    await exportIncident(INCIDENT, options({ out: join(data, 'packs') }));
    expect(printed).toContain('NOT BALANCED: lines of file 1 (10 against 9)');
    expect(process.exitCode).toBe(2);
  });

  test('while addresses are being erased is refused in one line', async () => {
    await inReview();
    const erasing = { since: '', part: 0, exposures: 0, decisions: 0, events: 0, quarantined: 0 };
    await world.change({ erasing });
    const exported = exportIncident(INCIDENT, options({ out: join(data, 'packs') }));
    await expect(exported).rejects.toThrow(
      /^[^\n]*being erased on schedule: ask again when that is done[^\n]*$/,
    );
  });

  test('into a place that is a file is one clear line', async () => {
    await inReview();
    mkdirSync(join(data, 'x'));
    writeFileSync(join(data, 'x', 'file'), '');
    await expect(exportIncident(INCIDENT, options({ out: join(data, 'x', 'file') }))).rejects.toThrow(
      'it is a file, not a folder',
    );
  });
});

test('what a wary reader would stumble over is named by put, show and approve, before anybody approves', async () => {
  const step = 'Act now.';
  const record = { ...written(), incident: INCIDENT };
  record.notice = { ...record.notice, texts: { en: { ...record.notice.texts.en!, whatYouCanDo: [step] } } };
  const file = join(data, 'record.json');
  writeFileSync(file, JSON.stringify(record));
  const warning = /warning +urgency: notice\.texts\.en\.whatYouCanDo\.0: /;
  await putRecord(file, options());
  expect(printed).toMatch(warning);
  await world.seedDrop(1, { files: [fileReport()] });
  await world.seedExposure('ada@corp.example');
  await world.tick();
  for (const command of [
    () => show(INCIDENT, options()),
    () => approve(INCIDENT, options({ as: 'approver-1' })),
  ]) {
    printed = '';
    await command();
    expect(printed).toMatch(warning);
  }
});

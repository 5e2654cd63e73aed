import type {
  DropItem,
  ExportItem,
  ExposureItem,
  IncidentItem,
  LogItem,
  NoticeItem,
  QuarantineItem,
  RecordItem,
} from '../../../lambdas/adapters/register/items';
import {
  eventsPk,
  exportSk,
  incidentPk,
  logPk,
  logSk,
  noticeSk,
  quarantinePk,
  recipientsPk,
} from '../../../lambdas/adapters/register/keys';
import { appendLog } from '../../../lambdas/adapters/register/log';
import { shardOf } from '../../../lambdas/domain/ids';
import { verifyPack } from '../../../lambdas/export/verify/verify-pack';
import { askedExport, packsOf, seeded } from '../../support/build-packs';
import { at, INCIDENT, itemsOfPerson, personOf, SHARD_BITS, testSigner } from '../../support/export-fixture';
import { unzip } from '../../support/zip';

const textOf = async (path: string, name: string) =>
  new Map(await unzip(path)).get(`evidence/data/${name}`)!.toString();
const summaryOf = async (path: string) => JSON.parse(await textOf(path, 'summary.json'));

test('as of a moment in the run, later claims, facts, events and log entries do not count', async () => {
  // person i is claimed at second i, accepted at i + 1, delivered or refused at i + 2
  const packs = await packsOf(await seeded(16, at(9)));
  expect(packs.item.balanced).toBe(true);
  const summary = await summaryOf(packs.evidence);
  // 0..7 are complete as in the fixture; 8 is accepted but not delivered; 9 is claimed; the others are to come
  expect(summary.recipients).toMatchObject({
    total: 16,
    delivered: 3,
    sent: 2,
    bounced: 1,
    suppressed: 1,
    unknown: 1,
    claimed: 1,
    pending: 7,
  });
  expect(summary.events.total).toBe(3 * 2 + 1 + 2 + 2 + 1);
  expect(summary.log.entries).toBe(4);
});

test('as of a moment before the file was read nobody is affected, and the pack says which file waits', async () => {
  const packs = await packsOf(await seeded(16, at(-85)));
  const files = new Map(await unzip(packs.evidence));
  expect(JSON.parse(files.get('evidence/data/files.json')!.toString())).toMatchObject([{ state: 'reading' }]);
  expect(packs.item).toMatchObject({ balanced: true, totals: { total: 0 } });
});

test('a file that was set aside and destroyed says so from that moment on', async () => {
  const table = await seeded(4);
  const [drop] = table.items<DropItem>(incidentPk(INCIDENT)).filter(({ sk }) => sk.startsWith('DROP'));
  const setAside = { by: 'alice', at: at(7000), why: 'another one came' };
  table.seed({ ...drop!, setAside, rawDestroyedAt: at(9000) } as DropItem);
  for (const [second, said] of [
    [6999, {}],
    [7000, { setAside }],
    [9000, { setAside, rawDestroyedAt: at(9000) }],
  ] as const) {
    table.seed(askedExport(`at-${second}`, at(second)));
    const { evidence } = await packsOf(table, undefined, `at-${second}`);
    const [file] = JSON.parse(new Map(await unzip(evidence)).get('evidence/data/files.json')!.toString());
    const { setAside: aside, rawDestroyedAt } = file;
    expect({ second, setAside: aside, rawDestroyedAt }).toEqual({
      second,
      setAside: undefined,
      rawDestroyedAt: undefined,
      ...said,
    });
  }
});

test('a quarantined line that a person accepted counts from that moment on, and everything balances before and after', async () => {
  const table = await seeded(8);
  const [meta] = table
    .items<{ pk: string; sk: string }>(incidentPk(INCIDENT))
    .filter(({ sk }) => sk === 'META');
  const [line] = table.items<QuarantineItem>(quarantinePk(INCIDENT));
  const [exposure] = itemsOfPerson(500) as ExposureItem[];
  const decision = { accept: true, by: 'alice', at: at(7000), why: 'Typing error' };
  const entry = { by: 'alice', what: 'line-accepted', facts: { generation: 2 } };
  await appendLog(table, INCIDENT, entry, { now: () => new Date(at(7000)) });
  table.seed({ ...line!, decision } as QuarantineItem, { ...meta!, generation: 2 } as never);
  const sk = exposure!.sk.replace(/1$/, '2');
  table.seed({ ...exposure!, sk, generation: 2, drop: line!.drop, line: line!.line } as ExposureItem);
  for (const [second, total, decided] of [
    [6999, 8, 0],
    [7000, 9, 1],
  ] as const) {
    table.seed(askedExport(`at-${second}`, at(second)));
    const { item, evidence } = await packsOf(table, undefined, `at-${second}`);
    expect(item.checks?.filter(({ ok }) => !ok)).toEqual([]);
    expect(item.totals?.total).toBe(total);
    expect((await summaryOf(evidence)).quarantine.decided).toBe(decided);
    const found = (await textOf(evidence, 'exposures.csv')).split('\r\n').slice(1, -1);
    const places = found.map((row) => row.split(',').slice(-4, -1).join(':'));
    // The line stands in file 1, whatever generation the word on it is.
    expect(places.filter((place) => !place.startsWith('1:1:'))).toEqual([]);
  }
});

test('built again after more has happened, a pack of the same moment is the same byte for byte, but for the signature', async () => {
  const table = await seeded(16, at(9));
  const signer = testSigner();
  const first = await packsOf(table, signer);
  const [meta] = table.items<IncidentItem>(incidentPk(INCIDENT)).filter(({ sk }) => sk === 'META');
  const later = { phase: 'closed', generation: 2, record: { ...meta!.record!, title: 'Later' } } as const;
  table.seed({ ...meta!, ...later, recordHash: 'later' } as IncidentItem, askedExport('e2', at(9)));
  const [exposure] = itemsOfPerson(500) as ExposureItem[];
  table.seed({ ...exposure!, sk: exposure!.sk.replace(/1$/, '2'), generation: 2 } as ExposureItem);
  const entry = { by: 'alice', what: 'line-accepted', facts: { generation: 2 } };
  await appendLog(table, INCIDENT, entry, { now: () => new Date(at(7000)) });
  const again = await packsOf(table, signer, 'e2');
  for (const pack of ['evidence', 'regulator'] as const) {
    const files = new Map(await unzip(again[pack]));
    const changed = (await unzip(first[pack])).filter(([name, bytes]) => !files.get(name)?.equals(bytes));
    expect(changed.map(([name]) => name)).toEqual([`${pack}/signature.der`]);
  }
});

test('every moment of the run gives a balanced, genuine pack, and the counts of what is settled only grow', async () => {
  const table = await seeded(24);
  let told = 0;
  for (let second = -100; second <= 30; second += 5) {
    table.seed(askedExport(`at-${second}`, at(second)));
    const { item, evidence } = await packsOf(table, undefined, `at-${second}`);
    expect({ second, failed: item.checks?.filter(({ ok }) => !ok) }).toEqual({ second, failed: [] });
    expect(await verifyPack(evidence)).toMatchObject({ genuine: true });
    expect(item.totals!.delivered).toBeGreaterThanOrEqual(told);
    told = item.totals!.delivered;
  }
  expect(told).toBe(9);
});

test.each([
  ['an event of nobody', 'events: stored = events of recipients'],
  ['two people with one message id', 'mails: message ids on record = distinct message ids'],
  ['a second mail beyond the attempts', 'mails beyond the attempts on record = 0'],
  ['a changed log entry', 'log: links that do not hold = 0'],
  ['a lost log entry', 'log: entries = last sequence'],
  ['a line that went missing', 'lines of file 1: total = header + record + blank + quarantined'],
  ['an exposure that went missing', 'exposures of file 1: reported = kept'],
  ['an incident record that is not the one the log names', 'incident records that do not fit the log = 0'],
  ['a drop that went missing', 'generations handed out = generations of drops and accepted lines'],
])('%s: the pack is made, does not balance, and says so first', async (what, check) => {
  const table = await seeded(8);
  const { rid } = personOf(0);
  const shard = shardOf(rid, SHARD_BITS);
  const [meta] = table
    .items<{ pk: string; sk: string; generation: number }>(incidentPk(INCIDENT))
    .filter(({ sk }) => sk === 'META');
  const [drop] = table
    .items<{ pk: string; sk: string; files: [{ lines: { blank: number } }] }>(incidentPk(INCIDENT))
    .filter(({ sk }) => sk.startsWith('DROP'));
  const event = {
    rid,
    sequence: 1,
    attempt: '1',
    messageId: 'another',
    type: 'Send',
    at: at(1),
    receivedAt: at(2),
    raw: '{}',
  };
  const notice = async (person: number) =>
    (await table.get<NoticeItem>({
      pk: recipientsPk(INCIDENT, shardOf(personOf(person).rid, SHARD_BITS)),
      sk: noticeSk(personOf(person).rid, 1),
    }))!;
  const log = table.items<LogItem>(logPk(INCIDENT));
  if (what.startsWith('an event'))
    table.seed({ pk: eventsPk(INCIDENT, shard), sk: `zzz#another#Send#1`, ...event, rid: 'zzz' } as never);
  if (what.startsWith('two people'))
    table.seed({ ...(await notice(1)), messageId: (await notice(0)).messageId } as never);
  if (what.startsWith('a second mail'))
    table.seed({ pk: eventsPk(INCIDENT, shard), sk: `${rid}#another#Send#1`, ...event } as never);
  if (what.startsWith('a changed')) table.seed({ ...log[1]!, why: 'forged' } as LogItem);
  if (what.startsWith('a lost')) table.remove({ pk: logPk(INCIDENT), sk: logSk(2) });
  if (what.startsWith('a line'))
    table.seed({
      ...drop!,
      files: [{ ...drop!.files[0], lines: { ...drop!.files[0].lines, blank: 0 } }],
    } as never);
  if (what.startsWith('an exposure')) table.remove(itemsOfPerson(0)[0]!);
  if (what.startsWith('an incident record')) {
    const [version] = table
      .items<RecordItem>(incidentPk(INCIDENT))
      .filter(({ sk }) => sk.startsWith('RECORD'));
    table.seed({ ...version!, record: { ...version!.record, title: 'Nothing happened' } } as RecordItem);
  }
  if (what.startsWith('a drop')) table.seed({ ...meta!, generation: 2 } as never);
  const { item, evidence, regulator } = await packsOf(table);
  expect(item.balanced).toBe(false);
  expect(item.checks?.filter(({ ok }) => !ok).map(({ name }) => name)).toContain(check);
  for (const [path, name] of [
    [evidence, 'evidence'],
    [regulator, 'regulator'],
  ] as const) {
    const page = new Map(await unzip(path)).get(`${name}/data/report.html`)!.toString();
    expect(page.slice(0, page.indexOf('<main>'))).toContain(`THIS PACK DOES NOT BALANCE: `);
  }
});

test('a message that comes again after the packs are done changes nothing', async () => {
  const table = await seeded(4);
  await packsOf(table);
  const [before] = table.items<ExportItem>(incidentPk(INCIDENT)).filter(({ sk }) => sk === exportSk('e1'));
  expect((await packsOf(table)).outcome).toBe('finished');
  expect(table.items<ExportItem>(incidentPk(INCIDENT)).filter(({ sk }) => sk === exportSk('e1'))).toEqual([
    before,
  ]);
});

test('an export whose builder died is taken over; one whose builder lives is left alone', async () => {
  const now = Date.parse(at(100_000));
  for (const [age, outcome] of [
    [60_000, 'done'],
    [1_000, 'alive'],
  ] as const) {
    const table = await seeded(4);
    const item = askedExport('e1', at(100_000));
    table.seed({
      ...item,
      state: 'building',
      builder: 'dead',
      heartbeatAt: new Date(now - age).toISOString(),
    } as ExportItem);
    expect((await packsOf(table)).outcome).toBe(outcome);
  }
});

test('an export of an erased incident fails with a reason instead of coming back for ever', async () => {
  const table = await seeded(4);
  const [meta] = table
    .items<{ pk: string; sk: string }>(incidentPk(INCIDENT))
    .filter(({ sk }) => sk === 'META');
  table.seed({ ...meta!, phase: 'erased', recordErasedAt: at(90_000) } as never);
  const { outcome, item } = await packsOf(table);
  expect([outcome, item.state, item.fault]).toEqual([
    'finished',
    'failed',
    expect.stringContaining('erased'),
  ]);
});

import type { IncidentItem } from '../../../lambdas/adapters/register/items';
import { incidentPk } from '../../../lambdas/adapters/register/keys';
import { appendLog } from '../../../lambdas/adapters/register/log';
import { keepRecord, recordHashOf } from '../../../lambdas/adapters/register/record-versions';
import type { LogFacts } from '../../../lambdas/domain/evidence/log-chain';
import { verifyCommand } from '../../../lambdas/export/verify/command';
import { packsOf, seeded } from '../../support/build-packs';
import { at, INCIDENT, record } from '../../support/export-fixture';
import type { FakeTable } from '../../support/fake-table';
import { unzip } from '../../support/zip';

const [ALICE, BOB] = ['alice', 'bob'].map((name) => `arn:aws:iam::000000000000:user/${name}`) as [
  string,
  string,
];
const OTHER = 'A second file was found: Northwind Traders again.';

const said = (table: FakeTable, second: number, one: LogFacts) =>
  appendLog(table, INCIDENT, one, { now: () => new Date(at(second)) });

/** The fixture's run, then other words, two approvals, and a second run. */
async function twoRuns(change: (texts: { whatHappened: string }) => void) {
  const table = await seeded(6);
  const next = structuredClone(record);
  change(next.notice.texts.en!);
  const recordHash = recordHashOf(next);
  table.seed((keepRecord(INCIDENT, recordHash, next) as { put: never }).put);
  const [meta] = table.items<IncidentItem>(incidentPk(INCIDENT)).filter(({ sk }) => sk === 'META');
  table.seed({ ...meta!, record: next, recordHash } as IncidentItem);
  await said(table, 7000, {
    by: ALICE,
    what: 'incident-described',
    facts: { record: recordHash, fields: ['notice'] },
  });
  const manifest = { manifest: 'def', generation: 1, recipients: 6, exposures: 6, parts: {}, due: 1 };
  await said(table, 7001, {
    by: 'reconcile',
    what: 'manifest-computed',
    facts: { ...manifest, record: recordHash },
  });
  for (const by of [BOB, ALICE])
    await said(table, 7002, { by, what: 'approved', facts: { manifest: 'def' } });
  await said(table, 7003, {
    by: 'reconcile',
    what: 'run-started',
    facts: { run: 'run-2', manifest: 'def', generation: 1, lanes: 1 },
  });
  return table;
}

const namesOf = (files: Map<string, Buffer>) =>
  [...files.keys()].filter((name) => name.includes('/notices/')).map((name) => name.split('/notices/')[1]);

test('who was told in the first run was told in its words: both packs keep them beside those of the second', async () => {
  const packs = await packsOf(await twoRuns((texts) => (texts.whatHappened = OTHER)));
  expect(packs.item.balanced).toBe(true);
  const files = new Map(await unzip(packs.evidence));
  const open = new Map(await unzip(packs.regulator));
  expect(namesOf(files)).toEqual(['run-1/en.txt', 'run-1/en.eml', 'en.txt', 'en.eml', 'index.json']);
  expect(namesOf(open)).toEqual(['run-1/en.txt', 'en.txt']);
  const text = (pack: Map<string, Buffer>, name: string) => pack.get(name)!.toString().replace(/\s+/g, ' ');
  expect(text(files, 'evidence/data/notices/run-1/en.txt')).toContain('A list of customers such as');
  expect(text(files, 'evidence/data/notices/en.txt')).toContain(OTHER);
  expect(text(open, 'regulator/data/notices/en.txt')).toContain(
    'A second file was found: [name withheld] again.',
  );
  expect(text(open, 'regulator/data/notices/run-1/en.txt')).toContain('customers such as [name withheld]');
  const index = JSON.parse(files.get('evidence/data/notices/index.json')!.toString());
  expect(index.map(({ file, runs }: { file: string; runs: string[] }) => [file, runs])).toEqual([
    ['run-1/en.txt', ['run-1']],
    ['run-1/en.eml', ['run-1']],
    ['en.txt', ['run-2']],
    ['en.eml', ['run-2']],
  ]);
});

test('words that did not change are there once, with both runs', async () => {
  const packs = await packsOf(await twoRuns(() => {}));
  const files = new Map(await unzip(packs.evidence));
  expect(namesOf(files)).toEqual(['en.txt', 'en.eml', 'index.json']);
  const [first] = JSON.parse(files.get('evidence/data/notices/index.json')!.toString());
  expect(first.runs).toEqual(['run-1', 'run-2']);
});

test('words that were written after the last run were sent to nobody, and are no notice', async () => {
  const table = await twoRuns((texts) => (texts.whatHappened = OTHER));
  const { askedExport } = await import('../../support/build-packs');
  table.seed(askedExport('e2', at(7002)));
  const files = new Map(await unzip((await packsOf(table, undefined, 'e2')).evidence));
  expect(namesOf(files)).toEqual(['en.txt', 'en.eml', 'index.json']);
  expect(files.get('evidence/data/notices/en.txt')!.toString()).not.toContain('second file');
});

test('approvals of both runs are shown; an authority sees how many people they are', async () => {
  const packs = await packsOf(await twoRuns((texts) => (texts.whatHappened = OTHER)));
  const files = new Map(await unzip(packs.evidence));
  const incident = JSON.parse(files.get('evidence/data/incident.json')!.toString());
  const given = incident.approvals.map(({ by, manifest }: Record<string, string>) => [by, manifest]);
  expect(given).toEqual([
    [ALICE, 'abc'],
    [BOB, 'def'],
    [ALICE, 'def'],
  ]);
  expect(incident.runs.map(({ id }: { id: string }) => id)).toEqual(['run-1', 'run-2']);
  const page = new Map(await unzip(packs.regulator)).get('regulator/data/report.html')!.toString();
  expect(page.match(/person \d(?=<\/td>)/g)).toEqual(['person 1', 'person 2', 'person 1']);
});

test('verify says of a rehearsal that it was one', async () => {
  const table = await seeded(3);
  const [meta] = table.items<IncidentItem>(incidentPk(INCIDENT)).filter(({ sk }) => sk === 'META');
  const rehearsed = { ...record, sending: { rehearsal: true } };
  const recordHash = recordHashOf(rehearsed);
  table.seed((keepRecord(INCIDENT, recordHash, rehearsed) as { put: never }).put, {
    ...meta!,
    record: rehearsed,
  } as never);
  await said(table, 7000, {
    by: ALICE,
    what: 'incident-described',
    facts: { record: recordHash, fields: [] },
  });
  const packs = await packsOf(table);
  for (const path of [packs.evidence, packs.regulator]) {
    const lines: string[] = [];
    const take = (text: string) => void lines.push(text);
    expect(await verifyCommand(path, undefined, { out: take, err: take })).toBe(0);
    expect(lines.join('')).toContain('it was a REHEARSAL: nobody was told');
  }
});

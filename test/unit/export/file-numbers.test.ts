import type {
  DropItem,
  ExposureItem,
  IncidentItem,
  QuarantineItem,
} from '../../../lambdas/adapters/register/items';
import {
  dropSk,
  incidentPk,
  metaSk,
  quarantinePk,
  quarantineSk,
} from '../../../lambdas/adapters/register/keys';
import { appendLog } from '../../../lambdas/adapters/register/log';
import { askedExport, packsOf, seeded } from '../../support/build-packs';
import { at, INCIDENT, itemsOfPerson } from '../../support/export-fixture';
import { fileReport } from '../../support/register-world';
import { unzip } from '../../support/zip';

/** The fixture's file, a line of it that was accepted, an archive whose id sorts before the file's, one kept unread. */
async function threeFiles() {
  const table = await seeded(4);
  const pk = incidentPk(INCIDENT);
  const meta = (await table.get<IncidentItem>({ pk, sk: metaSk }))!;
  const [first] = table.items<DropItem>(pk).filter(({ sk }) => sk.startsWith('DROP'));
  const accepted = { by: 'alice', what: 'line-accepted', facts: { generation: 2 } };
  await appendLog(table, INCIDENT, accepted, { now: () => new Date(at(7000)) });
  const [exposure] = itemsOfPerson(0);
  const sk = exposure!.sk.replace(/1$/, '2');
  table.seed({ ...exposure!, sk, generation: 2 } as ExposureItem);
  const lines = { total: 2, header: 1, record: 0, blank: 0, quarantined: 1 };
  const file = (name: string, line: number) =>
    fileReport({ name, lines, exposures: 0, quarantine: [{ line, lineTo: line, code: 'bad-address' }] });
  const archive = { ...first!, drop: '00#1', sk: dropSk('00#1'), generation: 3, readAt: at(8000) };
  const held = { ...first!, drop: '01#1', sk: dropSk('01#1'), generation: 0, state: 'held' as const };
  const custody = (second: number, key: string) => ({ ...first!.custody, receivedAt: at(second), key });
  const files = [file('b.zip/a.csv', 2), file('b.zip/b.csv', 9)];
  const known: DropItem[] = [
    { ...archive, custody: custody(7500, `${INCIDENT}/b.zip`), files },
    { ...held, custody: custody(9000, `${INCIDENT}/late.csv`), files: undefined, readAt: undefined },
  ];
  table.seed({ ...meta, generation: 3 } as IncidentItem, ...known);
  const [line1] = table.items<QuarantineItem>(quarantinePk(INCIDENT));
  for (const [member, line] of [
    [1, 9],
    [0, 2],
  ] as const) {
    const sk = quarantineSk('00#1', member, line);
    const item: QuarantineItem = { ...line1!, drop: '00#1', sk, member, line, generation: 3 };
    table.seed(item);
  }
  return table;
}

async function packAt(second: number) {
  const table = await threeFiles();
  table.seed(askedExport('e2', at(second)));
  const { item, evidence } = await packsOf(table, undefined, 'e2');
  const files = new Map(await unzip(evidence));
  return { item, textOf: (name: string) => files.get(`evidence/data/${name}`)!.toString() };
}

test('the packs call a file by the number on the screen, in its order; its generation stands beside it', async () => {
  const { item, textOf } = await packAt(9500);
  expect(item.checks?.filter(({ ok }) => !ok)).toEqual([]);
  expect(JSON.parse(textOf('files.json'))).toMatchObject([
    { file: 1, generation: 1, drop: 'aaaa#1' },
    { file: 2, generation: 3, drop: '00#1' },
    { file: 3, generation: 0, drop: '01#1', state: 'held' },
  ]);
  const rows = textOf('quarantine.csv').split('\r\n').slice(1, -1);
  expect(rows.map((row) => row.split(',').slice(0, 3).join(' '))).toEqual(['1 1 6', '2 1 2', '2 2 9']);
  const names = item.checks?.map(({ name }) => name).join('\n');
  expect(names).toContain('lines of file 2.2:');
  expect(names).toContain('quarantine of file 2:');
  expect(names).not.toMatch(/file 3/);
  expect(textOf('report.html')).toMatch(/2\.2 <bdi>b\.zip\/b\.csv/);
  expect(textOf('report.html')).toMatch(/3 <bdi>late\.csv/);
});

test('a file kept unread after the cut takes nothing out of the pack', async () => {
  const { item } = await packAt(8500);
  expect(item).toMatchObject({ balanced: true, totals: { total: 4 } });
});

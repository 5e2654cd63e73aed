import { parse } from 'csv-parse/sync';
import type { ExposureItem } from '../../../lambdas/adapters/register/items';
import { unguard } from '../../../lambdas/domain/evidence/csv';
import { verifyPack } from '../../../lambdas/export/verify/verify-pack';
import { packsOf, seeded } from '../../support/build-packs';
import { itemsOfPerson, personOf } from '../../support/export-fixture';
import { pdfText } from '../../support/pdf-text';
import { unzip } from '../../support/zip';

const PEOPLE = 48;
const rowsOf = (csv: Buffer): Record<string, string>[] =>
  parse(csv, { bom: true, columns: true, record_delimiter: '\r\n' });

async function built() {
  const packs = await packsOf(await seeded(PEOPLE));
  return {
    ...packs,
    files: new Map(await unzip(packs.evidence)),
    open: new Map(await unzip(packs.regulator)),
  };
}

test('an ended run balances, and both packs verify with the fingerprint the item names', async () => {
  const { item, evidence, regulator } = await built();
  expect(item.checks?.filter(({ ok }) => !ok)).toEqual([]);
  expect(item).toMatchObject({
    state: 'done',
    balanced: true,
    totals: { total: PEOPLE, delivered: 18, pending: 6, unknown: 6 },
  });
  for (const path of [evidence, regulator]) {
    expect(await verifyPack(path, { fingerprint: item.fingerprint! })).toMatchObject({
      genuine: true,
      fingerprint: item.fingerprint,
      balanced: true,
    });
  }
});

test('every person is in recipients.csv once, exactly as in the register', async () => {
  const { files } = await built();
  const rows = rowsOf(files.get('evidence/data/recipients.csv')!);
  const expected = Array.from({ length: PEOPLE }, (_, i) => personOf(i));
  expect(rows.map((row) => [row.recipient, row.address, row.outcome]).sort()).toEqual(
    expected.map(({ rid, address, outcome }) => [rid, address, outcome]).sort(),
  );
});

test('every exposure is in exposures.csv, and the formula guard comes off without a trace', async () => {
  const { files } = await built();
  const rows = rowsOf(files.get('evidence/data/exposures.csv')!);
  expect(rows).toHaveLength(PEOPLE + Math.ceil(PEOPLE / 10));
  const { company, group } = personOf(5);
  const row = rows.find(({ recipient }) => recipient === personOf(5).rid)!;
  expect(row.group).toBe(`'${group}`);
  expect([unguard(row.company!), unguard(row.group!), row.file, row.line]).toEqual([
    company,
    group,
    '1',
    '7',
  ]);
});

test('companies.csv names who was told and where nobody could be reached', async () => {
  const { files } = await built();
  const rows = rowsOf(files.get('evidence/data/companies.csv')!);
  const companies = new Set(Array.from({ length: PEOPLE }, (_, i) => personOf(i).company));
  expect(rows.map(({ company }) => company).sort()).toEqual([...companies].sort());
  // people 4, 5 and 6 are refused, suppressed, unknown; 3 shares the company of 4 and 5
  expect(rows.find(({ company }) => company === personOf(6).company)).toMatchObject({ told: '1', open: '1' });
  expect(rows.find(({ company }) => company === personOf(3).company)).toMatchObject({
    recipients: '3',
    told: '1',
    notReached: '2',
    nobodyReachable: 'no',
  });
});

test('events.jsonl holds each event with its raw JSON byte for byte', async () => {
  const { files } = await built();
  const lines = files
    .get('evidence/data/events.jsonl')!
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(18 * 2 + 6 + 6 * 2 + 6 * 2);
  expect(JSON.parse(lines[0].raw).mail.messageId).toBe(lines[0].messageId);
});

test('the regulator pack has no rid, no address, no company, no group and no file name', async () => {
  const { open, item } = await built();
  const readable = [...open].filter(([name]) => !/\.(pdf|der)$/.test(name));
  const files = readable.map(([name, content]) => `${name}\n${content.toString('utf8')}`);
  const text = [...files, await pdfText(open.get('regulator/data/report.pdf')!)].join('\n');
  for (let i = 0; i < PEOPLE; i++) {
    const { rid, address, company, group } = personOf(i);
    for (const value of [rid, address, company, group]) expect(text).not.toContain(value);
  }
  expect(text).not.toContain('list.csv');
  expect(text).not.toMatch(/[\w.]+@[\w.]+/);
  expect(text).toContain('customers such as [name withheld]');
  expect(text).toContain(item.fingerprint);
});

test('report.pdf says what report.html says, in every script', async () => {
  const table = await seeded(12);
  const exposure = itemsOfPerson(1)[0] as ExposureItem;
  table.seed({ ...exposure, company: '台灣資安股份有限公司 Łódź' } as ExposureItem);
  const packs = await packsOf(table);
  const text = await pdfText(new Map(await unzip(packs.evidence)).get('evidence/data/report.pdf')!);
  const words = text.replace(/\s+/g, ' ');
  expect(words).toMatch(/Balanced: all \d+ equations hold/);
  expect(words).toContain('Kompanie 1 "S\u00f6hne", Ltd');
  expect(words.replaceAll(' ', '')).toContain('台灣資安股份有限公司Łódź');
  expect(words).not.toContain('Unicode number');
});

test('the same cut gives the same bytes, but for the signature', async () => {
  const { testSigner } = await import('../../support/export-fixture');
  const signer = testSigner();
  const [one, two] = [await packsOf(await seeded(9), signer), await packsOf(await seeded(9), signer)];
  const [first, second] = [await unzip(one.evidence), await unzip(two.evidence)];
  const different = first.filter(([, content], i) => !content.equals(second[i]![1])).map(([name]) => name);
  expect(different).toEqual(['evidence/signature.der']);
});

test('an empty incident makes a pack that says so', async () => {
  const { item, evidence } = await packsOf(await seeded(0));
  expect(item).toMatchObject({ state: 'done', balanced: true, totals: { total: 0 } });
  expect(await verifyPack(evidence)).toMatchObject({ genuine: true });
});

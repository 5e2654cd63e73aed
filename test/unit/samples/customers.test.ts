import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { isFirst } from '../../../lambdas/domain/sending/order';
import { toCsv } from '../../../samples/generator/csv';
import { FIGURES, sampleRows } from '../../../samples/generator/rows';
import { readTable } from '../intake/support/read';

const bytes = readFileSync(join(__dirname, '../../../samples/customers.csv'));
/** Counted from the committed file by csv-parse; the generator and our own reader have no part in it. */
const [header, ...rows] = parse(bytes) as string[][];
const usable = rows.filter(
  ([, , admin]) =>
    /^[A-Za-z0-9.+-]+@(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+$/.test(admin!) && !admin!.endsWith('@localhost'),
);
const person = (row: string[]) => row[2]!.toLowerCase();

function grouped(of: string[][]): Map<string, string[][]> {
  const byPerson = new Map<string, string[][]>();
  for (const row of of) byPerson.set(person(row), [...(byPerson.get(person(row)) ?? []), row]);
  return byPerson;
}

const people = grouped(usable);
const several = [...people.values()].filter((theirs) => theirs.length > 1);
const countRows = (pattern: RegExp, column = 0) => rows.filter((row) => pattern.test(row[column]!)).length;

test('the committed file is what the generator makes, byte for byte', () => {
  expect(Buffer.from(toCsv(sampleRows())).equals(bytes)).toBe(true);
});

test('5,600 rows, 313 KB, one physical line each', () => {
  expect(header).toEqual(['company_name', 'group_name', 'admin_email']);
  expect(rows).toHaveLength(5_600);
  expect(Math.floor(bytes.length / 1000)).toBe(313);
  expect(bytes.toString().split('\n')).toHaveLength(5_602);
  expect(bytes.includes('\r')).toBe(false);
});

test('the figures of the README, counted independently', () => {
  expect(rows.length - usable.length).toBe(23);
  expect(people.size).toBe(4_905);
  expect(usable.length - people.size).toBe(672);
  expect({ ...FIGURES }).toMatchObject({ rows: 5_600, unusable: 23, repeated: 672 });
  expect((usable.length - people.size) / rows.length).toBeCloseTo(0.12, 2);
});

test('the same counts by lines and sort -u, as a shell would', () => {
  const addresses = bytes
    .toString()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').at(-1)!.toLowerCase())
    .filter((last) => /^[^@"\s]+@[^@"\s]+\.[^@"\s]+$/.test(last));
  expect([addresses.length, new Set(addresses).size]).toEqual([5_577, 4_905]);
});

test('unusable rows are under 1 % and upset nothing: our reader quarantines exactly these, each by itself', () => {
  const { report } = readTable(bytes);
  const expected = rows.flatMap((row, at) => (usable.includes(row) ? [] : [at + 2]));
  expect(report.quarantine.map(({ line, lineTo }) => [line, lineTo])).toEqual(
    expected.map((line) => [line, line]),
  );
  expect(new Set(report.quarantine.map(({ code }) => code))).toEqual(new Set(['no-address', 'bad-address']));
  expect(report.lines).toEqual({ total: 5_601, header: 1, record: 5_577, blank: 0, quarantined: 23 });
  expect(report.columns).toEqual({ company: 'company_name', group: 'group_name', email: 'admin_email' });
  expect([report.encoding, report.delimiter, report.repairs]).toEqual(['utf-8', ',', []]);
  expect(report.recipients).toBe(people.size);
  expect(report.exposures).toBe(new Set(usable.map((row) => [row[0], row[1], person(row)].join('\n'))).size);
});

test('some admins have several groups, some of them in several companies, some are spelt in several ways', () => {
  const companies = several.map((theirs) => new Set(theirs.map(([company]) => company)).size);
  expect(several.length).toBeGreaterThan(300);
  expect(companies.filter((count) => count > 1).length).toBeGreaterThanOrEqual(20);
  expect(Math.max(...companies)).toBeGreaterThanOrEqual(10);
  expect(
    several.filter((theirs) => new Set(theirs.map(([, , admin]) => admin)).size > 1).length,
  ).toBeGreaterThan(50);
  const exact = new Set(rows.map((row) => row.join('\n'))).size;
  expect(rows.length - exact).toBeGreaterThanOrEqual(12);
});

test('names that trip parsers: quoted commas, doubled quotes, umlauts, Chinese', () => {
  expect(countRows(/,/)).toBeGreaterThan(500);
  expect(countRows(/"/)).toBeGreaterThan(50);
  expect(countRows(/[äöüÄÖÜßéèåÅłó]/)).toBeGreaterThan(500);
  expect(countRows(/\p{Script=Han}/u)).toBeGreaterThan(100);
});

test('no mail can leave: every domain is reserved for examples', () => {
  const reserved = /(?:\.|@)(?:example|test)$|(?:\.|@)example\.(?:com|org|net)$/;
  for (const row of usable) expect(person(row)).toMatch(reserved);
  const text = bytes.toString().toLowerCase();
  const spelt = text.match(/@[a-z0-9.-]+\.[a-z]+/g) ?? [];
  expect(spelt.filter((domain) => !reserved.test(domain))).toEqual([]);
});

test('national variants and the people most at risk are among them', () => {
  const domains = usable.map((row) => person(row).split('@')[1]!);
  for (const end of [
    '.de.example',
    '.uk.example',
    '.nl.example',
    '.tw.example',
    '.gov.example',
    '.at.example',
    '.test',
  ])
    expect(domains.filter((domain) => domain.endsWith(end)).length).toBeGreaterThan(3);
  expect(domains).toEqual(
    expect.arrayContaining(['behoerde.de.example', 'mod.uk.example', 'ministry.gov.example']),
  );
  const first = domains.filter((domain) => isFirst(domain, [])).length;
  expect(first).toBeGreaterThan(50);
  expect(first).toBeLessThan(200);
});

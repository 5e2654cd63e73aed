import iconv from 'iconv-lite';
import { Refusal } from '../../../lambdas/domain/quarantine-codes';
import { codesOf, csv, readTable } from './support/read';
import { readObject } from './support/read-object';

/** What exports and people write, and what damage does to it. */
const refusalOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return 'the file was read';
};

describe("databases' words for nothing", () => {
  test.each(['\\N', 'NULL', '(null)', '#N/A'])('%s is no company and no group', (nothing) => {
    const rows = [`${nothing},Ops,a@example.com`, `Acme,"${nothing}",b@example.com`, ',Ops,a@example.com'];
    const { exposures } = readTable(csv('Company,Group,Email', ...rows));
    expect(exposures.map(({ company, group, address }) => [company, group, address])).toEqual([
      ['', 'Ops', 'a@example.com'],
      ['Acme', '', 'b@example.com'],
    ]);
  });

  test.each(['None', 'Null', 'nil', 'NULL Inc', '-'])('%s may be what a company is called', (company) => {
    const { exposures } = readTable(csv('Company,Group,Email', `${company},Ops,a@example.com`));
    expect(exposures[0]).toMatchObject({ company });
  });
});

describe('lines around the rows', () => {
  const rows = Array.from({ length: 600 }, (_, row) => `Acme ${row},Ops,x${row}@example.com`);

  test('the footer of a report holds no address and hides nobody', () => {
    const footer = [
      '"Contacts and Accounts"',
      '"Copyright 2000-2023"',
      'Confidential',
      '"By: Jo"',
      'Example',
    ];
    const { report } = readTable(csv('Company,Group,Email', ...rows, '', '', ...footer));
    expect(report.lines).toEqual({ total: 608, header: 1, record: 600, blank: 2, quarantined: 5 });
    expect(new Set(report.quarantine.map(({ code }) => code))).toEqual(new Set(['no-address']));
  });

  test('a line of too few cells that names somebody in disguise may hide people', () => {
    const { report } = readTable(csv('Company,Group,Email', ...rows, 'bob (at) example.com'));
    expect(codesOf(report)).toEqual([[602, 602, 'cells-do-not-fit']]);
  });
});

describe('an address outside its column', () => {
  test.each(['cc y&#64;example.org', 'cc y&commat;example.org', 'https://example.org/?to=y%40example.org'])(
    'is seen as %s',
    (note) => {
      for (const row of [`Acme,x@example.com,${note}`, `"Acme","x@example.com","${note}"`]) {
        const { report, addresses } = readTable(csv('Company,Email,Note', 'A,a@example.com,', row));
        expect(addresses).toEqual(['a@example.com', 'x@example.com']);
        expect(codesOf(report)).toEqual([[3, 3, 'address-outside-column']]);
      }
    },
  );
});

describe('of a line that is too long to be kept', () => {
  const people = Array.from({ length: 900 }, (_, row) => `x${row}@example.com`);
  const good = Array.from({ length: 2_000 }, (_, row) => `Acme,Ops,good${row}@example.com`);

  test('addresses are kept before other text, and the line always holds', () => {
    const long = `Acme,Ops,${'word '.repeat(6_000)}${people.slice(0, 300).join(',')}`;
    const { report, quarantined } = readTable(csv('Company,Group,Email', ...good, long));
    expect(report.quarantine).toMatchObject([{ line: 2_002, code: 'glued-rows', isolated: false }]);
    expect(Buffer.byteLength(quarantined[0]?.text ?? '')).toBeLessThanOrEqual(16_384);
    for (const address of people.slice(0, 300)) expect(quarantined[0]?.text).toContain(address);
  });

  test('as many addresses as there is room for, and a mark that there are more', () => {
    const glued = people.map((address) => `Acme,Ops,${address}`).join('');
    const { report, quarantined } = readTable(csv('Company,Group,Email', ...good, glued));
    expect(report.quarantine).toMatchObject([{ code: 'glued-rows', isolated: false }]);
    expect(quarantined[0]?.text).toContain(people[600]);
    expect(quarantined[0]?.text).toMatch(/…$/);
  });

  test('even where the fault counts as one bad row only', () => {
    const long = `Acme,${'word '.repeat(6_000)},nobody`;
    const { report } = readTable(csv('Company,Note,Email', ...good, long));
    expect(report.quarantine).toMatchObject([{ code: 'no-address', isolated: false }]);
  });

  test('in JSON that is nested without end too', async () => {
    const deep = `${'['.repeat(200_000)}"d@example.com"${']'.repeat(200_000)}`;
    const { items, files } = await readObject(Buffer.from(`[{"email":"a@example.com"},${deep}]`));
    expect(items.find(({ code }) => code)?.text).toContain('d@example.com');
    expect(files[0]?.quarantine).toMatchObject([{ code: 'bad-json', isolated: false }]);
  });
});

describe('bytes of two kinds in one file', () => {
  const rows = (from: number) =>
    csv(...Array.from({ length: 20 }, (_, row) => `Acme,Ops,x${from + row}@example.com`));
  const wide = (text: string) => iconv.encode(text, 'utf-16le');
  const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), wide(`Company,Group,Email\n${rows(0)}`)]);

  test.each([
    ['UTF-16 with UTF-8 behind it', Buffer.concat([marked, Buffer.from(rows(20))])],
    ['UTF-8 with UTF-16 behind it', Buffer.concat([Buffer.from(rows(20)), wide(rows(40))])],
    ['UTF-16 that lost a byte', Buffer.concat([marked.subarray(0, 300), marked.subarray(301)])],
    [
      'UTF-16 sent as text, each line feed with a carriage return of one byte',
      Buffer.from(marked.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
    ],
  ])('%s is refused: whole rows of it cannot be read', (_, content) => {
    expect(refusalOf(() => readTable(content))).toMatch(/\(UTF-16 .+\)$/);
  });
});

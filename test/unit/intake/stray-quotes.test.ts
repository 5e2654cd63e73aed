import { intakeHolds } from '../../../lambdas/domain/intake/holds';
import { codesOf, csv, readTable } from './support/read';

/** 1,500 good rows; line 1 is the header, so row n stands on line n + 1. */
const rows = Array.from({ length: 1_500 }, (_, index) => {
  const number = index + 1;
  return `Company ${number},Group ${number % 7},admin${number}@example.com`;
});
const withRows = (changes: Record<number, string>) =>
  csv('Company,Group,Email', ...rows.map((row, index) => changes[index + 1] ?? row));

const OPENING = '"Company 10,Group 3,admin10@example.com';
const asReport = (content: string) => {
  const { report } = readTable(content);
  return { ...report, name: 'list.csv', sha256: '', bytes: content.length };
};

/** Checkers and strict parsers let 610 of these 1,500 pass in two of the three files, without an error. */
describe.each([
  ['one stray opening quote', { 10: OPENING }, [[11, 11, 'unclosed-quote']]],
  [
    'two, the closing one in mid-cell',
    { 10: OPENING, 900: 'Comp"any 900,Group 4,admin900@example.com' },
    [
      [11, 11, 'stray-quote'],
      [901, 901, 'stray-quote'],
    ],
  ],
  [
    'two, the closing one at the end of a cell',
    { 10: OPENING, 900: 'Company 900",Group 4,admin900@example.com' },
    [
      [11, 11, 'unclosed-quote'],
      [901, 901, 'stray-quote'],
    ],
  ],
  [
    'two, three rows apart: the rows between are whole, so they are read',
    { 10: OPENING, 13: 'Company 13",Group 6,admin13@example.com' },
    [
      [11, 11, 'stray-quote'],
      [14, 14, 'stray-quote'],
    ],
  ],
  [
    'two, in neighbouring rows',
    { 10: OPENING, 11: 'Company 11",Group 4,admin11@example.com' },
    [
      [11, 11, 'stray-quote'],
      [12, 12, 'stray-quote'],
    ],
  ],
  [
    'one in the address cell',
    { 10: 'Company 10,Group 3,"admin10@example.com' },
    [[11, 11, 'unclosed-quote']],
  ],
  [
    'a stray opening one before a genuine quoted cell',
    { 10: OPENING, 12: '"Company, 12",Group 5,admin12@example.com' },
    [[11, 11, 'stray-quote']],
  ],
  [
    'one in the last row',
    { 1500: '"Company 1500,Group 2,admin1500@example.com' },
    [[1501, 1501, 'unclosed-quote']],
  ],
])('%s', (_, changes, expected) => {
  const content = withRows(changes as Record<number, string>);
  const { report, exposures, quarantined } = readTable(content);

  test('costs its own lines', () => {
    expect(codesOf(report)).toEqual(expected);
    expect(report.lines).toMatchObject({ total: 1_501, header: 1, quarantined: expected.length });
  });

  test('loses nobody: everyone is told or in a quarantined line', () => {
    const seen = [...exposures.map(({ address }) => address), ...quarantined.map(({ text }) => text)].join(
      '\n',
    );
    for (let number = 1; number <= 1_500; number++) expect(seen).toContain(`admin${number}@example.com`);
  });

  test('is isolated and under 1 %, so it holds nothing', () => {
    expect(intakeHolds(1, [asReport(content)])).toEqual([]);
  });
});

describe('a quoted cell over several lines', () => {
  const around = rows.slice(0, 300);
  const readWith = (record: string) => {
    const content = csv(
      'Company,Group,Email',
      ...around,
      record,
      ...around.map((row) => row.replace('@', '@b.')),
    );
    return { ...readTable(content), holds: intakeHolds(1, [asReport(content)]) };
  };

  test('that is a company name is a record', () => {
    const { report, exposures } = readWith('"Acme\nHolding\r\nGmbH","Group ""A""",x@example.com');
    expect(report.lines).toMatchObject({ record: 603, quarantined: 0 });
    expect(exposures[300]).toMatchObject({ company: 'Acme\nHolding\r\nGmbH', group: 'Group "A"', line: 302 });
    expect(exposures[301]?.line).toBe(305);
  });

  test('that is a note with commas in a column of notes is a record; addresses and cells in it are not believed', () => {
    const read = (note: string) =>
      readTable(
        csv('Company,Email,Notes', ...Array(200).fill('A,a@example.com,'), `Beta,b@example.com,"${note}"`),
      );
    expect(read('First line, then\nsecond, and third, and last').report.lines.quarantined).toBe(0);
    expect(codesOf(read('Called\nask c@example.com').report)).toEqual([[202, 203, 'hidden-record']]);
    expect(codesOf(read('Called\nGamma,,none').report)).toEqual([[202, 203, 'hidden-record']]);
  });

  test.each([
    ['an address', '"Acme\ncontact y@example.com",Group,x@example.com', 2],
    ["a row's delimiters", '"Acme\nStreet 1, 12345 Town, Land",Group,x@example.com', 2],
    ['a whole row', '"Acme\nBeta,Group,y@example.com\nend",Group,x@example.com', 3],
  ])('that holds %s is quarantined whole and holds the file', (_, record, lines) => {
    const { report, quarantined, holds } = readWith(record);
    expect(codesOf(report)).toEqual([[302, 301 + lines, 'hidden-record']]);
    expect(quarantined[0]?.text).toBe(record);
    expect(report.lines.record).toBe(600);
    expect(holds).toEqual([expect.objectContaining({ code: 'structural-quarantine' })]);
  });

  test.each([
    ['bare', '"x@example.com\ny@example.com"'],
    ['with names', '"Ex <x@example.com>\nWhy <y@example.com>"'],
  ])('that lists addresses (%s) in the address column is a record', (_, cell) => {
    const { report, addresses } = readWith(`Acme,Group,${cell}`);
    expect(report.lines).toMatchObject({ record: 602, quarantined: 0 });
    expect(addresses).toEqual(expect.arrayContaining(['x@example.com', 'y@example.com']));
  });

  test.each([
    ['a name', `"${'line\n'.repeat(40)}",Group,x@example.com`, 1],
    [
      'forty admins under each other',
      `Acme,Group,"${Array.from({ length: 40 }, (_, i) => `x${i}@example.com`).join('\n')}"`,
      40,
    ],
  ])('over forty lines that is %s is a record', (_, record, people) => {
    const { report, addresses } = readWith(record);
    expect(report.lines.quarantined).toBe(0);
    expect(addresses.filter((address) => address.startsWith('x'))).toHaveLength(people);
  });

  test('that swallows rows over more than 32 lines costs its own line and no other', () => {
    const swallowed = Array.from({ length: 40 }, (_, i) => `Acme,Group,x${i}@example.com`);
    const { report, addresses } = readWith(
      ['"Acme,Group,w@example.com', ...swallowed, 'Z",Group,z@example.com'].join('\n'),
    );
    expect(codesOf(report)[0]).toEqual([302, 302, 'unclosed-quote']);
    expect(report.lines.quarantined).toBe(2);
    expect(addresses.filter((address) => address.startsWith('x'))).toHaveLength(40);
  });
});

test('more than three bad lines in a row are a passage, not a slip', () => {
  const bad = ['"a,b', 'c', 'd"e,f', 'g'];
  const content = csv('Company,Group,Email', ...rows, ...bad, 'Last,Group,last@example.com');
  const { report, addresses } = readTable(content);
  expect(report.quarantine.map(({ line, isolated }) => [line, isolated])).toEqual(
    [1502, 1503, 1504, 1505].map((line) => [line, false]),
  );
  expect(addresses).toContain('last@example.com');
  expect(intakeHolds(1, [asReport(content)])).toHaveLength(1);
});

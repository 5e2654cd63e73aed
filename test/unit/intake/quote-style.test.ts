import { csv, readTable } from './support/read';

const people = (rows: number, row: (i: number) => string) => Array.from({ length: rows }, (_, i) => row(i));

describe('what wraps cells is found in the sample', () => {
  test('single quotes, as databases write them', () => {
    const rows = people(9, (i) => `'Acme ${i}, Inc','O''Neill Ops','a${i}@example.com'`);
    const { report, exposures } = readTable(csv("'Company','Group','Email'", ...rows));
    expect(exposures[8]).toMatchObject({
      company: 'Acme 8, Inc',
      group: "O'Neill Ops",
      address: 'a8@example.com',
    });
    expect(report.lines).toMatchObject({ header: 1, record: 9, quarantined: 0 });
    expect(report.repairs).toEqual([{ line: 1, code: 'single-quotes' }]);
  });

  test('an apostrophe at the start of a name is no quote', () => {
    const { report, exposures } = readTable(
      csv('Company,Email', "'t Hof,a@example.com", 'Beta,b@example.com'),
    );
    expect(exposures[0]).toMatchObject({ company: "'t Hof" });
    expect(report.repairs).toEqual([]);
  });

  test('none: every row has quotes that would be stray', () => {
    const rows = people(9, (i) => `The "Best" Acme ${i}\tOps\ta${i}@example.com`);
    const { report, exposures } = readTable(csv('Company\tGroup\tEmail', ...rows));
    expect(exposures[8]).toMatchObject({ company: 'The "Best" Acme 8', address: 'a8@example.com' });
    expect(report.lines).toMatchObject({ record: 9, quarantined: 0 });
    expect(report.repairs).toEqual([{ line: 1, code: 'literal-quotes' }]);
  });

  test('one cell in proper quotes, and the others are stray', () => {
    const rows = people(9, (i) => `The "Best" Acme ${i},Ops,a${i}@example.com`);
    const { report } = readTable(csv('Company,Group,Email', ...rows, '"Beta, Inc",Ops,b@example.com'));
    expect(report.quarantine.map(({ code }) => code)).toEqual(Array(9).fill('stray-quote'));
    expect(report.lines.record).toBe(1);
  });
});

describe('the incident may say what wraps cells', () => {
  test.each([
    ['none', 'Acme "A"', ['Acme "A"']],
    ["'", "'Acme, A'", ['Acme, A']],
  ] as const)('%s', (quote, cell, companies) => {
    const { exposures } = readTable(csv('Company,Email', `${cell},a@example.com`), { quote });
    expect(exposures.map(({ company }) => company)).toEqual(companies);
  });

  test('a double quote where detection would say none', () => {
    const rows = people(9, (i) => `The "Best" Acme ${i},a${i}@example.com`);
    const { report } = readTable(csv('Company,Email', ...rows), { quote: '"' });
    expect(report.lines).toMatchObject({ record: 0, quarantined: 9 });
  });
});

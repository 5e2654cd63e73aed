import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CSV_START, csvLine, guard, unguard } from '../../../lambdas/domain/evidence/csv';

/** Text that is likely to meet the guard: the dangerous characters, spaces and breaks more often than chance. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '\t',
        '\r',
        '\n',
        '\r\n',
        '\0',
        "'",
        '"',
        ',',
        ' ',
        '\u00a0',
        '\u200b',
        '\ufeff',
        '＝',
        '\u202e',
      ),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

test('guard, then unguard, is the field as it was', () => {
  fc.assert(
    fc.property(nasty, (field) => unguard(guard(field)) === field),
    { numRuns: 2000 },
  );
});

test('no line of a guarded field starts with what a spreadsheet takes for a formula', () => {
  fc.assert(
    fc.property(nasty, (field) => {
      for (const line of guard(field).split(/\r\n|\r|\n/)) {
        expect(line).not.toMatch(/^[\s\u00a0\u200b\ufeff\u202e]*[=+\-@\t\0＝＋－＠]/u);
      }
    }),
    { numRuns: 2000 },
  );
});

test('any record is read back by csv-parse, field by field', () => {
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 2, maxLength: 5 }), (fields) => {
      const text = `${CSV_START}${csvLine(['first', 'second'])}${csvLine(fields)}`;
      const rows: string[][] = parse(text, { bom: true, relax_column_count: true, record_delimiter: '\r\n' });
      expect(rows[1]?.map(unguard)).toEqual(fields);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['=HYPERLINK("https://phish.example","x")', '\'=HYPERLINK("https://phish.example","x")'],
  ['\u00a0=1+1', "'\u00a0=1+1"],
  ['  @SUM(A1)', "'  @SUM(A1)"],
  ['Acme\n=1+1', "Acme\n'=1+1"],
  ['Acme\r\n-2', "Acme\r\n'-2"],
  ['\0x', "'\0x"],
  ["'t Hooft", "''t Hooft"],
  ['Acme GmbH', 'Acme GmbH'],
  ['a-b+c@d.example', 'a-b+c@d.example'],
])('guards %j as %j', (field, guarded) => {
  expect(guard(field)).toBe(guarded);
});

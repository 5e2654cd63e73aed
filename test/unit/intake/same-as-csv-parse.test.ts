import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { Framer } from '../../../lambdas/domain/intake/framing/framer';

/**
 * csv-parse is the authority: on every input of which nothing is quarantined, its records and ours are the same
 * cells in the same order, whichever of the two ways a record went.
 */
function framed(text: string, delimiter: string): string[][] | undefined {
  const records: string[][] = [];
  let clean = true;
  const framer = new Framer(
    { delimiter, width: 1_000, emailColumn: 0, line: 1 },
    {
      settle: () => {},
      blank: () => {},
      plain: (line) => {
        const raw = line.bytes.toString('utf8', line.start, line.end);
        // The splits are the framer's own, trimmed as csv-parse is told to.
        const cells: string[] = [];
        let from = line.start;
        for (let cell = 0; cell < line.cells; cell++) {
          cells.push(line.bytes.toString('utf8', from, line.ends[cell]).trim());
          from = (line.ends[cell] as number) + 1;
        }
        expect(cells).toEqual(raw.split(delimiter).map((cell) => cell.trim()));
        records.push(cells);
      },
      // Every reader of cells trims them.
      quoted: (cells) => void records.push(cells.map((cell) => cell.trim())),
      quarantine: () => {
        clean = false;
      },
    },
  );
  framer.push(Buffer.from(text));
  framer.end();
  return clean ? records : undefined;
}

function parsed(text: string, delimiter: string): string[][] {
  const records: string[][] = parse(text, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    trim: true,
  });
  // Lines of only delimiters and white space are blank lines for us.
  return records
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter((cells) => cells.some((cell) => cell !== ''));
}

const delimiters = fc.constantFrom(',', ';', '\t', '|');
const cell = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'Acme GmbH',
    'Müller',
    '公司',
    'x"y',
    'x\ny',
    'a,b',
    'a;b',
    'a\tb',
    'a|b',
    ' pad ',
    '""',
    'end"',
    '\r\n',
  ),
  fc.string({ maxLength: 6 }),
);
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('well-written files of any dialect', () => {
  const table = fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 5 }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(
      table,
      delimiters,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      (rows, delimiter, ending, last) => {
        const special = /["\r\n,;\t|]/;
        const lines = rows.map((cells) =>
          cells.map(([text, always]) => (always || special.test(text) ? quoted(text) : text)).join(delimiter),
        );
        const text = lines.join(ending) + (last ? ending : '');
        const ours = framed(text, delimiter);
        if (ours === undefined) return;
        expect(withoutEmpty(ours)).toEqual(parsed(text, delimiter));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('anything at all, unless some of it is quarantined', () => {
  const letters = fc.array(fc.constantFrom('"', '"', ',', '\n', '\r', ' ', 'a', 'ü', '""', '","', '"\n"'), {
    maxLength: 40,
  });
  let compared = 0;
  fc.assert(
    fc.property(letters, (parts) => {
      const text = parts.join('');
      const ours = framed(text, ',');
      if (ours === undefined) return;
      compared++;
      expect(withoutEmpty(ours)).toEqual(parsed(text, ','));
    }),
    { numRuns: 3_000 },
  );
  // The law must not hold for want of cases.
  expect(compared).toBeGreaterThan(300);
});

const withoutEmpty = (records: string[][]) => records.filter((cells) => cells.some((text) => text !== ''));

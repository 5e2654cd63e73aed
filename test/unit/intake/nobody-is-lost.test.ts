import fc from 'fast-check';
import { Framer } from '../../../lambdas/domain/intake/framing/framer';
import { Refusal } from '../../../lambdas/domain/quarantine-codes';
import { physicalLines, readTable } from './support/read';
import { linesOf, recognise } from './support/recognise';

/**
 * The first promise, as laws over files that nobody would write on purpose: rows of all shapes, then damage at
 * random places. fast-check prints the seed and the smallest file when one of them breaks.
 */
const RUNS = { numRuns: 500 };

const name = fc.constantFrom(
  'Acme',
  'Müller',
  '公司',
  'O"Neil',
  'X, Y',
  'x\ny',
  '',
  '  ',
  'A;B',
  'a@b',
  'Ünï ＠',
);
const address = fc
  .tuple(
    fc.constantFrom('bob', 'Al.ice', "o'neil", 'x+y', '"q q"', '.a', 'ü'),
    fc.nat(40),
    fc.constantFrom('example.com', 'EXAMPLE.org', 'münchen.example', 'x', 'a_b.example', 'example.com.'),
  )
  .map(([local, number, domain]) => `${local}${number}@${domain}`);
const emailCell = fc.oneof(
  { weight: 6, arbitrary: address },
  fc.array(address, { minLength: 2, maxLength: 3 }).map((all) => all.join('; ')),
  fc.array(address, { minLength: 2, maxLength: 2 }).map((all) => all.join('\n')),
  address.map((one) => `Bob <${one}>`),
  fc.constantFrom('', 'none', 'bob at example dot com'),
);
const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const cellText = (cell: string, quoted: boolean) => (quoted || /[",\n]/.test(cell) ? quote(cell) : cell);
const row = fc
  .tuple(name, name, emailCell, fc.boolean())
  .map(([company, group, email, quoted]) =>
    [company, group, email].map((cell) => cellText(cell, quoted)).join(','),
  );
const ending = fc.constantFrom('\n', '\r\n', '\r');
const file = fc
  .record({
    header: fc.boolean(),
    rows: fc.array(row, { minLength: 1, maxLength: 14 }),
    endings: fc.array(ending, { minLength: 1, maxLength: 3 }),
    last: fc.boolean(),
  })
  .map(({ header, rows, endings, last }) => {
    const lines = header ? ['Company,Group,Email', ...rows] : rows;
    const text = lines.map((line, at) => line + endings[at % endings.length]).join('');
    return last ? text : text.replace(/[\r\n]+$/, '');
  });

/** Damage: something put in, taken out or doubled somewhere. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    put: fc.constantFrom(
      '"',
      '""',
      ',',
      ';',
      '\n',
      '\r',
      '',
      '\t',
      '@',
      ' ',
      '\u00a0',
      '"\n',
      '","',
      '\u0000',
    ),
    drop: fc.nat(2),
  }),
  { maxLength: 5 },
);
const damaged = fc.tuple(file, damage).map(([text, faults]) =>
  faults.reduce((broken, { at, put, drop }) => {
    const place = Math.floor(at * broken.length);
    return broken.slice(0, place) + put + broken.slice(place + drop);
  }, text),
);

/** The columns are named, so that damage to the header cannot make the file be refused. */
const columns = {
  encoding: 'utf-8',
  header: true,
  delimiter: ',',
  columns: { email: 3, company: 1, group: 2 },
} as const;

function read(text: string, step?: number) {
  try {
    return readTable(`Company,Group,Email\n${text}`, columns, step);
  } catch (error) {
    throw new Error(`the file was refused: ${String(error)}`);
  }
}

test('total = header + record + blank + quarantined = the physical lines, whatever the damage', () => {
  fc.assert(
    fc.property(damaged, (text) => {
      const { lines } = read(text).report;
      expect(lines.header + lines.record + lines.blank + lines.quarantined).toBe(lines.total);
      expect(lines.total).toBe(physicalLines(`Company,Group,Email\n${text}`));
    }),
    RUNS,
  );
});

test('every recognisable address is a recipient or inside a quarantined line', () => {
  fc.assert(
    fc.property(damaged, (text) => {
      const { exposures, report } = read(text);
      const told = new Set(exposures.map(({ key }) => key));
      const all = linesOf(`Company,Group,Email\n${text}`);
      const aside = new Set(report.quarantine.flatMap(({ line, lineTo }) => span(line, lineTo)));
      for (const [index, line] of all.entries()) {
        if (aside.has(index + 1)) continue;
        for (const found of recognise(line)) expect([...told]).toContain(found.toLowerCase());
      }
    }),
    RUNS,
  );
});

test('quarantined ranges are in order, apart from each other, and carry their own lines', () => {
  fc.assert(
    fc.property(damaged, (text) => {
      const { report, quarantined } = read(text);
      const all = linesOf(`Company,Group,Email\n${text}`);
      let before = 0;
      for (const [index, { line, lineTo }] of report.quarantine.entries()) {
        expect(line).toBeGreaterThan(before);
        expect(lineTo).toBeGreaterThanOrEqual(line);
        before = lineTo;
        expect(linesOf(`${quarantined[index]?.text}\n`)).toEqual(all.slice(line - 1, lineTo));
      }
      expect(report.lines.quarantined).toBe(
        report.quarantine.flatMap(({ line, lineTo }) => span(line, lineTo)).length,
      );
    }),
    RUNS,
  );
});

test('how the stream cuts a file into pieces changes nothing', () => {
  fc.assert(
    fc.property(
      damaged,
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
      (text, steps) => {
        expect(framed(text, steps)).toEqual(framed(text, [text.length * 4 + 1]));
      },
    ),
    RUNS,
  );
});

test('whatever is detected, a file is refused as a whole or nobody in it is lost', () => {
  fc.assert(
    fc.property(damaged, fc.boolean(), (rows, named) => {
      const text = named ? `Firma,Gruppe,E-Mail\n${rows}` : rows;
      const result = tryRead(text);
      if (result instanceof Refusal) return;
      expect(result.report.lines.total).toBe(physicalLines(text));
      const told = new Set(result.exposures.map(({ key }) => key));
      const aside = new Set(result.report.quarantine.flatMap(({ line, lineTo }) => span(line, lineTo)));
      for (const [index, line] of linesOf(text).entries()) {
        if (aside.has(index + 1)) continue;
        for (const found of recognise(line)) expect([...told]).toContain(found.toLowerCase());
      }
    }),
    RUNS,
  );
});

test('any bytes at all are accounted for', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = Buffer.concat([Buffer.from('Company,Group,Email\n'), bytes]);
      const { lines } = readTable(text, columns).report;
      expect(lines.header + lines.record + lines.blank + lines.quarantined).toBe(lines.total);
      expect(lines.total).toBe(physicalLines(text.toString('latin1')));
    }),
    RUNS,
  );
});

const span = (line: number, lineTo: number) =>
  Array.from({ length: lineTo - line + 1 }, (_, at) => line + at);

function tryRead(text: string) {
  try {
    return readTable(text);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Everything the framer says about a text that comes in pieces of these sizes, over and over. */
function framed(text: string, steps: number[]): unknown[] {
  const said: unknown[] = [];
  const framer = new Framer(
    { delimiter: ',', width: 3, emailColumn: 2, line: 1 },
    {
      settle: () => {},
      blank: (lines) => void said.push(['blank', lines]),
      plain: ({ bytes, start, end, line, cells, ats }) =>
        void said.push([line, line, bytes.toString('latin1', start, end), cells, ats]),
      quoted: (cells, line, lineTo) => void said.push([line, lineTo, cells]),
      quarantine: (code, line, lineTo, bytes) =>
        void said.push([line, lineTo, code, bytes.toString('latin1')]),
    },
  );
  const bytes = Buffer.from(text);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const step = steps[turn % steps.length] as number;
    framer.push(bytes.subarray(at, at + step));
    at += step;
  }
  framer.end();
  return said;
}

import fc from 'fast-check';
import iconv from 'iconv-lite';
import { Refusal } from '../../../lambdas/domain/quarantine-codes';
import { readObject } from './support/read-object';
import { recognise } from './support/recognise';

/**
 * The same law for what is no plain CSV: other delimiters, lists, JSON of any shape, older encodings, whole rows in
 * quotes, with damage. A file is refused as a whole, or everyone in it is told or stands in a quarantined text.
 */
const RUNS = { numRuns: 300 };

const name = fc.constantFrom(
  'Acme',
  'Müller',
  'R&D',
  'X, Y',
  'a "b" c',
  "O'Neil",
  '',
  '  ',
  'A;B',
  'Straße 1',
  '@ Work',
);
const address = fc
  .tuple(fc.constantFrom('bob', 'Al.ice', "o'neil"), fc.nat(60))
  .map(([local, number]) => `${local}${number}@example.com`);
const cell = fc.oneof(
  { weight: 5, arbitrary: address },
  fc.array(address, { minLength: 2, maxLength: 3 }).map((all) => all.join(', ')),
  fc.array(address, { minLength: 2, maxLength: 2 }).map((all) => all.join('/')),
  address.map((one) => `Bob <${one}>`),
  address.map((one) => `mailto:${one}?subject=x`),
  address.map((one) => `${one}:secret`),
  fc.constantFrom('', 'n/a'),
);
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    put: fc.constantFrom(
      '"',
      '\\',
      ',',
      ';',
      '\n',
      '\t',
      '^',
      '|',
      '{',
      ']',
      '&amp;',
      '\u00a0',
      '\ufeff',
      '',
    ),
    drop: fc.nat(2),
  }),
  { maxLength: 4 },
);
const broken = (text: string, faults: { at: number; put: string; drop: number }[]) =>
  faults.reduce((all, { at, put, drop }) => {
    const place = Math.floor(at * all.length);
    return all.slice(0, place) + put + all.slice(place + drop);
  }, text);

/** Nobody sees a byte order mark within a name. */
const seen = (text: string): string => text.replaceAll('\ufeff', '');

async function holds(text: string, bytes: Buffer = Buffer.from(text)): Promise<void> {
  const read = await readObject(bytes).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  if (!read) return;
  for (const { lines } of read.files)
    expect(lines.header + lines.record + lines.blank + lines.quarantined).toBe(lines.total);
  const told = new Set(read.addresses.map((one) => one.toLowerCase()));
  const aside = seen(read.items.map(({ text: said }) => said ?? '').join('\n')).toLowerCase();
  // `b{ob@example.com` and `b&ob@example.com` are addresses as they stand, and their ends are too.
  const isEndOf = (one: string, other: string) =>
    other.endsWith(one) && /[{&]/.test(other.slice(0, -one.length));
  const isTold = (one: string) => told.has(one) || [...told].some((other) => isEndOf(one, other));
  for (const found of recognise(seen(text))) {
    const one = found.toLowerCase();
    if (!isTold(one) && !aside.includes(one)) throw new Error(`${one} is neither told nor put aside`);
  }
}

test('tables of any dialect', () => {
  const rows = fc.array(fc.tuple(name, name, cell), { minLength: 1, maxLength: 12 });
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const table = fc
    .record({
      rows,
      header: fc.boolean(),
      by: fc.constantFrom(',', ';', '\t', '|', '^', '~', '\u0001', '\u001f'),
      quoted: fc.constantFrom('never', 'always', 'needed', 'whole rows'),
    })
    .map(({ rows, header, by, quoted }) => {
      const all = header ? [['Company', 'Group', 'Email'], ...rows] : rows;
      const text = (one: string) =>
        quoted === 'always' || (quoted !== 'never' && /["\n]/.test(one + (one.includes(by) ? '"' : '')))
          ? quote(one)
          : one;
      const lines = all.map((row) => row.map(text).join(by));
      return `${(quoted === 'whole rows' ? lines.map(quote) : lines).join('\n')}\n`;
    });
  return fc.assert(
    fc.asyncProperty(table, damage, (text, faults) => holds(broken(text, faults))),
    RUNS,
  );
});

test('lists of addresses', () => {
  const list = fc
    .tuple(fc.array(cell, { minLength: 1, maxLength: 15 }), fc.constantFrom('; ', ', ', '\n', ';\n', ' '))
    .map(([cells, by]) => cells.join(by));
  return fc.assert(
    fc.asyncProperty(list, damage, (text, faults) => holds(broken(text, faults))),
    RUNS,
  );
});

test('JSON of any shape', () => {
  const key = fc.constantFrom('company', 'group', 'email', 'admins', 'name', 'owner', 'items', 'data', 'x');
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      cell,
      name,
      fc.constantFrom(null, true, 7),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(key, address), tie('value'), { maxKeys: 4 }),
    ),
  }));
  const text = fc.oneof(
    fc
      .tuple(fc.array(value, { minLength: 1, maxLength: 5 }), fc.constantFrom(0, 2))
      .map(([all, indent]) => JSON.stringify(all, null, indent)),
    fc
      .array(fc.dictionary(key, value), { minLength: 1, maxLength: 5 })
      .map((all) => all.map((one) => JSON.stringify(one)).join('\n')),
    fc.dictionary(key, value, { minKeys: 1 }).map((one) => JSON.stringify(one)),
  );
  return fc.assert(
    fc.asyncProperty(text, damage, (json, faults) => holds(broken(json, faults))),
    RUNS,
  );
});

test('older encodings', () => {
  const names = fc.constantFrom('Müller', 'Příklad', 'Пример', '公司', '株式会社', '회사', 'Acme');
  const table = fc
    .array(fc.tuple(names, cell), { minLength: 1, maxLength: 12 })
    .map((rows) => `Company;Email\n${rows.map((row) => row.join(';')).join('\n')}\n`);
  const encoding = fc.constantFrom(
    'windows-1252',
    'windows-1251',
    'shift_jis',
    'gb18030',
    'big5',
    'euc-kr',
    'utf-16le',
  );
  return fc.assert(
    fc.asyncProperty(table, encoding, (text, by) => holds(text, iconv.encode(text, by))),
    RUNS,
  );
});

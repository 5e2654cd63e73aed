import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { intakeHolds } from '../../../lambdas/domain/intake/holds';
import { csv } from './support/read';
import { readObject } from './support/read-object';
import { workbook, zipped } from './support/zip';

const A = csv('Company,Group,Email', 'Acme,Ops,a@example.com', 'Beta,Ops,b@example.com');
const B = csv('Firma;Gruppe;E-Mail', 'Gamma;Ops;c@example.com', 'Acme;Ops;a@example.com', 'Delta;Ops;nobody');
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
const refusal = async (content: Buffer) => (await readObject(content).catch((error) => error)).code;

describe('gzip', () => {
  test('is read as what it holds', async () => {
    const packed = gzipSync(A);
    const { files, addresses, sha256: whole } = await readObject(packed);
    expect(files[0]).toMatchObject({ sha256: sha256(A), bytes: A.length, lines: { total: 3, record: 2 } });
    expect(addresses).toEqual(['a@example.com', 'b@example.com']);
    expect(whole).toBe(sha256(packed));
  });

  test('of several members put together is one file', async () => {
    const { addresses } = await readObject(Buffer.concat([gzipSync(A), gzipSync('Eps,Ops,e@example.com\n')]));
    expect(addresses).toEqual(['a@example.com', 'b@example.com', 'e@example.com']);
  });

  test.each([
    ['cut off', gzipSync(A).subarray(0, -12), 'archive-damaged'],
    [
      'with a wrong checksum',
      Buffer.concat([gzipSync(A).subarray(0, -8), Buffer.alloc(8, 1)]),
      'archive-damaged',
    ],
    ['of a gzip', gzipSync(gzipSync(A)), 'archive-nested'],
    ['of nothing', gzipSync(''), 'empty-file'],
  ])('%s is refused', async (_, packed, code) => {
    expect(await refusal(packed)).toBe(code);
  });

  test('that unpacks to 200 times its size is stopped on the way', async () => {
    const line = `${'x'.repeat(999)}\n`;
    expect(await refusal(gzipSync(`Company,Email\n${line.repeat(80_000)}`))).toBe('archive-bomb');
  });
});

describe('zip', () => {
  test('each member is a file of its own', async () => {
    const packed = await zipped({
      'lists/': '',
      'lists/a.csv': A,
      'b.txt': B,
      '__MACOSX/._a.csv': 'x',
      '.DS_Store': 'y',
    });
    const { files, items, sha256: whole } = await readObject(packed);
    expect(files.map(({ name, sha256: own, bytes }) => [name, own, bytes])).toEqual([
      ['dropped/lists/a.csv', sha256(A), A.length],
      ['dropped/b.txt', sha256(B), B.length],
    ]);
    expect(files.map(({ lines }) => lines.total)).toEqual([3, 4]);
    expect(files[1]).toMatchObject({
      delimiter: ';',
      exposures: 2,
      recipients: 2,
      lines: { quarantined: 1 },
    });
    expect(items.filter(({ code }) => code)).toEqual([
      expect.objectContaining({ member: 1, line: 4, code: 'no-address' }),
    ]);
    expect(whole).toBe(sha256(packed));
  });

  test('a member without any address beside others is put aside, line by line', async () => {
    const { files, addresses } = await readObject(
      await zipped({ 'a.csv': A, 'README.txt': 'How to\n\nread this, please\n' }),
    );
    expect(addresses).toHaveLength(2);
    expect(files[1]).toMatchObject({
      columns: { company: null, group: null, email: null },
      lines: { total: 3, record: 0, blank: 1, quarantined: 2 },
      quarantine: [
        { line: 1, code: 'no-address' },
        { line: 3, code: 'no-address' },
      ],
    });
  });

  test.each([
    ['README.txt', 'How to\n\nread this, "please"\n', []],
    ['manifest.json', JSON.stringify({ version: 1, files: ['a.csv'] }), []],
    ['countries.csv', 'code,label\nDE,Germany\n', []],
    ['numbers.csv', 'Company,Phone\nAcme,+49 1\n', ['bad-rows']],
    ['more.csv', 'Company,Group,Email\nAcme,Ops,\n', ['bad-rows']],
    ['notes.txt', 'Ask bob(at)example.com\n', ['bad-rows']],
    ['remarks.txt', 'Ask "Bob" bob@nowhere.example and\n', ['bad-rows']],
  ])('beside a list, %s holds: %j', async (name, text, holds) => {
    const { files } = await readObject(await zipped({ 'a.csv': A, [name]: text }));
    expect(files.map((file) => file.name)).toEqual(['dropped/a.csv', `dropped/${name}`]);
    expect(intakeHolds(1, files).map(({ code }) => code)).toEqual(holds);
  });

  test('without any list, a file without an address holds', async () => {
    const { files } = await readObject(await zipped({ 'a.txt': 'How to\n', 'b.txt': 'read this\n' }));
    expect(intakeHolds(1, files)).toHaveLength(2);
  });

  test('a member of blank lines beside others is blank', async () => {
    const { files, addresses } = await readObject(await zipped({ 'a.csv': A, 'blank.csv': '\n\n' }));
    expect(addresses).toHaveLength(2);
    expect(files[1]?.lines).toEqual({ total: 2, header: 0, record: 0, blank: 2, quarantined: 0 });
  });

  test('damage, nesting, office documents and emptiness are refused', async () => {
    const packed = await zipped({ 'a.csv': A.repeat(50) });
    const hurt = Buffer.from(packed);
    hurt[60] = (hurt[60] as number) ^ 0xff;
    expect(await refusal(hurt)).toBe('archive-damaged');
    expect(await refusal(packed.subarray(0, -30))).toBe('archive-damaged');
    expect(await refusal(await zipped({ 'inner.zip': packed }))).toBe('archive-nested');
    expect(await refusal(await zipped({ '[Content_Types].xml': '<x/>', 'word/document.xml': '<x/>' }))).toBe(
      'not-a-table',
    );
    expect(await refusal(await zipped({}))).toBe('empty-file');
  });

  test('a file that cannot be read is named by its number, never by its name', async () => {
    const fault = (entries: Record<string, string | Buffer>) =>
      zipped(entries)
        .then(readObject)
        .catch((error: Error) => error.message);
    expect(await fault({ 'a.csv': A, 'Mrs Example.pdf': '%PDF-1.7' })).toMatch(/\(file 2 inside: PDF\)$/);
    expect(await fault({ 'a.csv': A, 'b.zip': await zipped({ 'c.csv': A }) })).toMatch(/\(file 2 inside\)$/);
    expect(await fault({ 'a.csv': 'Email,Backup e-mail\na@example.com,b@example.com\n' })).toContain(
      '(file 1 inside: Email, Backup e-mail)',
    );
  });

  test('a bomb is refused by what its directory says, before anything is unpacked', async () => {
    expect(await refusal(await zipped({ 'zeros.csv': Buffer.alloc(100 * 1024 * 1024, 'a') }))).toBe(
      'archive-bomb',
    );
  });

  test('an encrypted member is refused', async () => {
    const packed = await zipped({ 'a.csv': A });
    for (const [signature, at] of [
      ['504b0304', 6],
      ['504b0102', 8],
    ] as const) {
      const header = packed.indexOf(Buffer.from(signature, 'hex'));
      packed[header + at] = (packed[header + at] as number) | 1;
    }
    expect(await refusal(packed)).toBe('archive-encrypted');
  });
});

describe('xlsx', () => {
  const HEAD = ['Company', 'Group', 'E-Mail'];

  test('rows are counted, gaps are blank, texts may be shared, in runs, inline or results', async () => {
    const content = await workbook({
      name: 'List',
      rows: {
        1: HEAD,
        2: ['Acme', 'Ops', 'a@example.com'],
        5: ['~Bee & Co', '=Lab', 'b@example.com'],
        6: ['Num', 7, 'nobody'],
        9: [null, null, null],
      },
    });
    const { files, items, sha256: whole } = await readObject(content);
    expect(files).toHaveLength(1);
    expect(files[0]).toMatchObject({
      name: 'dropped',
      encoding: 'xlsx',
      sha256: whole,
      bytes: content.length,
      columns: { company: 'Company', group: 'Group', email: 'E-Mail' },
      lines: { total: 6, header: 1, record: 2, blank: 2, quarantined: 1 },
      quarantine: [{ line: 6, lineTo: 6, code: 'no-address' }],
    });
    expect(items[0]).toMatchObject({ company: 'Acme', group: 'Ops', address: 'a@example.com', line: 2 });
    expect(items[1]).toMatchObject({ company: 'Bee & Co', group: 'Lab', line: 5 });
    expect(items[2]).toMatchObject({ text: 'Num\t7\tnobody' });
  });

  test('hidden rows and sheets are read and reported; empty sheets are not', async () => {
    const content = await workbook(
      {
        name: 'Open',
        rows: { 1: HEAD, 2: ['Acme', 'Ops', 'a@example.com'], '!3': ['Beta', 'Ops', 'b@example.com'] },
      },
      { name: 'Empty', rows: {} },
      { name: 'Secret', state: 'veryHidden', rows: { 1: HEAD, 2: ['Gamma', 'Ops', 'c@example.com'] } },
    );
    const { files, addresses } = await readObject(content);
    expect(addresses).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
    expect(files.map(({ name, repairs }) => [name, repairs])).toEqual([
      ['dropped/Open', [{ line: 3, code: 'hidden-row' }]],
      ['dropped/Secret', [{ line: 1, code: 'hidden-sheet' }]],
    ]);
  });

  test('text that a spreadsheet took for one column is parted', async () => {
    const { files, items } = await readObject(
      await workbook({
        name: 'L',
        rows: { 1: ['Firma;Gruppe;E-Mail'], 2: ['Acme;Ops;a@example.com'], 3: ['Beta;Ops;b@example.com'] },
      }),
    );
    expect(items[1]).toMatchObject({ company: 'Beta', group: 'Ops', address: 'b@example.com' });
    expect(files[0]).toMatchObject({ encoding: 'xlsx', delimiter: ';', lines: { header: 1, record: 2 } });
  });

  test('cells behind the header’s last: addresses next to each other are told, texts are never joined', async () => {
    const { files, addresses } = await readObject(
      await workbook({
        name: 'L',
        rows: {
          1: HEAD,
          2: ['Acme', 'Ops', 'a@example.com', 'b@example.com'],
          3: ['Beta', ' Inc', 'Ops', 'c@example.com'],
        },
      }),
    );
    expect(addresses).toEqual(['a@example.com', 'b@example.com']);
    expect(files[0]?.quarantine).toMatchObject([{ line: 3, code: 'cells-do-not-fit' }]);
  });

  test('a header that gives an example, or that the incident insists on, hides nobody', async () => {
    const example = await readObject(
      await workbook({
        name: 'L',
        rows: { 1: ['Company', 'Group', 'E-Mail (jo@example.org)'], 2: ['A', 'B', 'a@example.com'] },
      }),
    );
    expect(example.addresses).toEqual(['a@example.com']);
    expect(example.files[0]?.quarantine).toMatchObject([{ line: 1, code: 'address-outside-column' }]);
    const insisted = await readObject(
      await workbook({ name: 'L', rows: { 1: ['A', 'a@example.com'], 2: ['B', 'b@example.com'] } }),
      { header: true },
    );
    expect(insisted.files[0]?.quarantine).toMatchObject([{ line: 1, code: 'address-outside-column' }]);
  });

  test('a title above the header, several addresses in a cell, cells not there', async () => {
    const { files, addresses } = await readObject(
      await workbook({
        name: 'L',
        rows: { 1: ['Customers 2023'], 3: HEAD, 4: ['Acme', null, 'a@example.com\nb@example.com'] },
      }),
    );
    expect(addresses).toHaveLength(2);
    expect(files[0]?.lines).toEqual({ total: 4, header: 2, record: 1, blank: 1, quarantined: 0 });
  });
});

describe('json', () => {
  const rows = [
    { company: 'Acme', group: 'Ops', email: 'a@example.com' },
    { company: 'Beta', group: null, email: ['b@example.com', 'c@example.com'] },
  ];

  test.each([
    ['an array', JSON.stringify(rows)],
    ['a pretty array', JSON.stringify(rows, null, 2)],
    ['an array with a byte order mark', `\ufeff${JSON.stringify(rows)}`],
    ['one object a line', rows.map((row) => JSON.stringify(row)).join('\n')],
    ['one object a line, CRLF', `${rows.map((row) => JSON.stringify(row)).join('\r\n')}\r\n`],
    [
      'an array of arrays',
      JSON.stringify([
        ['Company', 'Group', 'E-Mail'],
        ...rows.map((row) => [row.company, row.group, row.email]),
      ]),
    ],
  ])('%s', async (_, text) => {
    const { files, addresses, items } = await readObject(Buffer.from(text));
    expect(addresses).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
    expect(files[0]).toMatchObject({ delimiter: 'json', lines: { record: 2, quarantined: 0 } });
    expect(items[0]).toMatchObject({ company: 'Acme', group: 'Ops' });
    expect(items[1]).toMatchObject({ company: 'Beta', group: '' });
  });

  test('what is no JSON, or hides a value, is put aside', async () => {
    const lines = [
      ...rows.map((row) => JSON.stringify(row)),
      '{"company":"Cut","email":"x@example.com"',
      '{"company":"Twice","email":"y@example.com","email":"z@example.com"}',
      '{"q@example.com":{"company":"As a name"}}',
      '"just text"',
      '',
      '{"company":"Last","email":"l@example.com","note":"ask n@example.com"}',
    ];
    const { files, items, addresses } = await readObject(Buffer.from(lines.join('\n')));
    expect(files[0]?.lines).toEqual({ total: 8, header: 0, record: 2, blank: 1, quarantined: 5 });
    expect(items.flatMap(({ code, line }) => (code ? [[line, code]] : [])).sort()).toEqual([
      [3, 'bad-json'],
      [4, 'bad-json'],
      [5, 'bad-json'],
      [6, 'no-address'],
      [8, 'address-outside-column'],
    ]);
    expect(addresses).toContain('l@example.com');
  });

  test('an element that does not end costs itself, up to the next line that opens one', async () => {
    const text =
      '[\n{"company":"A","email":"a@example.com"},\n{"company":"B,"email":"b@example.com"},\n{"company":"C","email":"c@example.com"},\n{"company":"D","email":"d@example.com"}\n]';
    const { files, addresses, items } = await readObject(Buffer.from(text));
    const seen = [...addresses, ...items.map(({ text: aside }) => aside ?? '')].join(' ');
    for (const name of ['a', 'b', 'c', 'd']) expect(seen).toContain(`${name}@example.com`);
    const { total, record, quarantined } = files[0]?.lines ?? { total: 0, record: 0, quarantined: 0 };
    expect(record + quarantined).toBe(total);
    expect(quarantined).toBeGreaterThan(0);
  });

  test('names that come late are looked through', async () => {
    const many = Array.from({ length: 300 }, (_, row) => ({ company: 'A', email: `x${row}@example.com` }));
    const { items } = await readObject(
      Buffer.from(
        JSON.stringify([...many, { company: 'B', email: 'y@example.com', owner: 'z@example.com' }]),
      ),
    );
    expect(items.find(({ code }) => code)).toMatchObject({ line: 301, code: 'address-outside-column' });
  });
});

import { codesOf, csv, readTable } from './support/read';

/** What other list checkers are known to meet, with what becomes of it here. */
describe('header and file', () => {
  const junk = [
    ' ',
    '\n',
    '\r',
    '\t',
    '\u180e',
    '\u200b',
    '\u200c',
    '\u200d',
    '\u2060',
    '\ufeff',
    '\u2028',
    '\u2029',
    '\u00a0',
    '\u202f',
  ];

  test.each([...junk, junk.join('')].map((text) => [JSON.stringify(text), text]))(
    'junk %s before the header',
    (_, text) => {
      const { addresses, report } = readTable(`${text}emailaddress,name\na@example.com,Acme\n`);
      expect(addresses).toEqual(['a@example.com']);
      expect(report.lines.quarantined).toBe(0);
    },
  );

  test.each([
    'email',
    'EMAILADDRESS',
    'email_address',
    'Email-Address',
    'e m a i l  a d d r e s s',
    '  E-Mail  ',
    'E\u200bmail',
    '"Email"',
  ])('header %j', (header) => {
    const { report, exposures } = readTable(csv(`${header},company`, 'a@example.com,Acme'));
    expect(report.lines).toMatchObject({ header: 1, record: 1 });
    expect(exposures[0]).toMatchObject({ address: 'a@example.com', company: 'Acme' });
  });

  test('delimiters and blank lines at the end of the file, and in the middle', () => {
    const { report, addresses } = readTable(
      'email,company\na@example.com,A\n\n,\n , \nb@example.com,B\n,\n, ,\n\n',
    );
    expect(addresses).toEqual(['a@example.com', 'b@example.com']);
    expect(report.lines).toEqual({ total: 9, header: 1, record: 2, blank: 6, quarantined: 0 });
  });

  test('duplicate other columns are passed over but the first', () => {
    const { report, exposures } = readTable(csv('email,list,list,list,company', 'a@example.com,1,2,3,Acme'));
    expect(exposures[0]).toMatchObject({ company: 'Acme' });
    expect(report.ignored).toEqual(['list', 'list', 'list']);
  });

  test('leading empty columns', () => {
    const { exposures } = readTable(csv(',,,,company,email', ',,,,Acme,a@example.com'));
    expect(exposures[0]).toMatchObject({ company: 'Acme', address: 'a@example.com' });
  });

  test('16,384 columns', () => {
    const empty = ','.repeat(16_382);
    const { addresses, report } = readTable(csv(`email,company${empty}`, `a@example.com,Acme${empty}`));
    expect(addresses).toEqual(['a@example.com']);
    expect(report.lines.quarantined).toBe(0);
  });

  test('emoji and accents survive', () => {
    const { exposures } = readTable(
      csv('company,group,email', '🐜 Joël,Şorláksson & Müller-Schultheiß,a@example.com'),
    );
    expect(exposures[0]).toMatchObject({ company: '🐜 Joël', group: 'Şorláksson & Müller-Schultheiß' });
  });

  test('a title and a date above the header count as header', () => {
    const { report, exposures } = readTable(
      csv('Export of customers', '2023-06-29', '', 'Company,Group,E-Mail', 'Acme,G,a@example.com'),
    );
    expect(report.lines).toEqual({ total: 5, header: 3, record: 1, blank: 1, quarantined: 0 });
    expect(exposures[0]).toMatchObject({ company: 'Acme', line: 5 });
  });

  test('a long preface, a rule under the header, an example in the header', () => {
    const preface = Array.from({ length: 20 }, (_, line) => `Condition ${line} of this export`);
    const { report, exposures } = readTable(
      csv(...preface, 'Company|Group|Email', '---|:--:|---', ...Array(30).fill('Acme|Ops|a@example.com')),
    );
    expect(report.lines).toEqual({ total: 52, header: 22, record: 30, blank: 0, quarantined: 0 });
    expect(exposures[0]).toMatchObject({ company: 'Acme', group: 'Ops', line: 23 });
    const example = readTable(csv('Company,Group,Email (jo@example.org)', 'Acme,Ops,a@example.com'));
    expect(example.addresses).toEqual(['a@example.com']);
    expect(codesOf(example.report)).toEqual([[1, 1, 'address-outside-column']]);
  });

  test('rows quoted as a whole', () => {
    const { report, exposures } = readTable(
      csv('"Company,Group,Email"', '"Acme,""Ops, X"",a@example.com"', '"Beta,Lab,b@example.com"'),
    );
    expect(exposures[0]).toMatchObject({ company: 'Acme', group: 'Ops, X', address: 'a@example.com' });
    expect(report.repairs).toEqual([
      { line: 2, code: 'unwrapped-row' },
      { line: 3, code: 'unwrapped-row' },
    ]);
    const some = readTable(
      csv('Company,Group,Email', 'Acme,Ops,a@example.com', '"Beta,""L, M"",b@example.com"'),
    );
    expect(some.exposures[1]).toMatchObject({ company: 'Beta', group: 'L, M', address: 'b@example.com' });
  });

  test('quotes written with a backslash, as MySQL does', () => {
    const rows = [
      '1,"The \\"Best\\" Co, Ltd","a@example.com"',
      '2,"C:\\\\temp","b@example.com"',
      '3,Plain,c@example.com',
    ];
    for (const step of [1, 2, 3, 65_536]) {
      const { report, exposures } = readTable(csv('id,company,email', ...rows), {}, step);
      expect(exposures.map(({ company }) => company)).toEqual(['The "Best" Co, Ltd', 'C:\\\\temp', 'Plain']);
      expect(report.repairs).toEqual([{ line: 1, code: 'backslash-quotes' }]);
    }
  });

  test('a backslash in front of a closing quote is none of these', () => {
    const { report, exposures } = readTable(
      csv(
        'company,email',
        '"C:\\temp\\","a@example.com"',
        '"D:\\","b@example.com"',
        '"a \\"b","c@example.com"',
      ),
    );
    expect(exposures.map(({ company }) => company)).toEqual(['C:\\temp\\', 'D:\\']);
    expect(codesOf(report)).toEqual([[4, 4, 'stray-quote']]);
  });

  test('zeros at the end of a file that was allocated before it was written', () => {
    const { report, addresses } = readTable(
      `${csv('Company,Email', 'Acme,a@example.com')}${'\0'.repeat(512)}`,
    );
    expect(addresses).toEqual(['a@example.com']);
    expect(report.lines.record).toBe(1);
  });

  test("Excel's own line names the delimiter", () => {
    const { report } = readTable(csv('sep=;', 'Firma;Gruppe;E-Mail', 'A, B;G;a@example.com'));
    expect(report).toMatchObject({ delimiter: ';', lines: { header: 2, record: 1 } });
  });

  test('files put together repeat the header', () => {
    const { report, addresses } = readTable(
      csv('Company,Email', 'A,a@example.com', 'company,email', 'B,b@example.com'),
    );
    expect(addresses).toHaveLength(2);
    expect(report.lines).toMatchObject({ header: 2, record: 2, quarantined: 0 });
    expect(report.repairs).toEqual([{ line: 3, code: 'repeated-header' }]);
  });

  test('an unquoted comma in every company is no unnamed first column', () => {
    const { exposures, report } = readTable(
      csv('company,group,email', 'Acme, Inc,G,a@example.com', 'Beta, Ltd,H,b@example.com'),
    );
    expect(exposures.map(({ company }) => company)).toEqual(['Acme, Inc', 'Beta, Ltd']);
    expect(report.repairs).toHaveLength(2);
  });

  test("R's header lacks the name of the first column", () => {
    const { exposures, report } = readTable(
      csv('company,group,email', '1,Acme,G,a@example.com', '2,Beta,H,b@example.com'),
    );
    expect(report.lines.quarantined).toBe(0);
    expect(exposures[0]).toMatchObject({ company: 'Acme', group: 'G', address: 'a@example.com' });
  });
});

describe('cells that do not fit', () => {
  const read = (row: string) => readTable(csv('company,group,email', 'Acme,Admins,a@example.com', row));

  test.each([
    [
      'an unquoted comma in the company',
      'Acme, Inc,Ops,x@example.com',
      { company: 'Acme, Inc', group: 'Ops' },
    ],
    ['two of them', 'Acme, Beta, Inc,Ops,x@example.com', { company: 'Acme, Beta, Inc', group: 'Ops' }],
    ['one in the group', 'Acme,Ops, night,x@example.com', { company: 'Acme', group: 'Ops, night' }],
    ['one in a quoted row', '"Acme", Inc,Ops,x@example.com', { company: 'Acme, Inc', group: 'Ops' }],
  ])('%s', (_, row, expected) => {
    const { exposures, report } = read(row);
    expect(exposures.find(({ address }) => address === 'x@example.com')).toMatchObject(expected);
    expect(report.repairs).toEqual([{ line: 3, code: 'joined-cells' }]);
  });

  test('an extra cell behind everything is passed over', () => {
    const { report, addresses } = read('Beta,Ops,x@example.com,extra');
    expect(addresses).toContain('x@example.com');
    expect(report.repairs).toEqual([{ line: 3, code: 'extra-cells' }]);
  });

  test.each([
    [
      'in the last column',
      'company,group,email',
      'Acme,Ops,x@example.com,y@example.com, Zoe <z@example.com>',
    ],
    ['in the first', 'email,company,group', 'x@example.com,y@example.com,z@example.com,Acme,Ops'],
    ['between others', 'company,email,group', 'Acme,x@example.com,y@example.com,z@example.com,Ops'],
  ])('several addresses without quotes %s are one cell', (_, header, row) => {
    const { report, exposures } = readTable(csv(header, row));
    expect(exposures).toEqual(
      ['x', 'y', 'z'].map((name) =>
        expect.objectContaining({ company: 'Acme', group: 'Ops', address: `${name}@example.com` }),
      ),
    );
    expect(report).toMatchObject({ repairs: [{ line: 2, code: 'joined-cells' }], lines: { quarantined: 0 } });
  });

  test('a semicolon that ends an HTML entity is no delimiter that can be told from one', () => {
    const { report, addresses } = readTable(
      csv('company;email', 'A;a@example.com', 'R&amp;D;r&amp;d@example.com'),
    );
    expect(addresses).toEqual(['a@example.com']);
    expect(codesOf(report)).toEqual([[3, 3, 'cells-do-not-fit']]);
  });

  test('an address that another cell repeats stands outside of nothing', () => {
    const { report } = readTable(
      csv(
        'email,company,note',
        'a@example.com,Acme,',
        'b@example.com,Beta,"wrote as Bob <B@example.com>"',
        'c@example.com,Beta,https://example.org/leave?who=c%40example.com&x=c@example.com',
      ),
    );
    expect(report.lines.quarantined).toBe(0);
  });

  test('empty cells behind everything are no fault', () => {
    expect(read('Beta,Ops,x@example.com,,, ').report).toMatchObject({ repairs: [], lines: { record: 2 } });
  });

  test.each([
    ['which part is which cannot be told', 'Acme,Inc,Ops,x@example.com', 'cells-do-not-fit'],
    ['a cell is missing', 'Acme,x@example.com', 'cells-do-not-fit'],
    ['only text', 'just some text', 'no-address'],
    ['two rows run into each other', 'Acme,Ops,x@example.comBeta,Ops,y@example.com', 'glued-rows'],
    [
      'rows glued with only addresses between',
      'Acme,Ops,x@example.com,y@example.com,Ops,z@example.com',
      'glued-rows',
    ],
    ['rows parted by a vertical tab', 'Acme,Ops,x@example.com\u000bBeta,Ops,y@example.com', 'glued-rows'],
    ['an address outside the column', 'see x@example.com,Ops,y@example.com', 'address-outside-column'],
    ['two addresses, one bad', 'Acme,Ops,x@example.com; y@nowhere', 'bad-address'],
    ['no address', 'Acme,Ops,', 'no-address'],
    ['a name for an address', 'Acme,Ops,Bob', 'no-address'],
    ['a stray quote in mid-cell', `Acme 40°42'46"N,Ops,x@example.com`, 'stray-quote'],
    ['text behind a closing quote', '"Acme" Inc,Ops,x@example.com', 'stray-quote'],
    ['a NUL', 'Ac\u0000me,Ops,x@example.com', 'invalid-bytes'],
    ['a company of 2,000 characters', `${'x'.repeat(2_000)},Ops,x@example.com`, 'cell-too-long'],
  ])('%s: quarantined', (_, row, code) => {
    const { report, quarantined } = read(row);
    expect(codesOf(report)).toEqual([[3, 3, code]]);
    expect(quarantined[0]).toMatchObject({ text: row, line: 3, lineTo: 3 });
    expect(report.lines).toMatchObject({ total: 3, record: 1, quarantined: 1 });
  });

  test('the usable address of a quarantined row is told all the same', () => {
    expect(read('Acme,Ops,x@example.com; y@nowhere').addresses).toContain('x@example.com');
    expect(read('see z@example.com,Ops,y@example.com').addresses).toContain('y@example.com');
  });
});

describe('what others refuse or send twice', () => {
  test('quoted commas, doubled quotes, blanks around quotes', () => {
    const { exposures, report } = readTable(
      csv('company,group,email', '"Nov 28, 2016" , "a ""b"" c",  "x@example.com" '),
    );
    expect(report.lines.quarantined).toBe(0);
    expect(exposures[0]).toMatchObject({
      company: 'Nov 28, 2016',
      group: 'a "b" c',
      address: 'x@example.com',
    });
  });

  test('case variants of one person are one recipient with both spellings on record', () => {
    const { report, addresses } = readTable(
      csv('company,email', 'A,Bob@example.com', 'A,bob@EXAMPLE.com', 'A,bob@example.com'),
    );
    expect(report).toMatchObject({ recipients: 1, exposures: 2 });
    expect(addresses).toEqual(['Bob@example.com', 'bob@example.com']);
  });

  test('a row that is there twice is one exposure and two record lines', () => {
    const { report } = readTable(
      csv('company,group,email', 'A,G,a@example.com', 'A,G,a@example.com', '"A",G, a@example.com'),
    );
    expect(report).toMatchObject({ recipients: 1, exposures: 1, lines: { record: 3 } });
  });

  test('one admin with 10,000 groups', () => {
    const groups = Array.from({ length: 10_000 }, (_, group) => `Acme,Group ${group},a@example.com`);
    expect(readTable(csv('company,group,email', ...groups)).report).toMatchObject({
      recipients: 1,
      exposures: 10_000,
    });
  });

  test('unbalanced quotes in a file of 5,600 rows cost one line wherever they are', () => {
    for (const place of [10, 3_000, 5_000]) {
      const rows = Array.from({ length: 5_600 }, (_, row) => `Company ${row},Group,admin${row}@example.com`);
      rows[place] = `"${rows[place]}`;
      expect(readTable(csv('company,group,email', ...rows)).report.lines).toMatchObject({
        record: 5_599,
        quarantined: 1,
      });
    }
  });

  test('a line of 3 MB is put aside and the next one read', () => {
    const { report, addresses, quarantined } = readTable(
      csv('company,group,email', 'A,G,a@example.com', 'x'.repeat(3_000_000), 'B,G,b@example.com'),
    );
    expect(codesOf(report)).toEqual([[3, 3, 'line-too-long']]);
    expect(quarantined[0]?.text.length).toBeLessThanOrEqual(16_384);
    expect(addresses).toEqual(['a@example.com', 'b@example.com']);
  });
});

test.each([
  ['CRLF', '\r\n'],
  ['LF', '\n'],
  ['CR', '\r'],
])('%s endings', (_, ending) => {
  const text = ['company,group,email', 'A,G,a@example.com', '"B\nC",G,b@example.com', ''].join(ending);
  const { report, addresses } = readTable(text);
  expect(addresses).toEqual(['a@example.com', 'b@example.com']);
  expect(report.lines).toEqual({ total: 4, header: 1, record: 3, blank: 0, quarantined: 0 });
});

test('mixed endings, none at the end', () => {
  const { report } = readTable(
    'company,group,email\r\nA,G,a@example.com\rB,G,b@example.com\n\nC,G,c@example.com',
  );
  expect(report.lines).toEqual({ total: 5, header: 1, record: 3, blank: 1, quarantined: 0 });
});

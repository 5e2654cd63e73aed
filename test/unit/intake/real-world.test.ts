import iconv from 'iconv-lite';
import { intakeHolds } from '../../../lambdas/domain/intake/holds';
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

describe('what a database draws around its rows', () => {
  const rule = '+---------+-------+---------------+';
  const table = ['| company | group | email         |', rule, '| Acme    | Ops   | a@example.com |'];

  test.each([
    ['mysql', [rule, ...table, rule, '1 row in set (0.00 sec)', '']],
    [
      'psql',
      [' company | group | email', '---------+-------+-------', ' Acme | Ops | a@example.com', '(1 row)', ''],
    ],
    [
      'sqlcmd',
      ['company\tgroup\temail', '-------\t-----\t-----', 'Acme\tOps\ta@example.com', '', '(1 rows affected)'],
    ],
    ['COPY', ['company\tgroup\temail', 'Acme\tOps\ta@example.com', '\\.']],
    [
      'a grid',
      [
        rule,
        ...table
          .join(`\n${rule}\n`)
          .split('\n')
          .filter((_line, at) => at !== 2),
        rule,
      ],
    ],
  ])('%s: counts as header, and holds nothing up', (_, lines) => {
    const { report, exposures } = readTable(csv(...lines));
    expect(exposures).toMatchObject([{ company: 'Acme', group: 'Ops', address: 'a@example.com' }]);
    expect(report.lines).toMatchObject({ record: 1, quarantined: 0 });
    expect(report.repairs.map(({ code }) => code)).toContain('drawn-line');
  });

  test.each(['Total rows: 5', '(see a@example.org)', '12 rows of desks', '--'])('%s is none', (line) => {
    const { report } = readTable(csv('company,group,email', 'Acme,Ops,a@example.com', line));
    expect(report.lines.quarantined).toBe(1);
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

describe('many people in one line', () => {
  const good = Array.from({ length: 2_000 }, (_, row) => `Acme,Ops,good${row}@example.com`);
  const list = (count: number) => Array.from({ length: count }, (_, row) => `x${row}@example.com`);

  test.each([
    [
      'rows run into each other',
      list(4)
        .map((one) => `Acme,Ops,${one}`)
        .join(''),
      'glued-rows',
    ],
    ['a list behind a table', list(4).join(';'), 'cells-do-not-fit'],
    [
      'a list in the place of a company',
      `${list(4).join(' ')},Ops,told@example.com`,
      'address-outside-column',
    ],
  ])('who are not told are no slip: %s holds', (_, line, code) => {
    const { report } = readTable(csv('Company,Group,Email', ...good, line));
    expect(report.quarantine).toMatchObject([{ line: 2_002, code, isolated: false }]);
    expect(intakeHolds(1, [{ name: '', sha256: '', bytes: 0, ...report }])).toHaveLength(1);
  });

  test.each([
    [
      'two rows',
      list(2)
        .map((one) => `Acme,Ops,${one}`)
        .join(''),
      true,
    ],
    ['many who are told, and one who cannot be', `Acme,Ops,"${list(9).join(';')};y@nowhere"`, undefined],
  ])('%s hold nothing up', (_, line, isolated) => {
    const { report } = readTable(csv('Company,Group,Email', ...good, line));
    expect(report.quarantine.map((range) => range.isolated)).toEqual([isolated]);
  });
});

test('UTF-16 behind UTF-8 is put aside so that it can be read', () => {
  const rows = Array.from({ length: 9_000 }, (_, row) => `Acme,Ops,good${row}@example.com`);
  const behind = iconv.encode('Beta,Ops,x@example.com\nGamma,Ops,y@example.com\n', 'utf-16le');
  const text = Buffer.concat([Buffer.from(csv('Company,Group,Email', ...rows)), behind]);
  const { quarantined, addresses } = readTable(text);
  expect(addresses).toHaveLength(9_000);
  expect(quarantined.map((range) => range.text)).toEqual([
    'Beta,Ops,x@example.com',
    'Gamma,Ops,y@example.com',
  ]);
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

describe('lists of mailboxes', () => {
  test.each([
    [
      'one a line, names quoted',
      '"Doe, Al" <a@example.com>\n"Roe, Bo" <b@example.com>\nCy <c@example.com>\n',
    ],
    [
      'one a line, each with a comma',
      'Al Doe <a@example.com>,\nBo Roe <b@example.com>,\nCy <c@example.com>\n',
    ],
    ['on one line, quoted, by comma', '"Doe, Al" <a@example.com>, "R; B" <b@example.com>, <c@example.com>'],
    ['of Outlook', 'Doe, Al (Acme) <a@example.com>; Roe, Bo <b@example.com>; Cy <c@example.com>'],
    ['of every kind', 'a@example.com; "Roe, Bo" <b@example.com>;\n\nmailto:c@example.com;\n'],
  ])('%s', (_, text) => {
    const { report, exposures } = readTable(text);
    expect(exposures.map(({ address }) => address)).toEqual([
      'a@example.com',
      'b@example.com',
      'c@example.com',
    ]);
    expect(new Set(exposures.map(({ company, group }) => company + group))).toEqual(new Set(['']));
    expect(report).toMatchObject({ delimiter: '\n', lines: { quarantined: 0 } });
  });

  test('a company in front of a mailbox makes a table', () => {
    const { exposures } = readTable('Acme Ltd,Al Doe <a@example.com>\nBeta,Bo Roe <b@example.com>\n');
    expect(exposures.map(({ company }) => company)).toEqual(['Acme Ltd', 'Beta']);
  });

  test('a row further down that is none is put aside', () => {
    const list = Array.from({ length: 500 }, (_, row) => `"Doe, Jo" <x${row}@example.com>`);
    const { report } = readTable(csv(...list, '"Doe, Jo" <y@nowhere>'));
    expect(codesOf(report)).toEqual([[501, 501, 'bad-address']]);
  });
});

test.each(['E-mail list of all customers', 'mysql> select company, email from admins;'])(
  'a title that names what is in the table is no header: %s',
  (title) => {
    const rows = [
      '| company | team | email |',
      '| Acme | Ops | a@example.com |',
      '| Beta | Lab | b@example.com |',
    ];
    const { report, exposures } = readTable(csv(title, ...rows));
    expect(exposures[1]).toMatchObject({ company: 'Beta', group: 'Lab', address: 'b@example.com' });
    expect(report.lines).toEqual({ total: 4, header: 2, record: 2, blank: 0, quarantined: 0 });
  },
);

describe('quotes that work out over several lines', () => {
  test('are quotes, though each of their lines looks like a whole row without them', () => {
    const rows = Array.from(
      { length: 9 },
      (_, row) => `${row},x${row}@example.com,"said ""hi""\nagain",Acme ${row},EU`,
    );
    const { report, exposures } = readTable(csv('Id,Email,Notes,Company,Zone', ...rows));
    expect(report.lines).toEqual({ total: 19, header: 1, record: 18, blank: 0, quarantined: 0 });
    expect(exposures[8]).toMatchObject({ company: 'Acme 8', address: 'x8@example.com' });
  });
});

describe('a column is a company', () => {
  test('by a part of its name only if it holds names', () => {
    const { report, exposures } = readTable(
      csv(
        'Kunden-Nr;Kundenbezeichnung;Kunde aktiv;E-Mail',
        '1017;Acme;true;a@example.com',
        '1018;Beta;false;b@example.com',
      ),
    );
    expect(report.columns.company).toBe('Kundenbezeichnung');
    expect(exposures[0]).toMatchObject({ company: 'Acme', group: '' });
  });
});

describe('JSON in a cell', () => {
  test.each([
    ['of CSV', ',', (text: string) => `"${text.replaceAll('"', '""')}"`],
    ['of a database without quotes', '\t', (text: string) => text],
  ])('%s is searched', (_, by, cell) => {
    const rows = ['a', 'b', 'c', 'd'].map((name) =>
      [name, 'Acme', cell(JSON.stringify([{ name, email: `${name}@example.com` }]))].join(by),
    );
    const { exposures, report } = readTable(csv(['id', 'company', 'admins'].join(by), ...rows));
    expect(exposures.map(({ company, address }) => [company, address])).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => ['Acme', `${name}@example.com`]),
    );
    expect(report.lines.quarantined).toBe(0);
  });
});

describe('refused by what it is', () => {
  const rows = ['Acme', 'Beta', 'Gamma'].map((company, row) => [company, 'Ops', `x${row}@example.com`]);
  const lines = (by: string) =>
    ['Company', 'Group', 'Email'].join(by) + rows.map((row) => `\n${row.join(by)}`).join('');
  const fixed = [['COMPANY', 'GROUP', 'EMAIL'], ...rows]
    .map((row) => row.map((cell) => cell.padEnd(20)).join(''))
    .join('\n');

  test.each([
    ['lines that end with U+2028', lines(',').replaceAll('\n', '\u2028'), 'lines that end with U+2028'],
    ['lines that end with a form feed', lines(',').replaceAll('\n', '\f'), 'lines that end with U+000C'],
    ['columns of fixed width', fixed, 'one column of which the header names several'],
    ['cells parted by ::', lines('::'), 'one column of which the header names several'],
    ['cells parted by #', lines('#'), 'one column of which the header names several'],
    ['cells parted by a wide comma', lines('，'), 'one column of which the header names several'],
    [
      'rows in quotes with empty cells behind',
      lines(',').replace(/.+/g, '"$&";;'),
      'one column of which the header names several',
    ],
    [
      'addresses in running text',
      'Dear "all",\nthe admins are "a@example.com" and "b@example.com".\n',
      'addresses in running text',
    ],
    [
      'columns of fixed width without a header',
      fixed.split('\n').slice(1).join('\n'),
      'columns of fixed width',
    ],
    [
      'JSON behind the time of a log',
      rows.map(([company, , email]) => `INFO {"company":"${company}","email":"${email}"}`).join('\n'),
      'JSON with text around it',
    ],
    [
      'JSON in a text of JSON',
      JSON.stringify(JSON.stringify([{ email: 'a@example.com' }])),
      'JSON with text around it',
    ],
    ['SQL values', rows.map((row) => `('${row.join("', '")}'),`).join('\n'), 'SQL'],
    [
      'objects of Python',
      rows.map(([company, , email]) => `{'company': '${company}', 'email': '${email}'}`).join('\n'),
      'Python or JavaScript',
    ],
    [
      'psql’s expanded rows',
      rows.map(([, , email], row) => `-[ RECORD ${row} ]---\nemail | ${email}\n`).join(''),
      'one value a line',
    ],
    [
      'mysql’s vertical rows',
      rows.map(([, , email]) => `********** 1. row **********\nemail: ${email}\n`).join(''),
      'one value a line',
    ],
    ['YAML', rows.map(([company, , email]) => `- company: ${company}\n  email: ${email}\n`).join(''), 'YAML'],
    [
      'YAML below a key',
      `---\ncustomers:\n${rows.map(([company, , email]) => `  - company: ${company}\n    email: ${email}\n`).join('')}`,
      'YAML',
    ],
    [
      'LDIF with remarks',
      `# extended LDIF\n#\nversion: 1\n\ndn: cn=a,dc=example\nmail: a@example.com\n`,
      'LDIF',
    ],
    [
      'a calendar',
      'BEGIN:VCALENDAR\r\nATTENDEE;CN=Al:mailto:a@example.com\r\nEND:VCALENDAR\r\n',
      'iCalendar',
    ],
    ['SYLK', 'ID;PWXL;N;E\nC;Y1;X1;K"a@example.com"\nE\n', 'SYLK'],
    ['a part of a split ZIP', Buffer.from('504b0708504b0304', 'hex'), 'a part of a ZIP'],
  ])('%s', (_, content, about) => {
    expect(refusalOf(() => readTable(content))).toContain(`(${about})`);
  });

  test('what the incident names as address column is read all the same', () => {
    const { addresses } = readTable(lines('，'), { columns: { email: 1 } });
    expect(addresses).toEqual(rows.map(([, , email]) => email));
  });
});

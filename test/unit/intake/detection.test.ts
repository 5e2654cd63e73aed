import { Refusal } from '../../../lambdas/domain/quarantine-codes';
import { codesOf, csv, readTable } from './support/read';

const refusalOf = (read: () => unknown): Refusal => {
  try {
    read();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('the file was read');
};

describe('header names', () => {
  test.each([
    ['en', 'Organisation Name,Team,Admin E-Mail'],
    ['en, VirusTotal-like', 'company_name,group_name,admin_email'],
    ['de', 'Firma,Gruppe,E-Mail-Adresse'],
    ['de, umlauts', 'Unternehmen,Abteilung,Empfängeradresse'],
    ['nl', 'Bedrijfsnaam,Groep,E-mailadres'],
    ['nl', 'Klant,Afdeling,Mailadres'],
    ['fr', 'Société,Équipe,Courriel'],
    ['fr', "Nom de l'entreprise,Groupe,Adresse électronique"],
    ['es', 'Compañía,Grupo,Correo electrónico'],
    ['es', 'Razón social,Equipo,Dirección de correo electrónico'],
    ['zh-Hans', '公司名称,群组,电子邮箱'],
    ['zh-Hant', '公司名稱,群組,電子郵件'],
    ['it', 'Azienda,Gruppo,Indirizzo e-mail'],
    ['pt', 'Empresa,Grupo,Endereço de e-mail'],
    ['pl', 'Nazwa firmy,Zespół,Adres e-mail'],
    ['cs', 'Společnost,Skupina,E-mailová adresa'],
    ['sv', 'Företag,Grupp,E-postadress'],
    ['fi', 'Yritys,Ryhmä,Sähköposti'],
    ['tr', 'Şirket,Grup,E-posta'],
    ['el', 'Εταιρεία,Ομάδα,Ηλεκτρονικό ταχυδρομείο'],
    ['ru', 'Компания,Группа,Электронная почта'],
    ['ja', '会社名,グループ,メールアドレス'],
    ['ko', '회사명,그룹,이메일'],
    ['ar', 'الشركة,المجموعة,البريد الإلكتروني'],
    ['upper case', 'COMPANY,GROUP,EMAIL'],
    ['a longer name', 'Customer company,Scan group,Group admin e-mail addresses'],
  ])('%s: %s', (_, header) => {
    const { report, exposures } = readTable(csv(header, 'Acme,Ops,a@example.com', 'Beta,Lab,b@example.com'));
    const [company, group, email] = header.split(',');
    expect(report.columns).toEqual({ company, group, email });
    expect(exposures[0]).toMatchObject({ company: 'Acme', group: 'Ops', address: 'a@example.com' });
    expect(report.ignored).toEqual([]);
  });

  test('in any order, with others between, language and country taken along', () => {
    const { report, exposures } = readTable(
      csv(
        'Id;E-Mail;Sprache;Land;Telefon;Firma',
        '7;a@example.com;de;AT;+43 1 2;Acme',
        '8;b@example.com;fr;CH;;Beta',
      ),
    );
    expect(report).toMatchObject({
      delimiter: ';',
      columns: { company: 'Firma', group: null, email: 'E-Mail' },
    });
    expect(report.ignored).toEqual(['Id', 'Telefon']);
    expect(exposures[0]).toMatchObject({ company: 'Acme', group: '', language: 'de', country: 'AT' });
  });

  test('a name that only may mean addresses is believed when the cells agree', () => {
    const { report } = readTable(csv('Company,Group,Admin', 'Acme,Ops,a@example.com'));
    expect(report.columns.email).toBe('Admin');
  });

  test('flags about mail beside the address column are no address columns', () => {
    const { report } = readTable(
      csv('company,email,email_verified,mail_opt_in', 'Acme,a@example.com,true,no'),
    );
    expect(report.columns.email).toBe('email');
  });
});

describe('no header', () => {
  test('columns are found by content and named by number', () => {
    const { report, exposures } = readTable(csv('Acme,Ops,a@example.com', 'Beta,Lab,b@example.com'));
    expect(report).toMatchObject({
      columns: { company: 1, group: 2, email: 3 },
      lines: { header: 0, record: 2 },
    });
    expect(exposures[0]).toMatchObject({ company: 'Acme', group: 'Ops', line: 1 });
  });

  test('the address first, an id and a date passed over', () => {
    const rows = ['a@example.com|17|2023-06-29|Acme|Ops', 'b@example.com|18|2023-06-30|Beta|Lab'];
    const { report } = readTable(csv(...rows));
    expect(report).toMatchObject({
      delimiter: '|',
      columns: { company: 4, group: 5, email: 1 },
      ignored: [2, 3],
    });
  });

  test('a list of addresses on one line, or several on each', () => {
    for (const text of [
      'a@example.com; Bob <b@example.com>;c@example.com',
      'a@example.com,b@example.com\nc@example.com\n',
    ]) {
      const { report, addresses } = readTable(text);
      expect(addresses).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
      expect(report.lines.quarantined).toBe(0);
    }
  });

  test('only addresses', () => {
    const { report, addresses } = readTable('a@example.com\nb@example.com\n');
    expect(addresses).toHaveLength(2);
    expect(report.columns).toEqual({ company: null, group: null, email: 1 });
  });

  test('a first row without an address is no header by that alone: it is put aside', () => {
    const { report } = readTable(
      csv('Acme,Ops,bob(at)example.com', 'Beta,Lab,b@example.com', 'Gamma,Lab,c@example.com'),
    );
    expect(report.lines).toEqual({ total: 3, header: 0, record: 2, blank: 0, quarantined: 1 });
  });
});

describe('delimiter', () => {
  test.each([',', ';', '\t', '|'])('%j', (delimiter) => {
    const rows = [
      ['Company', 'Group', 'Email'],
      ['Acme', 'Ops', 'a@example.com'],
      ['Beta', 'Lab', 'b@example.com'],
    ];
    expect(readTable(rows.map((row) => row.join(delimiter)).join('\n')).report).toMatchObject({
      delimiter,
      lines: { record: 2 },
    });
  });

  test.each([
    ['^', '^'],
    ['~', '~'],
    ['the unit separator', '\u001f'],
    ['^A', '\u0001'],
  ])('%s, which databases write', (_, delimiter) => {
    const rows = ['Company,Group,Email', 'Acme,Ops,a@example.com', 'Beta,Ops,b@example.com'];
    const { report, exposures } = readTable(csv(...rows.map((row) => row.replaceAll(',', delimiter))));
    expect(report).toMatchObject({ delimiter, lines: { record: 2, quarantined: 0 } });
    expect(exposures[0]).toMatchObject({ company: 'Acme', group: 'Ops', address: 'a@example.com' });
  });

  test.each([
    [
      'commas in every company',
      'Firma;Gruppe;E-Mail',
      'Acme, Inc;G;a@example.com',
      'Beta, Ltd;G;b@example.com',
    ],
    [
      'several addresses by comma in a cell',
      'Firma;Gruppe;E-Mail',
      'A;G;a@example.com,b@example.com',
      'B;G;c@example.com,d@example.com',
    ],
  ])('semicolon in spite of %s', (_, ...rows) => {
    expect(readTable(csv(...rows)).report).toMatchObject({
      delimiter: ';',
      lines: { record: 2, quarantined: 0 },
    });
  });

  test('comma in spite of several addresses by semicolon in every cell', () => {
    const { report, addresses } = readTable(
      csv('company,email', 'A,a@example.com;b@example.com', 'B,c@example.com;d@example.com'),
    );
    expect(report).toMatchObject({ delimiter: ',', lines: { record: 2 } });
    expect(addresses).toHaveLength(4);
  });

  test('one column of several addresses each', () => {
    const { addresses, report } = readTable(csv('email', 'a@example.com; b@example.com', 'c@example.com'));
    expect(addresses).toHaveLength(3);
    expect(report.lines).toMatchObject({ header: 1, record: 2 });
  });
});

describe('refused, with what to do', () => {
  test.each([
    ['nothing', '', 'empty-file'],
    ['only blank lines', '\n \n,,\n', 'empty-file'],
    ['no addresses', csv('company,group', 'Acme,Ops'), 'no-address-column'],
    ['prose', 'Dear all,\nthis is a letter.\n', 'no-address-column'],
    ['XML', '<?xml version="1.0"?>\n<c><email>a@example.com</email></c>\n', 'not-a-table'],
    ['HTML', '<table><tr><td>Acme</td><td>a@example.com</td></tr></table>\n', 'not-a-table'],
    ['SQL', "-- dump\nINSERT INTO customers VALUES ('Acme','a@example.com');\n", 'not-a-table'],
    ['vCard', 'BEGIN:VCARD\nORG:Acme\nEMAIL;TYPE=work:a@example.com\nEND:VCARD\n', 'not-a-table'],
    ['LDIF', 'dn: cn=a,dc=example\nmail: a@example.com\n', 'not-a-table'],
    ['RTF', '{\\rtf1 a@example.com\\par}', 'not-a-table'],
    ['a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not-a-table'],
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'not-a-table'],
    ['a PDF', '%PDF-1.7\n', 'not-a-table'],
    ['noise', Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 7919) % 32)), 'not-a-table'],
  ])('%s', (_, content, code) => {
    const refusal = refusalOf(() => readTable(content));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(/\.(?: \(.+\))?$/);
  });

  test.each([
    ['the same name twice', 'EMAILADDRESS,email_address,foo', 'a@example.com,b@example.com,c'],
    ['a second address column', 'Email,Backup e-mail', 'a@example.com,b@example.com'],
  ])('more than one address column (%s), naming them', (_, header, row) => {
    const refusal = refusalOf(() => readTable(csv(header, row)));
    expect(refusal.code).toBe('duplicate-address-columns');
    const [first, second] = header.split(',');
    expect(refusal.message).toContain(`(${first}, ${second})`);
  });

  test('a column that only repeats the addresses of another one is none', () => {
    const { report, addresses } = readTable(
      csv(
        'Login,Mail,Display name,Company',
        'a@example.com,A@example.com,Al <a@example.com>,Acme',
        'b@example.com,b@example.com,Bob,Beta',
      ),
    );
    expect(addresses).toEqual(['A@example.com', 'b@example.com']);
    expect(report).toMatchObject({ columns: { email: 'Mail' }, lines: { record: 2, quarantined: 0 } });
  });

  test('a second address column of which nothing is known yet is none that repeats', () => {
    for (const rows of [[], ['a@example.com,,Acme']]) {
      const refusal = refusalOf(() => readTable(csv('Email,E-Mail address,Company', ...rows)));
      expect(refusal.message).toContain('(Email, E-Mail address)');
    }
  });

  test('of many columns, the first are named', () => {
    const row = (at: string) =>
      Array.from({ length: 40 }, (_, column) => `x${column}${at}@example.com`).join(',');
    const header = Array.from({ length: 40 }, (_, column) => `Mail ${column}`).join(',');
    expect(refusalOf(() => readTable(csv(header, row('a'), row('b')))).message.length).toBeLessThan(250);
  });

  test('more than one address column without a header, by number', () => {
    const refusal = refusalOf(() => readTable(csv('Acme,a@example.com,b@example.com')));
    expect(refusal.message).toContain('(2, 3)');
  });

  test('a header and no rows is a file of nobody, not a refusal', () => {
    expect(readTable('company,group,email\n').report).toMatchObject({
      exposures: 0,
      lines: { total: 1, header: 1 },
    });
  });
});

describe('the incident overrides', () => {
  test('columns by name', () => {
    const text = csv('Email,Backup e-mail,Firma', 'a@example.com,b@example.com,Acme');
    const { addresses, report } = readTable(text, { columns: { email: 'backup E-MAIL' } });
    expect(addresses).toEqual(['b@example.com']);
    expect(report).toMatchObject({ ignored: ['Email'], lines: { record: 1, quarantined: 0 } });
  });

  test('several address columns: everyone in them is told', () => {
    const { exposures, report } = readTable(
      csv('Company,Admin 1,Group,Admin 2', 'Acme,a@example.com,Ops,b@example.com', 'Beta,,Lab,c@example.com'),
      { columns: { email: ['Admin 1', 4] } },
    );
    expect(exposures.map(({ company, group, address }) => [company, group, address])).toEqual([
      ['Acme', 'Ops', 'a@example.com'],
      ['Acme', 'Ops', 'b@example.com'],
      ['Beta', 'Lab', 'c@example.com'],
    ]);
    expect(report).toMatchObject({
      columns: { company: 'Company', group: 'Group', email: 'Admin 1, Admin 2' },
      ignored: [],
      lines: { record: 2, quarantined: 0 },
    });
  });

  test('of several address columns a file may have some; a misspelt one hides nobody', () => {
    const text = csv('Company,Admin 1,Admin 2', 'Acme,a@example.com,b@example.com');
    const { addresses, report } = readTable(text, { columns: { email: ['Admin 1', 'Admn 2', 'E-Mail'] } });
    expect(addresses).toEqual(['a@example.com']);
    expect(codesOf(report)).toEqual([[2, 2, 'address-outside-column']]);
    expect(refusalOf(() => readTable(text, { columns: { email: ['Mail', 'E-Mail'] } })).code).toBe(
      'no-such-column',
    );
  });

  test('columns by number, no header', () => {
    const { exposures } = readTable(csv('x,Acme,Ops,a@example.com'), {
      header: false,
      columns: { email: 4, company: 2, group: 3 },
    });
    expect(exposures[0]).toMatchObject({ company: 'Acme', group: 'Ops' });
  });

  test('a column that is not there is refused', () => {
    const text = csv('company,email', 'Acme,a@example.com');
    for (const email of ['nowhere', 9]) {
      expect(refusalOf(() => readTable(text, { columns: { email } })).code).toBe('no-such-column');
    }
  });

  test('a header that is a row: it counts as quarantined, so that nobody in it is lost', () => {
    const { report } = readTable(csv('Acme,a@example.com', 'Beta,b@example.com'), { header: true });
    expect(report.lines).toEqual({ total: 2, header: 0, record: 1, blank: 0, quarantined: 1 });
  });

  test('the delimiter', () => {
    const { report } = readTable(csv('a|b@example.com,c'), { delimiter: ',', header: false });
    expect(report).toMatchObject({ delimiter: ',', columns: { email: 1 } });
  });
});

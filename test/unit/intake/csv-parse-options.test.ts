import { type Options, parse } from 'csv-parse/sync';
import { readTable } from './support/read';

/** What csv-parse does when told to is what happens here untold: the same people, companies and groups. */
test.each<[string, Options, string]>([
  ['bom', { bom: true }, '\ufeffcompany,group,email\nA,G,a@example.com\n'],
  ['columns', {}, 'email,group,company\na@example.com,G,A\nb@example.com,H,B\n'],
  ['delimiter', { delimiter: ';' }, 'company;group;email\nA, B;G;a@example.com\nC;H;b@example.com\n'],
  [
    'delimiter tab',
    { delimiter: '\t' },
    'company\tgroup\temail\n"A\tB"\tG\ta@example.com\nC\tH\tb@example.com\n',
  ],
  ['quote and escape', {}, 'company,group,email\n"A ""B"", C","G\nH",a@example.com\n'],
  ['escape \\', { escape: '\\' }, 'company,group,email\n"A \\"B\\", C",G,a@example.com\n'],
  ['trim', { trim: true }, 'company , group , email\n A , "G" , a@example.com \n'],
  [
    'skip_empty_lines',
    { skip_empty_lines: true },
    'company,group,email\n\nA,G,a@example.com\n\n\nB,H,b@example.com\n',
  ],
  [
    'skip_records_with_empty_values',
    { skip_records_with_empty_values: true },
    'company,group,email\n,,\nA,G,a@example.com\n , ,\n',
  ],
  ['record_delimiter CRLF', {}, 'company,group,email\r\nA,G,a@example.com\r\nB,H,b@example.com\r\n'],
  ['record_delimiter CR', {}, 'company,group,email\rA,G,a@example.com\rB,H,b@example.com\r'],
  [
    'record_delimiter, mixed',
    { record_delimiter: ['\r\n', '\n', '\r'] },
    'company,group,email\r\nA,G,a@example.com\nB,H,b@example.com\rC,I,c@example.com',
  ],
  [
    'relax_column_count_more',
    { relax_column_count_more: true },
    'company,group,email\nA,G,a@example.com,extra\n',
  ],
  [
    'relax_column_count_less',
    { relax_column_count_less: true },
    'company,group,email,phone,note\nA,G,a@example.com\nB,H,b@example.com,1,x\n',
  ],
  ['encoding', { encoding: 'utf16le' }, 'company,group,email\nÄ,G,a@example.com\n'],
  [
    'from_line',
    { from_line: 3 },
    'Export of customers\n\ncompany,group,email\nA,G,a@example.com\nB,H,b@example.com\n',
  ],
])('%s', (_, options, text) => {
  const bytes = Buffer.from(text, options.encoding === 'utf16le' ? 'utf16le' : 'utf8');
  const records = parse(bytes, { ...options, columns: true }) as unknown as Record<string, string>[];
  const { exposures, report } = readTable(bytes);
  expect(exposures.map(({ company, group, address }) => ({ company, group, email: address }))).toEqual(
    records.map(({ company, group, email }) => ({ company, group, email })),
  );
  expect(report.lines.quarantined).toBe(0);
});

test.each<[string, Options, string]>([
  ['relax_quotes', { relax_quotes: true }, 'company,group,email\nA 19" rack,G,a@example.com\n'],
  [
    'comment',
    { comment: '#' },
    'company,group,email\nA,G,a@example.com\n# left out by hand,x,b@example.com\n',
  ],
  [
    'skip_records_with_error',
    { skip_records_with_error: true },
    'company,group,email\n"A" B,G,a@example.com\n',
  ],
])('%s would guess, or leave somebody out: here a person decides, or they are told', (_, options, text) => {
  expect(() => parse(text, { columns: true, ...options })).not.toThrow();
  const { addresses, quarantined } = readTable(text);
  const seen = [...addresses, ...quarantined.map(({ text: said }) => said)].join(' ');
  for (const one of text.match(/\w@example\.com/g) ?? []) expect(seen).toContain(one);
});

import iconv from 'iconv-lite';
import { codesOf, csv, readTable } from './support/read';

const TEXT = csv('Firma,Gruppe,E-Mail', 'Müller – „Söhne“ €,Köln,a@example.com', 'Plain,G,b@example.com');
const CHINESE = csv('公司,组,邮箱', '示例公司,甲,a@example.com', '𠀋𠮷,乙,b@example.com');

test.each([
  ['utf-8', 'utf-8', Buffer.from(TEXT)],
  ['utf-8 with a mark', 'utf-8-bom', Buffer.from(`\ufeff${TEXT}`)],
  ['utf-16le with a mark', 'utf-16le', iconv.encode(TEXT, 'utf-16le', { addBOM: true })],
  ['utf-16be with a mark', 'utf-16be', iconv.encode(TEXT, 'utf-16be', { addBOM: true })],
  ['utf-16le without', 'utf-16le', iconv.encode(TEXT, 'utf-16le', { addBOM: false })],
  ['utf-16be without', 'utf-16be', iconv.encode(TEXT, 'utf-16be', { addBOM: false })],
  ['windows-1252', 'windows-1252', iconv.encode(TEXT, 'win1252')],
])('%s is seen and read', (_, encoding, bytes) => {
  for (const step of [7, 65_536]) {
    const { report, exposures } = readTable(bytes, {}, step);
    expect(report).toMatchObject({ encoding, lines: { total: 3, header: 1, record: 2 } });
    expect(report.columns.company).toBe('Firma');
    expect(exposures[0]).toMatchObject({ company: 'Müller – „Söhne“ €', group: 'Köln' });
  }
});

test.each(['utf-16le', 'utf-16be'])('%s with surrogate pairs, cut anywhere', (encoding) => {
  const bytes = iconv.encode(CHINESE, encoding, { addBOM: true });
  for (const step of [1, 2, 3, 5]) {
    const { exposures, report } = readTable(bytes, {}, step);
    expect(exposures.map(({ company }) => company)).toEqual(['示例公司', '𠀋𠮷']);
    expect(report.lines.quarantined).toBe(0);
  }
});

describe('bytes that mean nothing are put aside by line, never replaced', () => {
  const good = Array.from({ length: 50 }, (_, row) => `Müller ${row},G,x${row}@example.com`);

  test.each([
    ['a lone lead byte', Buffer.from([0xc3])],
    ['a lone continuation byte', Buffer.from([0x80])],
    ['an overlong form', Buffer.from([0xc0, 0xaf])],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80])],
    ['Latin-1 in UTF-8', Buffer.from('M\u00fcller', 'latin1')],
  ])('%s in UTF-8', (_, bad) => {
    const bytes = Buffer.concat([
      Buffer.from(csv('Firma,Gruppe,E-Mail', ...good)),
      bad,
      Buffer.from(',G,y@example.com\n'),
      Buffer.from(csv('Z,G,z@example.com')),
    ]);
    const { report, addresses } = readTable(bytes);
    expect(report.encoding).toBe('utf-8');
    expect(codesOf(report)).toEqual([[52, 52, 'invalid-bytes']]);
    expect(addresses).toContain('z@example.com');
    expect(report.quarantine[0]).not.toHaveProperty('isolated');
  });

  test('a multi-line quoted cell with a bad byte is one range', () => {
    const bytes = Buffer.concat([
      Buffer.from(csv('Firma,Gruppe,E-Mail', ...good)),
      Buffer.from('"M\n'),
      Buffer.from([0xff]),
      Buffer.from('",G,y@example.com\nZ,G,z@example.com\n'),
    ]);
    expect(codesOf(readTable(bytes).report)).toEqual([[52, 53, 'invalid-bytes']]);
  });

  test('Windows-1252 has five bytes without a meaning', () => {
    const bytes = iconv.encode(
      csv('Firma,Gruppe,E-Mail', 'Müßig,Söhne,a@example.com', 'X#,G,b@example.com'),
      'win1252',
    );
    bytes[bytes.indexOf('#')] = 0x81;
    const { report } = readTable(bytes);
    expect(report.encoding).toBe('windows-1252');
    expect(codesOf(report)).toEqual([[3, 3, 'invalid-bytes']]);
  });

  test('half a surrogate pair in UTF-16', () => {
    const bytes = iconv.encode(
      csv('Firma,Gruppe,E-Mail', 'A,G,a@example.com', 'X#,G,b@example.com'),
      'utf-16le',
      { addBOM: true },
    );
    bytes.writeUInt16LE(0xd83d, bytes.indexOf(Buffer.from('#', 'utf16le')));
    expect(codesOf(readTable(bytes).report)).toEqual([[3, 3, 'invalid-bytes']]);
  });

  test('a UTF-16 file with half a character at its end', () => {
    const bytes = Buffer.concat([
      iconv.encode(csv('Firma,Gruppe,E-Mail', 'A,G,a@example.com'), 'utf-16le', { addBOM: true }),
      Buffer.from([0x41]),
    ]);
    const { report, addresses } = readTable(bytes);
    expect(addresses).toEqual(['a@example.com']);
    expect(codesOf(report)).toEqual([[3, 3, 'invalid-bytes']]);
  });
});

test('a character cut by a piece of the stream is whole', () => {
  const rows = Array.from({ length: 30_000 }, (_, row) => `公司${row},组,x${row}@example.com`);
  const { report } = readTable(csv('公司,组,邮箱', ...rows), {}, 8_191);
  expect(report.lines).toMatchObject({ record: 30_000, quarantined: 0 });
});

test('the incident overrides the encoding', () => {
  const bytes = iconv.encode(csv('Firma,Gruppe,E-Mail', 'A,G,a@example.com'), 'utf-16be', { addBOM: false });
  expect(readTable(bytes, { encoding: 'utf-16be' }).report.encoding).toBe('utf-16be');
});

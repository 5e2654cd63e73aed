import { Refusal } from '../../quarantine-codes';

/** First bytes of files that are no table, whatever their name says. ZIP and gzip are handled before. */
const MAGIC: [string, string][] = [
  ['89504e47', 'PNG'],
  ['25504446', 'PDF'],
  ['d0cf11e0', 'an old Office file, or one with a password'],
  ['ffd8ff', 'JPEG'],
  ['47494638', 'GIF'],
  ['7f454c46', 'a program'],
  ['4d5a9000', 'a program'],
  ['377abcaf271c', '7z'],
  ['52617221', 'RAR'],
  ['fd377a585a00', 'xz'],
  ['425a68', 'bzip2'],
  ['28b52ffd', 'Zstandard'],
  ['04224d18', 'LZ4'],
  ['0000feff', 'UTF-32'],
  ['fffe0000', 'UTF-32'],
  ['53514c69746520666f726d6174', 'SQLite'],
  ['50415231', 'Parquet'],
  ['504b0708', 'a part of a ZIP'],
];

/** @throws Refusal for images, PDF, old spreadsheets, archives of other kinds, and bytes that are no text. */
export function refuseBinary(sample: Buffer): void {
  const head = sample.toString('hex', 0, 16);
  const known = MAGIC.find(([magic]) => head.startsWith(magic));
  if (known) throw new Refusal('not-a-table', known[1]);
}

/** Tab to CR, and the control characters that some databases part cells and rows with. */
const USED_IN_TEXT = new Set([0x01, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x1f]);

/** Bytes below 0x20 that no text has. A stray one is a bad line; more than 1 in 50 is another kind of file. */
export function refuseControlBytes(sample: Buffer): void {
  let end = sample.length;
  // Files that were allocated before they were written end in zeros.
  while (end > 0 && sample[end - 1] === 0) end--;
  let control = 0;
  for (let at = 0; at < end; at++) {
    const byte = sample[at] as number;
    if (byte < 0x20 && !USED_IN_TEXT.has(byte)) control++;
  }
  if (control > 3 && control * 50 > end) throw new Refusal('not-a-table');
}

const PRINTABLE = Array.from({ length: 95 }, (_, at) => 0x20 + at);
/** Eight ASCII characters in a row whose two bytes have changed places: no language writes so. */
const TORN = new RegExp(`[${PRINTABLE.map((char) => String.fromCharCode(char << 8)).join('')}]{8}`, 'u');
/** An address of one byte a character. */
const NARROW = /[a-z0-9._-]{3}@[a-z0-9-]{3,}(?:\.[a-z0-9-]+)*\.[a-z]{2,}/i;

/**
 * @throws Refusal for UTF-16 that lost a byte or got one too many, and for files of which only parts are UTF-16 (`>>` of
 * PowerShell writes it behind anything): whole rows would read as rare Chinese characters.
 */
export function refuseTornUtf16(bytes: Buffer, decoded: string): void {
  if (TORN.test(decoded)) throw new Refusal('not-a-table', 'UTF-16 that lost a byte or got one too many');
  if (NARROW.test(bytes.toString('latin1'))) throw new Refusal('not-a-table', 'UTF-16 in parts only');
}

const JSON_TEXT = 'JSON with text around it';

/** Text of which lines are no rows: one customer takes several lines, or several stand on one. */
const NOTATIONS: [RegExp, string][] = [
  [/^-\[ RECORD \d+ \]|^\*{10,} \d+\. row \*{10,}$/mu, 'one value a line'],
  [/^(?:---\n)?(?:[\w-]+:\n)?\s*- [\w-]+: .*\n\s+[\w-]+: /u, 'YAML'],
  [/^\s*[[(]?\s*\{\s*'?\w+'?\s*:/u, 'Python or JavaScript'],
  [/^\s*"[[{]+(?:\\"|"").*[\]}]"\s*$/u, JSON_TEXT],
  [/^\s*<(?:[?!]|[a-z][\w:.-]*(?:\s[^@<>]*)?\/?>)/iu, 'XML or HTML'],
  [/^\s*(?:INSERT(?: IGNORE)? INTO|REPLACE INTO|CREATE TABLE|COPY \S+ \(.*\) FROM stdin)\b/imu, 'SQL'],
  [/^\s*\('.*'\)[,;]?$/mu, 'SQL'],
  [/^\s*BEGIN:VCARD\b/iu, 'vCard'],
  [/^\s*BEGIN:VCALENDAR\b/iu, 'iCalendar'],
  [/^(?:#.*\n)*(?:version: \d+\s+)?dn::? /iu, 'LDIF'],
  [/^ID;P/u, 'SYLK'],
  [/^\s*\{\\rtf/iu, 'RTF'],
];

/** @throws Refusal for JSON in the lines of a log: its commas part no cells. */
export function refuseJsonText(lines: readonly string[]): void {
  if (lines.some((line) => /\{"[^"]*"\s*:/u.test(line))) throw new Refusal('not-a-table', JSON_TEXT);
}

/** @throws Refusal for notations that would be read line by line into nonsense. */
export function refuseNotation(text: string): void {
  const known = NOTATIONS.find(([pattern]) => pattern.test(text));
  if (known) throw new Refusal('not-a-table', known[1]);
}

/** Ends of lines that are none here: a physical line ends with CRLF, LF or CR. */
const OTHER_ENDS = /[\v\f\u0085\u2028\u2029]/gu;

/** @throws Refusal for a file that is one line to everybody else, because its lines end in an unusual way. */
export function refuseLineEnds(sample: Buffer): void {
  if (sample.includes(0x0a) || sample.includes(0x0d)) return;
  const [first, second] = sample.toString('utf8').match(OTHER_ENDS) ?? [];
  if (first === undefined || second === undefined) return;
  const code = first.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw new Refusal('not-a-table', `lines that end with U+${code}`);
}

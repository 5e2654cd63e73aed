import { isUtf8 } from 'node:buffer';
import { Refusal } from '../quarantine-codes';

export const ENCODINGS = ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
/** `utf-8-bom` is UTF-8 whose byte order mark was seen and taken off. */
export type Encoding = (typeof ENCODINGS)[number];

/** First bytes of files that are no table, whatever their name says. ZIP and gzip are handled before. */
const MAGIC = [
  '89504e47',
  '25504446',
  'd0cf11e0',
  'ffd8ff',
  '47494638',
  '7f454c46',
  '4d5a9000',
  '377abcaf271c',
  '52617221',
  'fd377a585a00',
  '425a68',
  '28b52ffd',
  '0000feff',
  'fffe0000',
  '53514c69746520666f726d6174',
];

/**
 * Which encoding the first bytes of a file (up to 1 MB, or all of it) are in. ISO-8859-1 is read as Windows-1252,
 * of which it is the printable part.
 *
 * @throws Refusal `not-a-table` for images, PDF, old spreadsheets and other binary files.
 */
export function detectEncoding(sample: Buffer): Encoding {
  const head = sample.toString('hex', 0, 16);
  if (MAGIC.some((magic) => head.startsWith(magic))) throw new Refusal('not-a-table');
  if (head.startsWith('efbbbf')) return 'utf-8-bom';
  if (head.startsWith('fffe')) return 'utf-16le';
  if (head.startsWith('feff')) return 'utf-16be';
  const wide = detectUtf16(sample);
  if (wide) return wide;
  if (looksBinary(sample)) throw new Refusal('not-a-table');
  return looksLikeUtf8(sample) ? 'utf-8' : 'windows-1252';
}

/** UTF-16 without a mark: ASCII (delimiters, addresses) puts a zero into every other byte, on one side only. */
function detectUtf16(sample: Buffer): Encoding | undefined {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < sample.length; at++) {
    if (sample[at] !== 0) continue;
    if (at & 1) odd++;
    else even++;
  }
  const pairs = sample.length / 2;
  if (odd > pairs / 5 && even < odd / 20) return 'utf-16le';
  if (even > pairs / 5 && odd < even / 20) return 'utf-16be';
  return undefined;
}

/** Bytes below 0x20 that no text has. A stray one is a bad line; more than 1 in 50 is another kind of file. */
function looksBinary(sample: Buffer): boolean {
  let control = 0;
  for (const byte of sample)
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) control++;
  return control > 3 && control * 50 > sample.length;
}

/**
 * A UTF-8 file with damaged bytes has many more good multi-byte sequences than bad bytes; a Windows-1252 file has
 * almost only bad ones.
 */
function looksLikeUtf8(sample: Buffer): boolean {
  if (isUtf8(sample)) return true;
  let good = 0;
  let bad = 0;
  for (let at = 0; at < sample.length; ) {
    const length = sequenceLength(sample, at);
    if (length === 0) bad++;
    else if (length > 1) good++;
    at += Math.max(1, length);
  }
  // The sample may end inside a sequence: up to 3 bytes that look bad and are not.
  return good > 0 && good + 3 >= bad;
}

/** Bytes of the UTF-8 character that starts here, 0 if none does. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  return length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

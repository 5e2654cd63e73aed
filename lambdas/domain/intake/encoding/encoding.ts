import { isUtf8 } from 'node:buffer';
import { refuseBinary, refuseControlBytes } from './foreign-format';
import { guessEncoding } from './guess-encoding';
import { LEGACY_ENCODINGS, type LegacyEncoding } from './legacy-encodings';

/** `utf-8-bom` is UTF-8 whose byte order mark was seen and taken off. */
export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | LegacyEncoding;

export const isGuess = (encoding: Encoding): boolean =>
  (LEGACY_ENCODINGS as readonly string[]).includes(encoding);

/**
 * Which encoding the first bytes of a file (up to 1 MB, or all of it) are in. ISO-8859-1 is read as Windows-1252,
 * of which it is the printable part.
 *
 * @throws Refusal `not-a-table` for images, PDF, old spreadsheets and other binary files.
 */
export function detectEncoding(sample: Buffer): Encoding {
  refuseBinary(sample);
  const head = sample.toString('hex', 0, 3);
  if (head.startsWith('efbbbf')) return 'utf-8-bom';
  if (head.startsWith('fffe')) return 'utf-16le';
  if (head.startsWith('feff')) return 'utf-16be';
  const wide = detectUtf16(sample);
  if (wide) return wide;
  refuseControlBytes(sample);
  return eightBitEncoding(sample);
}

/** Of text of which every ASCII character is one byte. */
export const eightBitEncoding = (sample: Buffer): Encoding =>
  looksLikeUtf8(sample) ? 'utf-8' : guessEncoding(sample);

/** UTF-16 without a mark: ASCII (delimiters, addresses) puts a zero into every other byte, on one side only. */
function detectUtf16(sample: Buffer): Encoding | undefined {
  // One native look for nearly every file, instead of half a million steps in a new process.
  if (!sample.includes(0)) return undefined;
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

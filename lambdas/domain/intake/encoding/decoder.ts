import { isAscii } from 'node:buffer';
import iconv from 'iconv-lite';
import { detectEncoding, type Encoding, eightBitEncoding } from './encoding';
import { refuseTornUtf16 } from './foreign-format';
import type { LegacyEncoding } from './legacy-encodings';

/**
 * Turns a file's bytes into UTF-8, piece by piece. What means nothing in the file's encoding becomes the byte
 * 0xFF, which UTF-8 never has: the framer finds it and quarantines that line. UTF-8 passes through untouched.
 */
export interface Decoder {
  readonly encoding: Encoding;
  push(bytes: Buffer): Buffer;
  /** What is left when the file ends within a character. */
  end(): Buffer;
}

const NOTHING = Buffer.alloc(0);
const INVALID = 0xff;

/** @param encoding as detected or as the incident says. */
export function createDecoder(encoding: Encoding): Decoder {
  switch (encoding) {
    case 'utf-8':
    case 'utf-8-bom':
      return new Utf8(encoding);
    case 'utf-16le':
    case 'utf-16be':
      return new Utf16(encoding);
    case 'windows-1252':
      return { encoding, push: fromWindows1252, end: () => NOTHING };
    default:
      return new Legacy(encoding);
  }
}

/** A decoder for a file that starts like this. */
export function decoderFor(sample: Buffer): Decoder {
  const encoding = detectEncoding(sample);
  const open = encoding === 'utf-8' && isAscii(sample);
  return open ? new AsciiSoFar() : createDecoder(encoding);
}

/** What is looked at from the first byte beyond ASCII on: always as much, however the stream cuts the file. */
const LOOK_BYTES = 64 * 1024;

/** Text that was ASCII up to here: the first character beyond it, perhaps in row 20,000, decides. */
class AsciiSoFar implements Decoder {
  private inner: Decoder | undefined;
  private held: Buffer | undefined;

  get encoding(): Encoding {
    return this.inner?.encoding ?? 'utf-8';
  }

  push(bytes: Buffer): Buffer {
    if (this.inner) return this.inner.push(bytes);
    if (this.held) {
      this.held = Buffer.concat([this.held, bytes]);
      return this.held.length < LOOK_BYTES ? NOTHING : this.decide(this.held);
    }
    if (isAscii(bytes)) return bytes;
    const beyond = bytes.findIndex((byte) => byte > 0x7f);
    this.held = NOTHING;
    return Buffer.concat([bytes.subarray(0, beyond), this.push(bytes.subarray(beyond))]);
  }

  end(): Buffer {
    const rest = this.inner || !this.held ? NOTHING : this.decide(this.held);
    return this.inner ? Buffer.concat([rest, this.inner.end()]) : rest;
  }

  private decide(held: Buffer): Buffer {
    const encoding = eightBitEncoding(held.subarray(0, LOOK_BYTES));
    const asItIs: Decoder = { encoding, push: (bytes) => bytes, end: () => NOTHING };
    this.inner = encoding === 'utf-8' ? asItIs : createDecoder(encoding);
    return this.inner.push(held);
  }
}

/** By iconv-lite: Node's own tables for Korean and Traditional Chinese are older than what Windows writes. */
class Legacy implements Decoder {
  private readonly decoder;

  constructor(readonly encoding: LegacyEncoding) {
    this.decoder = iconv.getDecoder(encoding);
  }

  push(bytes: Buffer): Buffer {
    return markInvalid(this.decoder.write(bytes));
  }

  end(): Buffer {
    return markInvalid(this.decoder.end() ?? '');
  }
}

/** Takes the byte order mark off; everything else is the framer's to check, by line. */
class Utf8 implements Decoder {
  private head: Buffer | undefined = NOTHING;

  constructor(readonly encoding: Encoding) {}

  push(bytes: Buffer): Buffer {
    if (!this.head) return bytes;
    const joined = Buffer.concat([this.head, bytes]);
    if (joined.length < 3) {
      this.head = joined;
      return NOTHING;
    }
    this.head = undefined;
    return withoutMark(joined);
  }

  end(): Buffer {
    return this.head ?? NOTHING;
  }
}

const withoutMark = (bytes: Buffer): Buffer =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;

class Utf16 implements Decoder {
  private rest: Buffer = NOTHING;
  private atStart = true;
  private readonly bigEndian: boolean;

  constructor(readonly encoding: 'utf-16le' | 'utf-16be') {
    this.bigEndian = encoding === 'utf-16be';
  }

  push(bytes: Buffer): Buffer {
    const all = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
    let whole = all.length & ~1;
    // A high surrogate waits for its other half.
    if (whole >= 2 && ((all[whole - (this.bigEndian ? 2 : 1)] as number) & 0xfc) === 0xd8) whole -= 2;
    this.rest = Buffer.from(all.subarray(whole));
    const decoded = this.decode(all.subarray(0, whole));
    if (!this.atStart || decoded.length === 0) return decoded;
    this.atStart = false;
    return withoutMark(decoded);
  }

  end(): Buffer {
    return this.rest.length > 0 ? Buffer.from([INVALID]) : NOTHING;
  }

  private decode(bytes: Buffer): Buffer {
    const text = this.bigEndian ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString('utf16le');
    refuseTornUtf16(bytes, text);
    return markInvalid(text.replace(/\p{Surrogate}/gu, '\ufffd'));
  }
}

/** U+FFFD is what decoders write for what they cannot read; in the source it says the same of an earlier tool. */
function markInvalid(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (!text.includes('\ufffd')) return bytes;
  for (let at = bytes.indexOf('\ufffd'); at !== -1; at = bytes.indexOf('\ufffd', at)) {
    bytes.fill(INVALID, at, at + 3);
  }
  return bytes;
}

/** 0x80 to 0x9f of Windows-1252 as UTF-8; the five bytes without a meaning stay invalid. */
const UPPER = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';
const TO_UTF8: Uint8Array[] = Array.from({ length: 128 }, (_, index) => {
  const char = index < 32 ? (UPPER[index] as string) : String.fromCharCode(0x80 + index);
  return char === '\0' ? Uint8Array.of(INVALID) : Buffer.from(char);
});

/** By hand: Node 20's own decoder of that name leaves 0x80 to 0x9f as control characters. */
function fromWindows1252(bytes: Buffer): Buffer {
  let first = 0;
  while (first < bytes.length && (bytes[first] as number) < 0x80) first++;
  if (first === bytes.length) return bytes;
  const out = Buffer.allocUnsafe(bytes.length * 3);
  let to = bytes.copy(out, 0, 0, first);
  for (let at = first; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x80) out[to++] = byte;
    else for (const part of TO_UTF8[byte - 0x80] as Uint8Array) out[to++] = part;
  }
  return out.subarray(0, to);
}

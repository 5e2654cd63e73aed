/** Bytes put together to be fingerprinted, seen as words too (in the order of this machine: nothing is stored). */
export interface Scratch {
  bytes: Buffer;
  words: Int32Array;
}

/** Room for so many bytes, and for the padding behind them. */
export function scratchOf(length: number): Scratch {
  const buffer = new ArrayBuffer((length | 15) + 33);
  return { bytes: Buffer.from(buffer), words: new Int32Array(buffer, 0, buffer.byteLength >> 2) };
}

/**
 * 128-bit keyed fingerprints (Chaskey, a published MAC built from 32-bit additions, rotations and xors). Keyed,
 * because the file is not trusted: without the key nobody can prepare two rows that look like one. The register's
 * own keys are 96 and 130 bits wide, so the table is no weaker link, and it takes 16 bytes whatever the row's length.
 */
export class Fingerprint {
  private readonly key: Int32Array;
  private readonly subkeys: [Int32Array, Int32Array];

  /** @param key 16 random bytes; tables made with one key are no use with another. */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, 16);
    this.key = Int32Array.from([0, 4, 8, 12], (at) => view.getInt32(at, true));
    const once = timesTwo(this.key);
    this.subkeys = [once, timesTwo(once)];
  }

  /**
   * Fingerprint of the first `length` bytes into `out`.
   *
   * @param before a fingerprint that the bytes follow.
   */
  of({ bytes, words }: Scratch, length: number, out: Int32Array, before: Int32Array = NOTHING): void {
    const whole = length > 0 && (length & 15) === 0;
    const end = whole ? length : (length | 15) + 1;
    if (!whole) {
      bytes[length] = 1;
      for (let at = length + 1; at < end; at++) bytes[at] = 0;
    }
    this.absorb(words, end >> 2, this.subkeys[whole ? 0 : 1], out, before);
  }

  /** The one hot loop of the table: everything in local variables, 8 rounds a block of 16 bytes. */
  private absorb(
    words: Int32Array,
    end: number,
    subkey: Int32Array,
    out: Int32Array,
    before: Int32Array,
  ): void {
    let v0 = (this.key[0] as number) ^ (before[0] as number);
    let v1 = (this.key[1] as number) ^ (before[1] as number);
    let v2 = (this.key[2] as number) ^ (before[2] as number);
    let v3 = (this.key[3] as number) ^ (before[3] as number);
    for (let at = 0; at < end; at += 4) {
      v0 ^= words[at] as number;
      v1 ^= words[at + 1] as number;
      v2 ^= words[at + 2] as number;
      v3 ^= words[at + 3] as number;
      if (at + 4 === end) {
        v0 ^= subkey[0] as number;
        v1 ^= subkey[1] as number;
        v2 ^= subkey[2] as number;
        v3 ^= subkey[3] as number;
      }
      for (let round = 0; round < 8; round++) {
        v0 = (v0 + v1) | 0;
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
        v0 = (v0 << 16) | (v0 >>> 16);
        v2 = (v2 + v3) | 0;
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
        v0 = (v0 + v3) | 0;
        v3 = ((v3 << 13) | (v3 >>> 19)) ^ v0;
        v2 = (v2 + v1) | 0;
        v1 = ((v1 << 7) | (v1 >>> 25)) ^ v2;
        v2 = (v2 << 16) | (v2 >>> 16);
      }
    }
    out[0] = v0 ^ (subkey[0] as number);
    out[1] = v1 ^ (subkey[1] as number);
    out[2] = v2 ^ (subkey[2] as number);
    out[3] = v3 ^ (subkey[3] as number);
  }
}

const NOTHING = new Int32Array(4);

/** Multiplication by x in GF(2^128), as Chaskey derives its subkeys. */
function timesTwo(words: Int32Array): Int32Array {
  const [a, b, c, d] = words as unknown as [number, number, number, number];
  const carry = d >>> 31 ? 0x87 : 0;
  return Int32Array.of((a << 1) ^ carry, (b << 1) | (a >>> 31), (c << 1) | (b >>> 31), (d << 1) | (c >>> 31));
}

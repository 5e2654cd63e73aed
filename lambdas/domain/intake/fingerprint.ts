/**
 * 128-bit keyed fingerprints (Chaskey-12, a published MAC built from 32-bit additions, rotations and xors). Keyed,
 * because the file is not trusted: without the key nobody can prepare two rows that look like one. The register's
 * own keys are 96 and 130 bits wide, so the table is no weaker link, and it takes 16 bytes whatever the row's length.
 */
export class Fingerprint {
  /** The last result, four words. */
  readonly words = new Uint32Array(4);
  private readonly key: Uint32Array;
  private readonly subkey1: Uint32Array;
  private readonly subkey2: Uint32Array;

  /** @param key 16 random bytes; tables made with one key are no use with another. */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, 16);
    this.key = Uint32Array.from([0, 4, 8, 12], (at) => view.getUint32(at, true));
    this.subkey1 = timesTwo(this.key);
    this.subkey2 = timesTwo(this.subkey1);
  }

  /** Fingerprint of the first `length` bytes into `words`. The buffer must have 16 bytes of room behind them. */
  of(bytes: Uint8Array, length: number): void {
    const { words, key } = this;
    for (let i = 0; i < 4; i++) words[i] = key[i] as number;
    const whole = length > 0 && length % 16 === 0;
    if (!whole) {
      bytes[length] = 1;
      bytes.fill(0, length + 1, length + 16);
    }
    const subkey = whole ? this.subkey1 : this.subkey2;
    const blocks = Math.max(1, Math.ceil(length / 16));
    for (let block = 0; block < blocks; block++) {
      absorb(words, bytes, block * 16);
      if (block === blocks - 1)
        for (let i = 0; i < 4; i++) words[i] = (words[i] as number) ^ (subkey[i] as number);
      permute(words);
    }
    for (let i = 0; i < 4; i++) words[i] = (words[i] as number) ^ (subkey[i] as number);
  }
}

function absorb(words: Uint32Array, bytes: Uint8Array, from: number): void {
  for (let i = 0; i < 4; i++) {
    const at = from + i * 4;
    words[i] =
      (words[i] as number) ^
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24));
  }
}

function permute(words: Uint32Array): void {
  let v0 = words[0] as number;
  let v1 = words[1] as number;
  let v2 = words[2] as number;
  let v3 = words[3] as number;
  for (let round = 0; round < 12; round++) {
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
  words[0] = v0;
  words[1] = v1;
  words[2] = v2;
  words[3] = v3;
}

/** Multiplication by x in GF(2^128), as Chaskey derives its subkeys. */
function timesTwo(words: Uint32Array): Uint32Array {
  const [a, b, c, d] = words as unknown as [number, number, number, number];
  const carry = d >>> 31 ? 0x87 : 0;
  return Uint32Array.of(
    (a << 1) ^ carry,
    (b << 1) | (a >>> 31),
    (c << 1) | (b >>> 31),
    (d << 1) | (c >>> 31),
  );
}

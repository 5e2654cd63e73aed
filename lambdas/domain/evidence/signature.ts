/**
 * ECDSA signatures come in pairs: with (r, s) also (r, n - s) is valid, and anybody can make one of the other. Of the
 * two we write and accept the one with the lower s, so that not even the signature's bytes can be changed unseen.
 */

/** The order n of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The same signature in its lower form. @throws Error when it is no signature in DER */
export function lowered(der: Uint8Array): Uint8Array {
  const [r, s] = read(der) ?? [];
  if (r === undefined || s === undefined) throw new Error('the signer answered with something else');
  return write(r, isLow(s) ? s : ORDER - s);
}

/** Whether these bytes are the one form in which we write a signature. */
export function isLowered(der: Uint8Array): boolean {
  const [r, s] = read(der) ?? [];
  if (r === undefined || s === undefined || !isLow(s)) return false;
  return Buffer.compare(write(r, s), der) === 0;
}

const isLow = (s: bigint) => s <= ORDER / 2n;

/** SEQUENCE of two INTEGERs; for P-256 every length fits into one byte. */
function read(der: Uint8Array): [r: bigint, s: bigint] | undefined {
  const rBytes = der[3] ?? 0;
  const sBytes = der[5 + rBytes] ?? 0;
  const tagged = der[0] === 0x30 && der[2] === 2 && der[4 + rBytes] === 2;
  if (!tagged || der.length !== 6 + rBytes + sBytes || rBytes === 0 || sBytes === 0) return undefined;
  return [numberOf(der.subarray(4, 4 + rBytes)), numberOf(der.subarray(6 + rBytes))];
}

const numberOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

function write(r: bigint, s: bigint): Uint8Array {
  const body = Buffer.concat([r, s].map(integer));
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** Big-endian, with a zero in front where the first bit would make it negative. */
function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex');
  const bytes = (even[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), even]) : even;
  return Buffer.concat([Buffer.from([2, bytes.length]), bytes]);
}

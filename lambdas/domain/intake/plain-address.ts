/** What a byte may be in an address of the plainest kind. Everything else takes the careful way. */
const LOCAL = 1;
const DOMAIN = 2;
const DOT = 4;
const HYPHEN = 8;
const LETTER = 16;
const ALLOWED = new Uint8Array(128);
for (let byte = 0; byte < 128; byte++) {
  const char = String.fromCharCode(byte);
  if (/[A-Za-z]/.test(char)) ALLOWED[byte] = LOCAL | DOMAIN | LETTER;
  else if (/[0-9]/.test(char)) ALLOWED[byte] = LOCAL | DOMAIN;
  else if (char === '-') ALLOWED[byte] = LOCAL | DOMAIN | HYPHEN;
  else if (char === '.') ALLOWED[byte] = LOCAL | DOMAIN | DOT;
  else if (char === '_' || char === '+') ALLOWED[byte] = LOCAL;
}
const AT = 0x40;

/**
 * Recognises an address of letters, digits, `. _ + -` on bytes, nine out of ten in practice, without making a string.
 * It may only say yes where `extractAddresses` finds exactly this one address and nothing else; a property test
 * compares the two.
 *
 * @returns the offset of the @, or -1: not plain, look closer.
 */
export function plainAddress(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > 254) return -1;
  const at = plainLocal(bytes, from, to);
  return at !== -1 && isPlainDomain(bytes, at + 1, to) ? at : -1;
}

function plainLocal(bytes: Uint8Array, from: number, to: number): number {
  // Leading dots are wrong; a leading `_` or `+` is fine, a leading digit too.
  let previous = DOT;
  for (let at = from; at < to && at - from <= 64; at++) {
    const byte = bytes[at] as number;
    if (byte === AT) return at > from && !(previous & DOT) ? at : -1;
    const kind = byte < 128 ? (ALLOWED[byte] as number) : 0;
    if (!(kind & LOCAL) || kind & previous & DOT) return -1;
    previous = kind;
  }
  return -1;
}

function isPlainDomain(bytes: Uint8Array, from: number, to: number): boolean {
  let label = 0;
  let labels = 1;
  let lettersOnly = true;
  let previous = DOT;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    const kind = byte < 128 ? (ALLOWED[byte] as number) : 0;
    if (!(kind & DOMAIN)) return false;
    if (kind & DOT) {
      if (previous & (DOT | HYPHEN)) return false;
      labels++;
      label = 0;
      lettersOnly = true;
    } else {
      if (previous & DOT && kind & HYPHEN) return false;
      // `--` at the third place marks punycode and other reserved labels.
      if (kind & previous & HYPHEN) return false;
      if (++label > 63) return false;
      if (!(kind & LETTER)) lettersOnly = false;
    }
    previous = kind;
  }
  return labels > 1 && label > 1 && lettersOnly;
}

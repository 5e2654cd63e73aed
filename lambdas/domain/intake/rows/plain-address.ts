/** Kinds of bytes in an address of the plainest sort. */
const LETTER = 0;
const DIGIT = 1;
const HYPHEN = 2;
const LOCAL_ONLY = 3;
const DOT = 4;
const AT = 5;
const OTHER = 6;
const PLUS = 7;
const KINDS = 8;

const KIND = new Uint8Array(256).fill(OTHER);
const LOWER = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const char = byte < 128 ? String.fromCharCode(byte) : '\0';
  LOWER[byte] = /[A-Z]/.test(char) ? byte | 0x20 : byte;
  if (/[A-Za-z]/.test(char)) KIND[byte] = LETTER;
  else if (/[0-9]/.test(char)) KIND[byte] = DIGIT;
  else if (char === '-') KIND[byte] = HYPHEN;
  else if (char === '_') KIND[byte] = LOCAL_ONLY;
  else if (char === '+') KIND[byte] = PLUS;
  else if (char === '.') KIND[byte] = DOT;
  else if (char === '@') KIND[byte] = AT;
}

/** States; 0 is "not plain" and absorbs. `FINAL` is inside a last label of at least two letters. */
const START = 1;
const FINAL = 9;
const NEXT = new Uint8Array(13 * KINDS);
const step = (from: number, kinds: number[], to: number) => {
  for (const kind of kinds) NEXT[from * KINDS + kind] = to;
};
const WORD = [LETTER, DIGIT, HYPHEN, LOCAL_ONLY, PLUS];
step(START, [LETTER, DIGIT, LOCAL_ONLY], 2);
step(2, WORD, 2);
step(2, [DOT], 3);
step(3, WORD, 2); // the local part goes on behind a dot
step(2, [AT], 4);
step(4, [LETTER, DIGIT], 5); // first label; doubled hyphens mark punycode and are looked at more closely
step(5, [LETTER, DIGIT], 5);
step(5, [HYPHEN], 6);
step(5, [DOT], 7);
step(6, [LETTER, DIGIT], 5);
step(7, [LETTER], 8); // a later label begins
step(7, [DIGIT], 10);
step(8, [LETTER], FINAL);
step(FINAL, [LETTER], FINAL);
step(10, [LETTER], 10);
for (const state of [8, FINAL, 10]) {
  step(state, [DIGIT], 10);
  step(state, [HYPHEN], 11);
  step(state, [DOT], 7);
}
step(11, [LETTER, DIGIT], 10);

/**
 * Recognises an address of letters, digits, `. _ + -` on bytes, nine out of ten in practice, without making a string,
 * and writes its dedupe key on the way. It may only say yes where `extractAddresses` finds exactly this one address
 * and nothing else; a property test compares the two.
 */
export class PlainAddress {
  /** Where the @ was found. */
  at = -1;
  /** Whether the local part is spelt other than in its key. */
  folded = false;

  /** @param key takes the dedupe key; at least 254 bytes. */
  read(bytes: Uint8Array, from: number, to: number, key: Uint8Array): boolean {
    if (to - from > 254) return false;
    let state = START;
    let at = -1;
    let folded = 0;
    for (let index = from; index < to; index++) {
      const byte = bytes[index] as number;
      const kind = KIND[byte] as number;
      const lower = LOWER[byte] as number;
      state = NEXT[state * KINDS + kind] as number;
      if (kind === AT) at = index;
      else if (at === -1) folded |= byte ^ lower;
      key[index - from] = lower;
    }
    this.at = at;
    this.folded = folded !== 0;
    // A domain of up to 64 bytes has no label that is too long.
    return state === FINAL && at - from <= 64 && to - at <= 65;
  }
}

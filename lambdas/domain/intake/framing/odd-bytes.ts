/** Lead bytes of every white space and invisible character beyond ASCII (U+00A0 … U+FEFF), and of few others. */
const ODD = new Uint8Array(256);
for (const byte of [0xc2, 0xcd, 0xd8, 0xe1, 0xe2, 0xef]) ODD[byte] = 1;

/** Whether the character that starts here may be white space or invisible, beyond ASCII. */
export function isOdd(bytes: Buffer, at: number): boolean {
  const byte = bytes[at] as number;
  // U+3000, the wide space, shares its lead byte with all kana: look at the second one too.
  return ODD[byte] === 1 || (byte === 0xe3 && bytes[at + 1] === 0x80 && bytes[at + 2] === 0x80);
}

/**
 * A rehearsal sends every notice to SES's mailbox simulator instead of its recipient: the real path, the real rate,
 * real events, and nobody is told. The mix of fates stays below what trips the breaker.
 */
const FATES: [upTo: number, mailbox: string][] = [
  [100, 'bounce'],
  [200, 'ooto'],
  [300, 'suppressionlist'],
  [302, 'complaint'],
];
const OF = 10_000;

/** The same recipient always rehearses the same fate. */
export function rehearsalAddress(rid: string): string {
  // Four characters of an HMAC in base32 are 20 random bits.
  const draw = Number.parseInt(rid.slice(2, 6).replace(/./g, toBase32Digit), 32) % OF;
  const mailbox = FATES.find(([upTo]) => draw < upTo)?.[1] ?? 'success';
  return `${mailbox}+${rid}@simulator.amazonses.com`;
}

/** RFC 4648's alphabet (a to z, 2 to 7) to the digits that parseInt knows (0 to 9, a to v). */
function toBase32Digit(letter: string): string {
  const value = 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(letter);
  return Math.max(0, value).toString(32);
}

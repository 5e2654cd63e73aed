/** Country-code domains whose letters are not the country's ISO 3166 code. */
const NOT_ISO: Record<string, string> = { uk: 'GB', su: 'RU', ac: 'SH' };
/** Domains that belong to one country without naming it. */
const NATIONAL: Record<string, string> = { gov: 'US', mil: 'US' };

/** Top-level names reserved for examples: the label before them plays the country. */
const RESERVED: ReadonlySet<string> = new Set(['example', 'test', 'invalid']);

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** `ZZ`: nothing in the file and nothing in the domain says which country. */
export const NO_COUNTRY = 'ZZ';

/** The English name of an ISO 3166 code. */
export function countryName(code: string): string {
  return code === NO_COUNTRY ? 'not known' : (names.of(code) ?? code);
}

/**
 * Where a recipient probably is: what the file's country column says, else the country of the address's domain.
 * A guess that a person confirms, as nobody lives in a domain.
 *
 * @example countryOf({ address: 'a@firm.de.example' }) // 'DE'
 */
export function countryOf({ address, country }: { address: string; country?: string }): string {
  return codeOf(country) ?? codeOfDomain(address) ?? NO_COUNTRY;
}

function codeOf(value: string | undefined): string | undefined {
  const text = value?.trim().toUpperCase();
  if (!text) return undefined;
  if (/^[A-Z]{2}$/.test(text)) return known(NOT_ISO[text.toLowerCase()] ?? text);
  return byName().get(text);
}

function codeOfDomain(address: string): string | undefined {
  const labels = address
    .slice(address.lastIndexOf('@') + 1)
    .toLowerCase()
    .split('.');
  const last = labels.pop() ?? '';
  const top = RESERVED.has(last) ? (labels.pop() ?? '') : last;
  if (NATIONAL[top]) return NATIONAL[top];
  return /^[a-z]{2}$/.test(top) ? known(NOT_ISO[top] ?? top.toUpperCase()) : undefined;
}

/** Intl takes 7 µs a look-up, and a million people live in a few dozen countries. */
const codes = new Map<string, string | undefined>([[NO_COUNTRY, undefined]]);

function known(code: string): string | undefined {
  if (!codes.has(code)) codes.set(code, names.of(code) ? code : undefined);
  return codes.get(code);
}

let index: Map<string, string> | undefined;

/** English names of all codes, in capitals: `GERMANY` is DE. Built on first use: 676 look-ups, 2 ms. */
function byName(): Map<string, string> {
  if (index) return index;
  index = new Map();
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
    const name = names.of(code);
    // codes that ISO withdrew share a name with today's code, which comes first in the alphabet or is set below
    if (name && !index.has(name.toUpperCase())) index.set(name.toUpperCase(), code);
  }
  for (const code of ['DE', 'GB', 'US', 'TW', 'NL']) index.set((names.of(code) ?? code).toUpperCase(), code);
  return index;
}

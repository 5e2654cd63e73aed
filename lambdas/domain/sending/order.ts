/**
 * Who is told right after the canary: those whose owners are in danger soonest when a list like this is known. Rules
 * as data: labels that public administrations reserve, and whole suffixes that no label shows.
 */

/** Count wherever they are the top label, or stand right below a country: `x.gov`, `x.gov.uk`, `x.mil.example`. */
const RESERVED: Record<string, readonly string[]> = {
  government: ['gov', 'gob', 'gouv', 'govt', 'gub', 'overheid', 'government', 'parliament', 'bund'],
  military: ['mil', 'mod', 'army', 'navy', 'defence', 'defense', 'bundeswehr'],
  security: ['ncsc', 'cert', 'csirt', 'intelligence'],
  police: ['police', 'polizei', 'politie', 'policia', 'polis', 'polizia'],
  infrastructure: ['nhs', 'energy', 'nuclear', 'grid', 'water'],
};

/** Too short or too common to mean anything but right below a two-letter country: `x.go.jp`, `x.gv.at`. */
const BELOW_A_COUNTRY = ['go', 'gv', 'gc', 'admin'];

/** Whole top levels, and suffixes by name. */
const TOP = ['gov', 'mil', 'int'];
const SUFFIXES = ['bund.de', 'admin.ch', 'europa.eu', 'canada.ca', 'nato.int', 'interpol.int', 'un.org'];

/** Top levels under which examples and tests play a country. */
const PRETENDED = ['example', 'test', 'invalid'];

const reserved: ReadonlySet<string> = new Set(Object.values(RESERVED).flat());

/**
 * @param domain of the address, lower case, ASCII.
 * @param own further suffixes: the incident's `sending.firstDomains`.
 * @example isFirst('mail.police.example', []) // true
 * @example isFirst('gov-news.example.com', []) // false: labels match whole
 */
export function isFirst(domain: string, own: readonly string[]): boolean {
  const labels = domain.split('.').reverse();
  return isReserved(labels) || hasSuffix(domain, SUFFIXES) || hasSuffix(domain, own);
}

/** @param labels from the top level down. */
function isReserved([top = '', second = '', third = '']: string[]): boolean {
  if (TOP.includes(top)) return true;
  if (isCountry(top)) return reserved.has(second) || BELOW_A_COUNTRY.includes(second);
  if (!PRETENDED.includes(top)) return false;
  // `x.gov.example`, and `x.gov.de.example` with a country of its own.
  if (isCountry(second)) return reserved.has(third) || BELOW_A_COUNTRY.includes(third);
  return reserved.has(second);
}

const isCountry = (label: string): boolean => /^[a-z]{2}$/.test(label);

function hasSuffix(domain: string, suffixes: readonly string[]): boolean {
  return suffixes.some((suffix) => {
    const clean = suffix.toLowerCase().replace(/^[@.]+/, '');
    return clean !== '' && (domain === clean || domain.endsWith(`.${clean}`));
  });
}

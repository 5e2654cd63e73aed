/**
 * Who is told right after the canary: addresses whose owners are in danger soonest when a list like this is known.
 * Data, not code: domain suffixes, matched at label borders.
 */

/** Labels that public administrations reserve, alone (`gov`, `mil`) or under a country (`gov.uk`, `gob.es`). */
const RESERVED_LABELS = [
  // government
  'gov',
  'gob',
  'gouv',
  'govt',
  'gub',
  'go',
  'gv',
  'gc',
  'admin',
  'bund',
  'overheid',
  'government',
  'parliament',
  // military and defence
  'mil',
  'mod',
  'army',
  'defence',
  'defense',
  'bundeswehr',
  // police, intelligence, security authorities
  'police',
  'polizei',
  'politie',
  'policia',
  'sec',
  'cert',
  'csirt',
  'ncsc',
  // critical infrastructure
  'int',
  'nhs',
  'health',
  'energy',
  'nuclear',
  'water',
] as const;

const FIRST_LABELS: ReadonlySet<string> = new Set(RESERVED_LABELS);
/** Short labels that are ordinary names elsewhere count only right below a country: `go.jp`, not `go.example.com`. */
const COUNTRY_ONLY: ReadonlySet<string> = new Set(['go', 'gv', 'gc', 'admin', 'sec', 'int']);
/** Top-level labels under which a reserved second label counts as a national one. */
const isCountry = (label: string) =>
  label.length === 2 || label === 'example' || label === 'test' || label === 'invalid';

/** Whole names that no label rule finds. */
const FIRST_SUFFIXES: readonly string[] = ['bund.de', 'admin.ch', 'europa.eu', 'canada.ca', 'gc.ca'];

/**
 * @param domain of the address, lower case, ASCII.
 * @param own further suffixes, from the incident's `sending.firstDomains`.
 * @example isFirst('mail.police.example', []) // true
 * @example isFirst('gov-news.example.com', []) // false: a label must match whole
 */
export function isFirst(domain: string, own: readonly string[]): boolean {
  return hasReservedLabel(domain) || hasSuffix(domain, FIRST_SUFFIXES) || hasSuffix(domain, own);
}

/** A reserved label as the top level (`x.mil`), or second to a country (`x.gov.uk`, `x.mil.example`). */
function hasReservedLabel(domain: string): boolean {
  const labels = domain.split('.');
  const top = labels.at(-1) ?? '';
  const second = labels.at(-2) ?? '';
  if (top === 'gov' || top === 'mil' || top === 'int') return true;
  if (!isCountry(top)) return false;
  if (FIRST_LABELS.has(second)) return true;
  // `x.gov.de.example`: a national variant below a reserved test domain.
  const third = labels.at(-3) ?? '';
  return second.length === 2 && FIRST_LABELS.has(third) && !COUNTRY_ONLY.has(third);
}

function hasSuffix(domain: string, suffixes: readonly string[]): boolean {
  return suffixes.some((suffix) => {
    const clean = suffix.toLowerCase().replace(/^[@.]+/, '');
    return clean !== '' && (domain === clean || domain.endsWith(`.${clean}`));
  });
}

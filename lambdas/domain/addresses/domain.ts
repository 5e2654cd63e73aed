import { domainToASCII, domainToUnicode } from 'node:url';

/** What may stand in a domain as spelt. The URL host parser behind `domainToASCII` would also undo `%2e`. */
const SPELT = /^(?:[\p{L}\p{N}\p{M}\p{So}\p{Sk}·・.-])+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const TOP_LEVEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * A domain in lower-case punycode, or undefined when no mail can go there: no dot, a bad label, an IP address,
 * punycode that does not decode.
 *
 * @example asciiDomain('Vermögen.Example') // 'xn--vermgen-c1a.example'
 */
export function asciiDomain(spelt: string): string | undefined {
  if (!SPELT.test(spelt)) return undefined;
  const ascii = domainToASCII(spelt).toLowerCase();
  if (ascii === '' || ascii.length > 253) return undefined;
  const labels = ascii.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return undefined;
  return TOP_LEVEL.test(labels[labels.length - 1] as string) ? ascii : undefined;
}

/** Small Cyrillic, Greek and Armenian letters that a reader takes for Latin ones. */
const LIKE_LATIN = /^[асеорхуіјѕһԁԛԝӏьвкмнтгαορυνικετχոսցհօզ0-9-]+$/u;
const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Bopomofo',
];
const SCRIPT_TESTS = SCRIPTS.map((name) => ({ name, has: new RegExp(`\\p{Script=${name}}`, 'u') }));
/** Writing systems that mix scripts by nature; Latin stands beside the East Asian ones everywhere. */
const NATURAL = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Hangul'],
  ['Latin', 'Han', 'Bopomofo'],
];

/**
 * Marks of a domain that may pose as another one: `mixed-script-domain` (scripts that do not belong together in
 * one label), `look-alike-domain` (a whole label of letters that look Latin).
 */
export function domainFlags(ascii: string): string[] {
  if (!ascii.includes('xn--')) return [];
  const flags = new Set<string>();
  for (const label of domainToUnicode(ascii).split('.')) {
    const scripts = SCRIPT_TESTS.filter(({ has }) => has.test(label)).map(({ name }) => name);
    const natural = NATURAL.some((set) => scripts.every((script) => set.includes(script)));
    if (scripts.length > 1 && !natural) flags.add('mixed-script-domain');
    const foreign = scripts.some((script) => ['Cyrillic', 'Greek', 'Armenian'].includes(script));
    if (foreign && scripts.length === 1 && LIKE_LATIN.test(label)) flags.add('look-alike-domain');
  }
  return [...flags];
}

import type { Language } from '../../domain/incident-record';

/** Why a language was chosen, for the evidence. */
export type LanguageBasis = 'column' | 'country' | 'domain' | 'default';

export interface LanguageChoice {
  language: Language;
  basis: LanguageBasis;
}

/** Names people write into a language column, lower case. Simplified Chinese is not Traditional Chinese. */
const NAMES: Record<string, Language> = {
  en: 'en',
  eng: 'en',
  english: 'en',
  de: 'de',
  deu: 'de',
  ger: 'de',
  german: 'de',
  deutsch: 'de',
  nl: 'nl',
  nld: 'nl',
  dut: 'nl',
  dutch: 'nl',
  nederlands: 'nl',
  'zh-hant': 'zh-Hant',
  'zh-tw': 'zh-Hant',
  'zh-hk': 'zh-Hant',
  'zh-mo': 'zh-Hant',
  'chinese (traditional)': 'zh-Hant',
  'traditional chinese': 'zh-Hant',
  正體中文: 'zh-Hant',
  繁體中文: 'zh-Hant',
  中文: 'zh-Hant',
};

/** Countries with one of our languages as the language of public notices. Belgium and Luxembourg have several. */
const COUNTRIES: Record<string, Language> = {
  de: 'de',
  at: 'de',
  li: 'de',
  ch: 'de',
  nl: 'nl',
  sr: 'nl',
  tw: 'zh-Hant',
  hk: 'zh-Hant',
  mo: 'zh-Hant',
  gb: 'en',
  uk: 'en',
  ie: 'en',
  us: 'en',
  au: 'en',
  nz: 'en',
};

const COUNTRY_NAMES: Record<string, string> = {
  germany: 'de',
  deutschland: 'de',
  austria: 'at',
  österreich: 'at',
  switzerland: 'ch',
  schweiz: 'ch',
  liechtenstein: 'li',
  netherlands: 'nl',
  'the netherlands': 'nl',
  nederland: 'nl',
  suriname: 'sr',
  taiwan: 'tw',
  臺灣: 'tw',
  台灣: 'tw',
  'hong kong': 'hk',
  香港: 'hk',
  macao: 'mo',
  macau: 'mo',
};

/** Top-level names that are reserved for examples: the label before them plays the country. */
const RESERVED: ReadonlySet<string> = new Set(['example', 'test', 'invalid']);

/**
 * Chooses among the languages the incident has texts for: the file's language column, else its country column, else
 * the country of the address's domain, else the incident's default.
 */
export function chooseLanguage(
  exposures: readonly { language?: string; country?: string; address: string }[],
  offered: ReadonlySet<Language>,
  fallback: Language,
): LanguageChoice {
  const attempts: [LanguageBasis, (exposure: (typeof exposures)[number]) => Language | undefined][] = [
    ['column', ({ language }) => languageOf(language)],
    ['country', ({ country }) => countryLanguage(country)],
    ['domain', ({ address }) => domainLanguage(address)],
  ];
  for (const [basis, read] of attempts) {
    for (const exposure of exposures) {
      const language = read(exposure);
      if (language && offered.has(language)) return { language, basis };
    }
  }
  return { language: fallback, basis: 'default' };
}

function languageOf(column: string | undefined): Language | undefined {
  const name = column?.trim().toLowerCase().replace(/_/g, '-');
  if (!name) return undefined;
  return NAMES[name] ?? (name.startsWith('zh-hant') ? 'zh-Hant' : NAMES[name.split('-')[0] ?? '']);
}

function countryLanguage(column: string | undefined): Language | undefined {
  const name = column?.trim().toLowerCase();
  if (!name) return undefined;
  return COUNTRIES[COUNTRY_NAMES[name] ?? name];
}

function domainLanguage(address: string): Language | undefined {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  const top = labels.pop() ?? '';
  return COUNTRIES[RESERVED.has(top) ? (labels.pop() ?? '') : top];
}

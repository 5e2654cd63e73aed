import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOCK_RULES } from '../../../lambdas/domain/clocks/rules';
import {
  LANGUAGES,
  type Language,
  type NoticeTexts,
  parseIncidentRecord,
} from '../../../lambdas/domain/incident-record';

const json = JSON.parse(readFileSync(join(__dirname, '../../../samples/incident.json'), 'utf8'));
const parsed = parseIncidentRecord(json);
if ('faults' in parsed) throw new Error(parsed.faults.join('\n'));
const { record } = parsed;
const textsOf = (language: Language): NoticeTexts => record.notice.texts[language]!;
const all = (language: Language) => Object.values(textsOf(language)).flat();

/** What notices must not do, by word; the words that mark it in each language. */
const FORBIDDEN: Record<'hedge' | 'urgency' | 'comfort' | 'credentials', Record<Language, RegExp>> = {
  hedge: {
    en: /\b(may|might|could|potential\w*|possibl[ey]|perhaps|appears?|seems?|believe|likely)\b/i,
    de: /\b(möglicherweise|eventuell|vielleicht|potenziell\w*|könnte\w*|dürfte\w*|vermutlich|womöglich|wahrscheinlich)\b/i,
    nl: /\b(mogelijk\w*|misschien|eventue\w+|wellicht|potentie\w*|zou(?:den)?|waarschijnlijk|vermoedelijk)\b/i,
    'zh-Hant': /可能|或許|也許|疑似|恐|潛在|大概/,
  },
  urgency: {
    en: /\b(urgent\w*|immediate\w*|at once|right away|as soon as|asap|now!|act now|deadline|warning)\b|!/i,
    de: /\b(dringend\w*|sofort\w*|umgehend\w*|unverzüglich\w*|schnellstmöglich|Warnung|Frist)\b|!/i,
    nl: /\b(dringend\w*|onmiddellijk\w*|direct|meteen|zo snel mogelijk|spoed\w*|waarschuwing)\b|!/i,
    'zh-Hant': /立即|立刻|馬上|緊急|儘速|盡速|警告|！/,
  },
  comfort: {
    en: /no (evidence|indication|sign)|abundance of caution|seriously|rest assured|not aware of any/i,
    de: /(keine|kein) (Hinweis\w*|Anzeichen|Anhaltspunkt\w*|Beleg\w*)|sehr ernst|Vorsichtsmaßnahme|unbesorgt/i,
    nl: /geen (aanwijzing\w*|bewijs|signalen|teken\w*)|zeer serieus|uit voorzorg|gerust/i,
    'zh-Hant': /沒有證據|無證據|未發現|無跡象|高度重視|請放心|以防萬一/,
  },
  credentials: {
    en: /(enter|give|send|confirm|reset|change) (us )?your (password|code|pin|data)/i,
    de: /(Ihr|das) (Passwort|Kennwort)|PIN|bestätigen Sie/i,
    nl: /(uw|het) wachtwoord|pincode|bevestig uw/i,
    'zh-Hant': /您的密碼|驗證碼|請輸入/,
  },
};

describe.each(LANGUAGES)('the notice in %s', (language) => {
  test.each(Object.keys(FORBIDDEN) as (keyof typeof FORBIDDEN)[])('holds no %s', (kind) => {
    for (const text of [...all(language), record.notice.subject![language]!])
      expect(text).not.toMatch(FORBIDDEN[kind][language]);
  });

  test('has every section and six steps', () => {
    expect(Object.keys(textsOf(language)).sort()).toEqual(Object.keys(textsOf('en')).sort());
    expect(textsOf(language).whatYouCanDo).toHaveLength(6);
  });

  test('tells the same figures as the English one', () => {
    const figures = (text: string) => (text.match(/\d+/g) ?? []).map(Number);
    const doing = figures(textsOf(language).whatWeAreDoing).filter((figure) => figure > 6 && figure !== 7);
    expect(doing.sort()).toEqual([17, 19, 20, 2023].sort());
    expect(figures(textsOf(language).whatHappened)).toEqual(expect.arrayContaining([29, 2023, 19]));
  });

  test('names no address, link or number to call of its own', () => {
    for (const text of all(language)) expect(text).not.toMatch(/https?:|www\.|\S@\S|\+\d/);
  });

  test('is readable: no sentence above 45 words (or 90 characters of Chinese)', () => {
    for (const sentence of all(language).flatMap((text) => text.split(/(?<=[.。])\s*|\n+/))) {
      if (language === 'zh-Hant') expect(sentence.length).toBeLessThanOrEqual(90);
      else expect(sentence.split(/\s+/).length).toBeLessThanOrEqual(45);
    }
  });
});

test('the subject is the same for everybody and names the sender', () => {
  for (const language of LANGUAGES) expect(record.notice.subject![language]).toContain('Example Scan');
});

test('the times follow each other, and the texts agree with them', () => {
  const { occurredFrom, reportedToUsAt, awareAt, containedAt, occurredTo } = record.times;
  const order = [occurredFrom, reportedToUsAt!, awareAt, containedAt!];
  expect([...order].sort()).toEqual(order);
  expect(occurredTo).toBe(containedAt);
  expect(Date.parse(containedAt!) - Date.parse(awareAt)).toBe(20 * 60_000);
  expect(record.nature?.exposureMinutes).toBe((Date.parse(containedAt!) - Date.parse(occurredFrom)) / 60_000);
});

test('it overrides no detection and sets no low limits', () => {
  expect(json.intake).toBeUndefined();
  expect(record.policy).toEqual({ approval: 'one', onUnknown: 'hold' });
  expect(record.contracts).toBeUndefined();
});

test('nobody real is named: domains of the sender are reserved, and the page to check is on them', () => {
  const { sender, controller } = record;
  for (const address of [sender.address, sender.replyTo, controller.dpo!.email])
    expect(address).toMatch(/@example-scan\.example$/);
  expect(new URL(sender.checkUrl).hostname).toBe('www.example-scan.example');
});

test('each clock it answers exists, and every fixed deadline from awareness in its countries is met in time', () => {
  for (const answer of record.clocks!) {
    const rule = CLOCK_RULES.find(({ id }) => id === answer.rule);
    expect(rule).toBeDefined();
    const hours = (rule!.within.hours ?? 0) + (rule!.within.days ?? 0) * 24;
    if (hours > 0)
      expect(Date.parse(answer.metAt!) - Date.parse(record.times.awareAt)).toBeLessThan(hours * 3_600_000);
  }
});

import { simpleParser } from 'mailparser';
import { createRenderer, type NoticeRequest } from '../../../lambdas/dispatch/notice/render';
import { LANGUAGES, type Language } from '../../../lambdas/domain/incident-record';
import { incidentRecord, noticeTexts } from '../../support/sending-records';

/** What makes the page readable on a telephone and in the dark, and harmless everywhere; looked at with Chromium. */

const texts = Object.fromEntries(LANGUAGES.map((language) => [language, noticeTexts]));
const render = createRenderer(incidentRecord({ notice: { texts } }), new Uint8Array(32));

const HOSTILE = '<img src=x onerror=alert(1)> "Ünï" & \u202eSöhne http://evil.example/x';
const x = (company: string, group: string) => ({ address: 'admin@corp.example', company, group });
const CASES: [name: string, exposures: NoticeRequest['exposures']][] = [
  ['one group', [x('Corp Ltd', 'Research')]],
  ['hostile names', [x(HOSTILE, HOSTILE), x('W'.repeat(100), '</ul></main>'), x('', 'שלום')]],
  ['100 groups', Array.from({ length: 100 }, (_, n) => x(`Corp ${n % 7}`, `Group ${n}`))],
];

async function page(language: Language, exposures: NoticeRequest['exposures']): Promise<string> {
  const said = exposures.map((one) => ({ ...one, language }));
  const { mime } = render({ rid: 'r', sequence: 1, exposures: said }, new Date('2023-07-21T10:00:00Z'));
  return String((await simpleParser(mime)).html);
}

/** Every element is closed where it was opened; a browser would guess, a mail program may guess otherwise. */
function unbalanced(html: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, close, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/gi)) {
    if (['meta', 'hr', 'br'].includes(name)) continue;
    if (!close) open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

describe.each(LANGUAGES)('in %s', (language) => {
  describe.each(CASES)('with %s', (_name, exposures) => {
    test('is one column that fits any screen, light or dark, and loads nothing', async () => {
      const html = await page(language, exposures);
      expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
      expect(html).toContain('<meta name="color-scheme" content="light dark">');
      expect(html).toContain('@media (prefers-color-scheme:dark)');
      expect(html).toMatch(/main\{max-width:640px;[^}]*overflow-wrap:anywhere/);
      expect(html).not.toMatch(/[;{](?:min-)?width:|<table|nowrap/);
      expect(html).not.toMatch(/url\(|@import|@font-face|<[^>]*\b(?:src|href|srcset|background)=/i);
      expect(unbalanced(html)).toEqual([]);
    });

    test('shows names as they are and never as markup', async () => {
      const html = await page(language, exposures);
      expect(html).not.toMatch(/<img|onerror=alert\(1\)>|\u202e|http:\/\/evil/);
      const items = html.match(/<li>[^<]+<bdi>[^<]*<\/bdi>/g) ?? [];
      const parts = language === 'en' ? 1 : 2;
      expect(items.length).toBeGreaterThanOrEqual(exposures.length * parts);
    });
  });

  test('breaks what is to be typed where nothing can be misread', async () => {
    const html = await page(language, [x('Corp', 'Ops')]);
    expect(html).toContain(
      '<p class="typed"><span>https://www.example-scan.example</span><span>/check</span></p>',
    );
    expect(html).toMatch(/\.typed span\{display:inline-block\}/);
  });

  test('says first that there is English below, where there is', async () => {
    const html = await page(language, [x('Corp', 'Ops')]);
    const [before = ''] = html.split('<h1>');
    expect(before.includes('<p lang="en">An English version follows below.</p>')).toBe(language !== 'en');
    expect(html.match(/<div lang="/g)).toHaveLength(language === 'en' ? 1 : 2);
  });

  test('puts label and name together as the language does', async () => {
    const [own = ''] = (await page(language, [x('Corp', 'Ops')])).split('<hr>');
    const between = own
      .match(/<li>[^<]*?(\W+)<bdi>/g)
      ?.map((one) => one.replace(/^.*?(: |&#65306;|：)<bdi>$/u, '$1'));
    expect(new Set(between).size).toBe(1);
    expect([...new Set(between)][0] === ': ').toBe(language !== 'zh-Hant');
  });
});

/** WCAG 2's ratio of two `#rrggbb`. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test('has enough contrast in both schemes', async () => {
  const html = await page('en', [x('Corp', 'Ops')]);
  const schemes = [...html.matchAll(/body\{[^}]*?background:(#\w{6});color:(#\w{6})/g)];
  expect(schemes).toHaveLength(2);
  for (const [, background = '', colour = ''] of schemes) {
    expect(contrast(background, colour)).toBeGreaterThanOrEqual(7);
  }
});

import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { MAX_LINES } from '../../../lambdas/dispatch/notice/affected';
import { createRenderer, type NoticeRequest } from '../../../lambdas/dispatch/notice/render';
import type { Language } from '../../../lambdas/domain/incident-record';
import { checkReference, referenceCode } from '../../../lambdas/domain/sending/reference';
import { incidentRecord, noticeTexts } from '../../support/sending-records';

const KEY = new Uint8Array(32).fill(7);
const RID = 'abcdefghijklmnopqrstuvwxyz';
const NOW = new Date('2023-06-30T09:00:00Z');
const words: Record<Language, object> = {
  en: noticeTexts,
  de: { ...noticeTexts, whatHappened: 'Eine Datei wurde versehentlich veröffentlicht.' },
  nl: { ...noticeTexts, whatHappened: 'Een bestand is per ongeluk gepubliceerd.' },
  'zh-Hant': { ...noticeTexts, whatHappened: '一個檔案遭誤傳至公開網站。' },
};
const inAll = incidentRecord({ notice: { texts: words } });

const exposure = (change: Partial<NoticeRequest['exposures'][number]> = {}) => ({
  address: 'admin@corp.example',
  company: 'Corp Ltd',
  group: 'Research',
  ...change,
});
const request = (...exposures: NoticeRequest['exposures']): NoticeRequest => ({
  rid: RID,
  sequence: 1,
  exposures,
});
const send = (record = inAll, ...exposures: NoticeRequest['exposures']) =>
  createRenderer(record, KEY)(request(...(exposures.length > 0 ? exposures : [exposure()])), NOW);
const parse = (notice: { mime: Buffer }) => simpleParser(notice.mime);

describe.each(['en', 'de', 'nl', 'zh-Hant'] as const)('in %s', (language) => {
  const notice = send(inAll, exposure({ language, company: 'Müller & Söhne', group: 'Vorstand' }));

  test('reads as it did when its words were agreed', async () => {
    const mail = await parse(notice);
    expect(mail.text).toMatchSnapshot();
    expect(mail.html).toMatchSnapshot();
  });

  test('has the seven sections, in order, in text and HTML', async () => {
    const mail = await parse(notice);
    const own = String(mail.html).split('<hr>')[0] ?? '';
    expect(own.match(/<h2>/g)).toHaveLength(7);
    expect((mail.text ?? '').split('='.repeat(76))[1]?.match(/^-{2,}$/gm)).toHaveLength(7);
  });

  test('says what it has to: reference, dates with a month\u2019s name, contact, authority, page', async () => {
    const text = (await parse(notice)).text?.replace(/\s+/g, ' ') ?? '';
    expect(text).toContain(referenceCode(KEY, RID, 1));
    expect(text).toContain('14:05 UTC');
    expect(text).not.toMatch(/\d{1,2}\/\d{1,2}\/\d{2,4}/);
    for (const known of [
      'incident@example-scan.example',
      'dpo@example-scan.example',
      'Example Data Protection Authority',
    ]) {
      expect(text).toContain(known);
    }
  });

  test('is in the local language first, then in English', async () => {
    const text = (await parse(notice)).text ?? '';
    const own = text.indexOf((words[language] as typeof noticeTexts).whatHappened);
    const english = text.indexOf(noticeTexts.whatHappened.slice(0, 40));
    expect(own).toBeGreaterThan(0);
    expect(language === 'en' ? own === english : english > own).toBe(true);
  });
});

test('the mail is one recipient\u2019s, constant in every header but To and Date', async () => {
  const mail = await parse(send());
  expect([mail.to].flat().map((to) => to?.text)).toEqual(['admin@corp.example']);
  expect(mail.from?.text).toBe('"Example Scan Security" <notices@example-scan.example>');
  expect(mail.replyTo?.text).toBe('incident@example-scan.example');
  expect(mail.subject).toBe('Notice of a data breach');
  expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  for (const absent of ['cc', 'bcc', 'list-unsubscribe', 'list', 'precedence'])
    expect(mail.headers.has(absent)).toBe(false);
  expect(mail.attachments).toEqual([]);
});

test('nothing to click, load or be tracked by: one typed-out address and no element that could', async () => {
  const { html, text } = await parse(send(inAll, exposure({ language: 'de' })));
  expect(String(html)).not.toMatch(/<(?:a|img|script|link|iframe|form|object|embed|base|svg)\b/i);
  expect(String(html)).not.toMatch(/url\(|@import|href=|src=/i);
  const shown = String(html).replace(/<\/?span>/g, '');
  const links = new Set(`${shown}${text}`.match(/https?:\/\/[^\s<"]+/g));
  expect([...links]).toEqual(['https://www.example-scan.example/check']);
});

test('all companies and groups are listed, once each, grouped and in order', async () => {
  const rows = [
    exposure({ company: 'Beta', group: 'Two' }),
    exposure({ company: 'Alpha', group: 'Zeta' }),
    exposure({ company: 'Alpha', group: 'Eta' }),
    exposure({ company: 'Alpha', group: 'Eta' }),
  ];
  const text = (await parse(send(inAll, ...rows))).text ?? '';
  const listed = text.split('\n').filter((line) => /^ +(Company|Group):/.test(line));
  expect(listed.map((line) => line.trim())).toEqual([
    'Company: Alpha',
    'Group: Eta',
    'Group: Zeta',
    'Company: Beta',
    'Group: Two',
  ]);
  const shuffled = send(inAll, ...rows.reverse());
  expect(shuffled.contentHash).toBe(send(inAll, ...rows).contentHash);
});

test('ten thousand groups: as many as can be read, how many are left, and how to get them', async () => {
  const rows = Array.from({ length: 10_000 }, (_, n) =>
    exposure({ company: `Corp ${n % 3}`, group: `Group ${n}` }),
  );
  const notice = send(inAll, ...rows);
  const text = (await parse(notice)).text ?? '';
  const listed = text.match(/^ +(Company|Group):/gm)?.length ?? 0;
  expect(listed).toBeLessThanOrEqual(MAX_LINES);
  const left = Number(/([\d,]+) further groups/.exec(text.replace(/\s+/g, ' '))?.[1]?.replace(',', ''));
  expect((text.match(/^ +Group:/gm)?.length ?? 0) + left).toBe(10_000);
  expect(notice.mime.length).toBeLessThan(100_000);
});

test('a supplement names the notice it adds to', async () => {
  const render = createRenderer(inAll, KEY);
  const supplementOf = { sequence: 1, claimedAt: '2023-06-29T16:00:00Z' };
  const notice = render({ ...request(exposure()), sequence: 2, supplementOf }, NOW);
  const text = (await parse(notice)).text?.replace(/\s+/g, ' ') ?? '';
  expect(text).toContain(`This adds to our notice ${referenceCode(KEY, RID, 1)} of 29 June 2023.`);
  expect(notice.reference).toBe(referenceCode(KEY, RID, 2));
  expect(checkReference(KEY, notice.reference)).toBe(true);
});

describe('language', () => {
  const language = (change: object, record = inAll) => {
    const { language: chosen, languageBasis } = send(record, exposure(change));
    return `${chosen} ${languageBasis}`;
  };
  test.each([
    [{ language: 'de' }, 'de column'],
    [{ language: 'de-AT' }, 'de column'],
    [{ language: 'Nederlands' }, 'nl column'],
    [{ language: 'zh-TW' }, 'zh-Hant column'],
    [{ language: 'zh_Hant_HK' }, 'zh-Hant column'],
    [{ language: 'zh-CN' }, 'en default'],
    [{ language: 'fr', country: 'DE' }, 'de country'],
    [{ country: 'Netherlands' }, 'nl country'],
    [{ country: 'BE' }, 'en default'],
    [{ address: 'a@firm.com.tw.example' }, 'zh-Hant domain'],
    [{ address: 'a@firm.de.example' }, 'de domain'],
    [{ address: 'a@firm.nl.test' }, 'nl domain'],
    [{ address: 'a@de.example' }, 'de domain'],
    [{ address: 'a@firm.example.com' }, 'en default'],
    [{ language: 'en', address: 'a@firm.de.example' }, 'en column'],
  ])('%j: %s', (change, expected) => {
    expect(language(change)).toBe(expected);
  });
  test('only languages the incident has words for are offered', () => {
    expect(language({ language: 'de' }, incidentRecord())).toBe('en default');
  });
});

describe('whatever the file holds', () => {
  /** What attackers write into a group's name. */
  const hostile = fc.oneof(
    fc.constantFrom(
      'x\r\nBcc: victim@evil.example',
      'x\n\nHTTP/1.1 200',
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      '</li></ul><a href="https://evil.example">here</a>',
      '&lt;b&gt; &amp;amp;',
      '\u202Egpj.exe',
      'a\u0000b',
      'z\u200Be\u200Dr\u2060o\uFEFF',
      'https://evil.example/login',
      'visit www.evil.example now',
      '\uD800',
      'e\u0301'.repeat(300),
      'A'.repeat(100_000),
      '{{7*7}} $'.concat('{7*7} %s'),
      '--=_c4369fba60e5364692f6b282fb2755bd--',
      '. \r\n.\r\n',
    ),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );
  const notices = fc.record({
    company: hostile,
    group: hostile,
    language: fc.constantFrom('en', 'de', 'zh-Hant'),
  });

  test('headers stay as they are, the structure stays two parts, and every line can be sent', async () => {
    const headersOf = (mime: Buffer) => mime.toString('latin1').split('\r\n\r\n')[0];
    await fc.assert(
      fc.asyncProperty(notices, async (change) => {
        const notice = send(inAll, exposure(change));
        const plain = send(inAll, exposure({ language: change.language }));
        expect(headersOf(notice.mime)).toBe(headersOf(plain.mime));
        const raw = notice.mime.toString('latin1');
        expect(raw).toMatch(/^[\t\r\n -~]*$/);
        expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThan(998);
        expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        expect(raw.match(/^--=_/gm)).toHaveLength(3);
        const mail = await parse(notice);
        expect(mail.attachments).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('it is text in HTML, never an element or a link', async () => {
    await fc.assert(
      fc.asyncProperty(notices, async (change) => {
        const html = String((await parse(send(inAll, exposure(change)))).html);
        const tags = new Set([...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag?.toLowerCase()));
        const ours = 'html head meta title style body main div h1 h2 p span dl dt dd ul ol li bdi hr';
        expect([...tags].filter((tag) => !ours.split(' ').includes(tag ?? ''))).toEqual([]);
        expect(html.replace(/<style>[\s\S]*?<\/style>|<\/?span>/g, '')).not.toMatch(
          /https?:\/\/(?!www\.example-scan\.example\/check)/,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('no control, bidirectional or invisible character reaches the reader, and nothing is endless', async () => {
    await fc.assert(
      fc.asyncProperty(notices, async (change) => {
        const { text = '' } = await parse(send(inAll, exposure(change)));
        expect(text).not.toMatch(/\p{Cf}|[^\P{Cc}\n]/u);
        expect(text.length).toBeLessThan(12_000);
      }),
      { numRuns: 60 },
    );
  });

  test('a name that looks like a host is written so that no mail program links it', async () => {
    const { text = '' } = await parse(
      send(inAll, exposure({ company: 'Booking.example', group: 'https://evil.example/x' })),
    );
    expect(text).toContain('Company: Booking[.]example');
    expect(text).toContain('Group: https[:]//evil[.]example/x');
    expect(text).toContain('we write [.] for a dot');
  });

  test('an abbreviation is left alone', async () => {
    const { text = '' } = await parse(send(inAll, exposure({ company: 'Corp. Ltd. No. 5' })));
    expect(text).toContain('Company: Corp. Ltd. No. 5');
    expect(text).not.toContain('[.]');
  });

  test.each([
    'a b@c.example',
    'a@c.example\r\nBcc: x@y.example',
    'a@c.example, b@d.example',
    '<a@c.example>',
    'ä@c.example',
  ])('an address that is none never reaches a header: %j', (address) => {
    expect(() => send(inAll, exposure({ address }))).toThrow('not an address');
  });
});

test('a rehearsal goes to the mailbox simulator, mostly to success, always to the same box', () => {
  const record = incidentRecord({ sending: { rehearsal: true } });
  const render = createRenderer(record, KEY);
  const to = (n: number) => {
    const rid = `ab${n
      .toString(32)
      .padStart(4, '0')
      .replace(/[0189]/g, 'x')}`.padEnd(26, 'q');
    return render({ ...request(exposure()), rid }, NOW).to;
  };
  const boxes = Array.from({ length: 500 }, (_, n) => to(n * 2_003));
  expect(boxes.every((box) => /^[a-z]+\+[a-z0-9]{26}@simulator\.amazonses\.com$/.test(box))).toBe(true);
  expect(boxes.filter((box) => box.startsWith('success')).length).toBeGreaterThan(440);
  expect(to(2_003)).toBe(to(2_003));
});

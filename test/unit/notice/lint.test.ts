import { readFileSync } from 'node:fs';
import path from 'node:path';
import { contentOf } from '../../../lambdas/dispatch/notice/content';
import { LANGUAGES, parseIncidentRecord } from '../../../lambdas/domain/incident-record';
import { lintNotice } from '../../../lambdas/domain/notice-lint';
import { incidentRecord, noticeTexts } from '../../support/sending-records';

const codes = (change: object, language = 'en') =>
  lintNotice(
    incidentRecord({
      notice: { defaultLanguage: language, texts: { [language]: { ...noticeTexts, ...change } } },
    }),
  ).map(({ code, path }) => `${code} ${path.replace('notice.texts.', '')}`);

test('plain words pass', () => {
  expect(codes({})).toEqual([]);
});

test.each([
  ['en', { whatWeAreDoing: 'See https://status.example for more.' }, 'second-link en.whatWeAreDoing'],
  ['en', { whatYouCanDo: ['Go to www.example.com.'] }, 'second-link en.whatYouCanDo.0'],
  ['en', { whatYouCanDo: ['Confirm your password with us.'] }, 'asks-for-secrets en.whatYouCanDo.0'],
  ['en', { whatYouCanDo: ['Act now.'] }, 'urgency en.whatYouCanDo.0'],
  ['en', { whatHappened: 'There is no evidence of misuse.' }, 'hedge en.whatHappened'],
  ['de', { whatYouCanDo: ['Ändern Sie sofort alles.'] }, 'urgency de.whatYouCanDo.0'],
  ['nl', { whatYouCanDo: ['Doe dit onmiddellijk.'] }, 'urgency nl.whatYouCanDo.0'],
  ['zh-Hant', { whatYouCanDo: ['請立即處理。'] }, 'urgency zh-Hant.whatYouCanDo.0'],
  ['zh-Hant', { whatYouCanDo: ['請提供您的密碼。'] }, 'asks-for-secrets zh-Hant.whatYouCanDo.0'],
])('%s: %j', (language, change, finding) => {
  expect(codes(change, language)).toEqual([finding]);
});

test.each([
  'Change the password of that account.',
  'We will never ask you to send your password.',
  'Do not tell anybody your password.',
  'Write to us and/or call us, e.g. in the morning.',
])('advice is advice: %s', (step) => {
  expect(codes({ whatYouCanDo: [step] })).toEqual([]);
});

test('advice given once excuses no request beside it', () => {
  const step = 'Never write it down. Send us your password.';
  expect(codes({ whatYouCanDo: [step] })).toEqual(['asks-for-secrets en.whatYouCanDo.0']);
});

test('a link without its scheme is one all the same', () => {
  expect(codes({ whatYouCanDo: ['Go to status.example.com/leak.'] })).toEqual([
    'second-link en.whatYouCanDo.0',
  ]);
});

test('a rehearsal says that nobody is told', () => {
  const record = incidentRecord({ sending: { rehearsal: true } });
  expect(lintNotice(record).map(({ code }) => code)).toEqual(['rehearsal']);
});

test('the sample\u2019s own words pass', () => {
  const sample = JSON.parse(readFileSync(path.join(__dirname, '../../../samples/incident.json'), 'utf8'));
  const parsed = parseIncidentRecord(sample);
  expect('record' in parsed && lintNotice(parsed.record)).toEqual([]);
});

test('the page that checks references belongs on the sender\u2019s own domain', () => {
  const sender = { ...incidentRecord().sender, checkUrl: 'https://notice-check.example/x' };
  expect(lintNotice(incidentRecord({ sender })).map(({ code }) => code)).toEqual(['foreign-check-url']);
});

test('our own fixed sentences pass in every language', () => {
  for (const language of LANGUAGES) {
    const record = incidentRecord({
      notice: { defaultLanguage: language, texts: { [language]: noticeTexts } },
    });
    const said = contentOf(record, language).flatMap((block) => {
      if (block.kind === 'facts') return block.facts.map(({ label }) => label);
      return 'text' in block && block.kind !== 'typed' ? [block.text] : [];
    });
    for (const sentence of said) {
      const fixed = incidentRecord({
        notice: {
          defaultLanguage: language,
          texts: { [language]: { ...noticeTexts, whatHappened: sentence } },
        },
      });
      expect([sentence, lintNotice(fixed)]).toEqual([sentence, []]);
    }
  }
});

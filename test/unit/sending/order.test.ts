import { isFirst } from '../../../lambdas/domain/sending/order';

test.each([
  'agency.gov',
  'x.mil',
  'mail.agency.gov.uk',
  'x.gouv.fr',
  'x.gob.es',
  'x.go.jp',
  'x.gv.at',
  'x.admin.ch',
  'bka.bund.de',
  'x.nhs.uk',
  'x.police.uk',
  'police.example',
  'mail.police.example',
  'desk.gov.example',
  'desk.mil.example',
  'desk.gov.de.example',
  'x.gov.test',
  'x.europa.eu',
  'nato.int',
])('%s is told first', (domain) => {
  expect(isFirst(domain, [])).toBe(true);
});

test.each([
  'example.com',
  'gov-news.example.com',
  'mygov.example',
  'go.example',
  'police.example.com',
  'gov.example.org',
  'bund.example.org',
  'notbund.de',
  '',
])('%s is not', (domain) => {
  expect(isFirst(domain, [])).toBe(false);
});

test('an incident adds suffixes of its own, however they are written', () => {
  for (const own of ['hospital.example.org', '.hospital.example.org', '@Hospital.example.org']) {
    expect(isFirst('mail.hospital.example.org', [own])).toBe(true);
    expect(isFirst('nothospital.example.org', [own])).toBe(false);
  }
  expect(isFirst('example.com', ['', '.', '@'])).toBe(false);
});

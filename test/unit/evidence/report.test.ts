import type { Company } from '../../../lambdas/domain/evidence/companies';
import {
  COMPANIES_IN_REPORT,
  CompanyShortlist,
  type Findings,
} from '../../../lambdas/domain/evidence/findings';
import { reportBlocks } from '../../../lambdas/domain/evidence/report/blocks';
import { share } from '../../../lambdas/domain/evidence/report/charts';
import { elapsed, marksOf } from '../../../lambdas/domain/evidence/report/marks';
import { evidenceReport, regulatorReport } from '../../../lambdas/domain/evidence/report/report';
import { STYLE } from '../../../lambdas/domain/evidence/report/style';
import { GROUPS } from '../../../lambdas/domain/evidence/report/words';
import { summaryOf } from '../../../lambdas/domain/evidence/summary';
import { emptyTally } from '../../../lambdas/domain/evidence/tally';
import { OUTCOMES } from '../../../lambdas/domain/outcome';
import { fileReport } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

const AWARE = '2026-03-01T12:00:00.000Z';

function findings(change: Partial<Findings> = {}): Findings {
  return {
    incident: 'example-2026',
    phase: 'review',
    cutAt: '2026-03-02T12:00:00.000Z',
    tally: emptyTally(),
    checks: [],
    balanced: true,
    clocks: [],
    files: [],
    runs: [],
    approvals: [],
    log: { entries: 1, head: 'a'.repeat(64) },
    companies: { total: 0, named: 0, nobodyReachable: 0, shown: [] },
    quarantine: { ranges: 0, decided: 0, codes: new Map() },
    fingerprint: 'b'.repeat(64),
    ...change,
  };
}

const company = (name: string): Company => ({
  company: name,
  groups: 1,
  exposures: 1,
  recipients: 1,
  told: 1,
  notReached: 0,
  otherwise: 0,
  open: 0,
  toldWho: [],
  nobodyReachable: false,
});

test('every outcome is in exactly one of the three groups that the first figures add up', () => {
  expect(GROUPS.flatMap(({ outcomes }) => outcomes).sort()).toEqual([...OUTCOMES].sort());
});

test('one of something is called so', () => {
  const tally = emptyTally();
  Object.assign(tally, { exposures: 1, outcomes: { ...tally.outcomes, total: 1, delivered: 1 } });
  const companies = { total: 1, named: 1, nobodyReachable: 0, shown: [company('Example')] };
  const lines = { total: 1, header: 0, record: 1, blank: 0, quarantined: 0 };
  const base = { number: '1', name: 'a.csv', state: 'read', droppedAt: AWARE, droppedBy: 'x' };
  const one = findings({ tally, companies, files: [{ ...base, report: fileReport({ lines }) }] });
  const page = evidenceReport(one)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
  for (const said of [
    '1 person affected',
    '1 company named',
    '1 entry found',
    '1 of 1 company:',
    '1 line in all',
  ]) {
    expect(page).toContain(said);
  }
  expect(JSON.stringify(reportBlocks(one, true))).toContain('Log: 1 entry, head');
});

test('an incident without people, files or clocks says so, section by section', () => {
  const page = evidenceReport(findings());
  expect(page.match(/Nobody: no file that was read by this time names a person\./g)).toHaveLength(4);
  expect(page).toContain('No file had been received by this time.');
  expect(page).toContain('No rule was confirmed or is proposed.');
  expect(page).toContain('No approval is on record.');
  expect(page).not.toMatch(/NaN|Infinity|undefined/);
});

test('100,000 companies: the page lists a hundred and says where all of them are', () => {
  const shortlist = new CompanyShortlist();
  for (let i = 0; i < 100_000; i++) shortlist.add(company(`Company ${i}`));
  const page = evidenceReport(findings({ companies: shortlist.result() }));
  expect(page.match(/<bdi>Company/g)).toHaveLength(COMPANIES_IN_REPORT);
  expect(page).toContain('100 of 100,000 companies');
  expect(page).toContain('data/companies.csv has all of them');
  expect(page.length).toBeLessThan(100_000);
});

test('names are text: markup, bidirectional controls and empty ones', () => {
  const shown = ['<script>alert(1)</script>', '\u202Egnp.exe', ' '].map(company);
  const page = evidenceReport(findings({ companies: { total: 3, named: 2, nobodyReachable: 0, shown } }));
  expect(page).toContain('<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>');
  expect(page).toContain('<bdi>gnp.exe</bdi>');
  expect(page).toContain('<bdi>(no company in the file)</bdi>');
});

test.each([
  ['2026-03-01T12:00:00Z', '0'],
  ['2026-03-01T11:27:00Z', '−33 min'],
  ['2026-03-01T17:20:00Z', '+5 h 20 min'],
  ['2026-03-04T12:00:00Z', '+72 h'],
  ['2026-03-31T21:30:00Z', '+30 d 9 h'],
])('%s is %s from awareness', (at, expected) => {
  expect(elapsed(AWARE, at)).toBe(expected);
});

test('the time line puts deadlines among the facts and says in words how each stands', () => {
  const clock = { regime: 'Rule', status: 'in force', proposed: true, late: false, lateReasonMissing: false };
  const clocks = [
    { ...clock, dueAt: '2026-03-02T11:00:00Z', late: true, lateReasonMissing: true },
    { ...clock, dueAt: '2026-03-03T12:00:00+02:00', applies: true, metAt: '2026-03-01T15:00:00Z' },
    { ...clock, dueAt: '2026-03-05T12:00:00Z', applies: false },
  ] as unknown as Findings['clocks'];
  expect(marksOf(findings({ clocks })).map(({ at, label, standing }) => [at, label, standing?.text])).toEqual(
    [
      ['2026-03-02T11:00:00.000Z', 'Due: Rule (proposed)', 'late, no reason on record'],
      ['2026-03-02T12:00:00.000Z', 'State shown in this report', undefined],
      ['2026-03-03T10:00:00.000Z', 'Due: Rule', 'met on 1 March 2026, 15:00 UTC'],
    ],
  );
});

test('a late deadline says when it was met and why, in that order', () => {
  const clock = {
    regime: 'Rule',
    applies: true,
    dueAt: AWARE,
    late: true,
    lateReason: 'The first count was wrong.',
  };
  const text = (more: object) =>
    marksOf(findings({ clocks: [{ ...clock, ...more }] as unknown as Findings['clocks'] }))[0]?.standing
      ?.text;
  expect(text({ metAt: '2026-03-05T12:00:00Z' })).toBe(
    'late, met on 5 March 2026, 12:00 UTC: The first count was wrong.',
  );
  expect(text({})).toBe('late: The first count was wrong.');
  expect(text({ metAt: '2026-03-05T12:00:00Z', lateReasonMissing: true })).toBe(
    'late, met on 5 March 2026, 12:00 UTC, no reason on record',
  );
});

test('the pattern of a group of outcomes is drawn on bars alone: a deadline that is open, too, has no frame', () => {
  expect(STYLE).toContain('i.open{');
  expect(STYLE.match(/(?<![\w)])\.(told|open|missed)\{/g)).toBeNull();
});

test('the time line has the first run and the latest one', () => {
  const run = (id: string, startedAt: string) => ({ id, manifest: 'm', startedAt });
  const labels = (...runs: Findings['runs']) => marksOf(findings({ runs })).map(({ label }) => label);
  const first = run('r1', '2026-03-01T13:00:00.000Z');
  expect(labels(first)).toEqual(['Approved sending began', 'State shown in this report']);
  expect(labels(first, run('r2', '2026-03-01T14:00:00.000Z'), run('r3', '2026-03-01T15:00:00.000Z'))).toEqual(
    ['Approved sending began', 'Latest approved sending began', 'State shown in this report'],
  );
});

test('the time line has the reports to authorities that had been made', () => {
  const report = {
    authority: 'Example Authority',
    type: 'initial',
    submittedAt: '2026-03-02T10:00:00Z',
    caseId: 'EA-77',
  };
  const later = { ...report, type: 'final', submittedAt: '2026-03-02T12:00:01Z' };
  const labels = marksOf(findings({ record: incidentRecord({ reports: [report, later] }) })).map(
    ({ label }) => label,
  );
  expect(labels.filter((label) => label.startsWith('Reported'))).toEqual([
    'Reported to Example Authority (initial, case EA-77)',
  ]);
});

test('page and paper say that it was a rehearsal where they would say "told"', () => {
  const tally = { ...emptyTally() };
  Object.assign(tally.outcomes, { total: 2, delivered: 2 });
  const rehearsed = findings({ tally, record: incidentRecord({ sending: { rehearsal: true } }) });
  for (const text of [evidenceReport(rehearsed), JSON.stringify(reportBlocks(rehearsed, true))]) {
    expect(text).toContain('taken by the simulator, nobody told');
    expect(text).not.toContain('told by mail"');
    expect(text).not.toContain('told by mail</span>');
  }
});

test('after the first step of erasure page and paper say so, and count no companies and countries', () => {
  const tally = emptyTally();
  Object.assign(tally.outcomes, { total: 2, delivered: 2 });
  tally.countries.set('ZZ', { recipients: 2, told: 2, notReached: 0, open: 0 });
  const companies = { total: 1, named: 0, nobodyReachable: 0, shown: [company('')] };
  const erased = findings({ tally, companies, addressesErasedAt: '2027-03-01T12:00:00.000Z' });
  for (const text of [evidenceReport(erased), JSON.stringify(reportBlocks(erased, true))]) {
    expect(text).toContain('were erased as planned on 1 March 2027, 12:00 UTC');
    expect(text.match(/Erased with the addresses\./g)).toHaveLength(2);
    expect(text).not.toMatch(/compan(y|ies) named|not known \(ZZ\)|no company in the file/);
  }
  expect(summaryOf(erased)).toMatchObject({ companies: undefined, countries: undefined });
});

test('people without a company in the file are no company', () => {
  const shortlist = new CompanyShortlist();
  for (const name of ['', 'Example', ' ']) shortlist.add(company(name));
  expect(shortlist.result()).toMatchObject({ total: 3, named: 1 });
});

test('page and paper say how many have two mails or a supplement', () => {
  const tally = {
    ...emptyTally(),
    duplicatePossible: 1,
    supplements: 1200,
    mails: { ids: 3, twice: 0, resent: 2 },
  };
  Object.assign(tally.outcomes, { total: 2, delivered: 2 });
  for (const text of [
    evidenceReport(findings({ tally })),
    JSON.stringify(reportBlocks(findings({ tally }), true)),
  ]) {
    expect(text).toContain('Who may have had two mails of one notice: 1 person.');
    expect(text).toContain('Supplements to people told before: 1,200.');
  }
});

test.each([
  [1, 3, '33.3 %'],
  [1, 100_000, '< 0.1 %'],
  [99_999, 100_000, '> 99.9 %'],
  [0, 5, '0.0 %'],
  [5, 5, '100.0 %'],
])('%i of %i is %s: never all or nothing when it is not', (part, whole, expected) => {
  expect(share(part, whole)).toBe(expected);
});

test('an archive of a thousand files: a hundred lines, those that need somebody first, and where the rest is', () => {
  const lines = (quarantined: number) => ({ total: 2, header: 1, record: 1, blank: 0, quarantined });
  const files = Array.from({ length: 1000 }, (_, i) => ({
    number: `1.${i + 1}`,
    state: 'read',
    droppedAt: AWARE,
    droppedBy: '',
    name: `file-${i}.csv`,
    report: { lines: lines(i === 999 ? 1 : 0), sha256: 'c'.repeat(64) },
  })) as unknown as Findings['files'];
  const checks = Array.from({ length: 1000 }, (_, i) => ({
    name: `equation ${i}`,
    left: 1,
    right: 1,
    ok: i !== 998,
  }));
  const page = evidenceReport(findings({ files, checks, balanced: false }));
  expect(page.match(/<bdi>file-/g)).toHaveLength(100);
  expect(page.indexOf('file-999.csv')).toBeLessThan(page.indexOf('file-0.csv'));
  expect(page).toContain('100 of 1,000; files.json has all of them.');
  expect(page.match(/holds<\/b>/g)).toHaveLength(99);
  expect(page).toContain('100 of 1,000; reconciliation.json has all of them.');
});

test('a rehearsal is called one in the first words of both reports', () => {
  const record = incidentRecord({ sending: { rehearsal: true } });
  for (const report of [evidenceReport, regulatorReport]) {
    expect(report(findings({ record }))).toContain('<strong>THIS WAS A REHEARSAL');
    expect(report(findings({ record: incidentRecord() }))).not.toContain('REHEARSAL');
  }
});

test('a pack that does not balance says so first, and names no more equations than a person can read', () => {
  const broken = { left: 1, right: 2, ok: false };
  const checks = Array.from({ length: 8 }, (_, i) => ({ ...broken, name: `equation ${i}` }));
  const page = evidenceReport(findings({ checks, balanced: false }));
  expect(page).toContain('THIS PACK DOES NOT BALANCE: equation 0 (1 and 2); ');
  expect(page).toContain('equation 4 (1 and 2); and 3 more.</strong>');
});

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
import { GROUPS } from '../../../lambdas/domain/evidence/report/words';
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
    approvals: [],
    log: { entries: 1, head: 'a'.repeat(64) },
    companies: { total: 0, nobodyReachable: 0, shown: [] },
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
  const companies = { total: 1, nobodyReachable: 0, shown: [company('Example')] };
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
  const page = evidenceReport(findings({ companies: { total: 3, nobodyReachable: 0, shown } }));
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
      ['2026-03-03T10:00:00.000Z', 'Due: Rule', 'met, 1 March 2026, 15:00 UTC'],
    ],
  );
});

test('a second run does not seem to begin what the first one has sent', () => {
  const tally = { ...emptyTally(), firstMailAt: AWARE };
  const labels = (startedAt: string) =>
    marksOf(findings({ tally, run: { startedAt } as never })).map(({ label }) => label);
  expect(labels('2026-03-01T11:59:00.000Z')).toContain('Approved sending began');
  expect(labels('2026-03-02T09:00:00.000Z')).toContain('Latest approved sending began');
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

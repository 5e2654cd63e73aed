import type { FileReport, QuarantineRange } from '../../../lambdas/domain/file-report';
import { intakeHolds } from '../../../lambdas/domain/intake/holds';

const report = (
  record: number,
  quarantine: QuarantineRange[],
  unlisted?: FileReport['unlisted'],
): FileReport => {
  const quarantined =
    quarantine.reduce((lines, { line, lineTo }) => lines + lineTo - line + 1, 0) + (unlisted?.lines ?? 0);
  return {
    name: 'list.csv',
    sha256: '',
    bytes: 1,
    encoding: 'utf-8',
    delimiter: ',',
    columns: { company: 1, group: 2, email: 3 },
    ignored: [],
    lines: { total: record + quarantined + 1, header: 1, record, blank: 0, quarantined },
    exposures: record,
    recipients: record,
    quarantine,
    repairs: [],
    unlisted,
  };
};
const lines = (count: number, range: Omit<QuarantineRange, 'line' | 'lineTo'>): QuarantineRange[] =>
  Array.from({ length: count }, (_, at) => ({ line: 2 + at * 10, lineTo: 2 + at * 10, ...range }));
const codes = (...reports: FileReport[]) => intakeHolds(1, reports).map(({ code }) => code);

const ADDRESS = { code: 'no-address' };
const ISOLATED = { code: 'stray-quote', isolated: true };
const HIDDEN = { code: 'hidden-record', isolated: false };

test.each([
  ['nothing', 1_000, [], []],
  ['address errors up to 1 %', 990, lines(10, ADDRESS), []],
  ['address errors above 1 %', 989, lines(11, ADDRESS), ['bad-rows']],
  ['isolated structural faults up to 1 %', 990, lines(10, ISOLATED), []],
  ['isolated structural faults above 1 %', 989, lines(11, ISOLATED), ['structural-quarantine', 'bad-rows']],
  [
    'one isolated fault among address errors above 1 %',
    989,
    [...lines(10, ADDRESS), ...lines(1, ISOLATED)],
    ['structural-quarantine', 'bad-rows'],
  ],
  ['a hidden record, always', 100_000, lines(1, HIDDEN), ['structural-quarantine']],
  ['a file of which nothing could be read', 0, lines(3, ADDRESS), ['bad-rows']],
])('%s', (_, record, quarantine, expected) => {
  expect(codes(report(record, quarantine))).toEqual(expected);
});

test('each file stands for itself: a large good one does not excuse a small bad one', () => {
  expect(codes(report(100_000, []), report(10, lines(1, ADDRESS)))).toEqual(['bad-rows']);
});

test('ranges that a report has no room for count as open', () => {
  expect(codes(report(1_000, lines(2, ADDRESS), { ranges: 9, lines: 9, repairs: 0 }))).toEqual(['bad-rows']);
});

test('ranges that are decided are taken out by the caller and hold no longer', () => {
  const decided = { ...report(100, lines(5, HIDDEN)), quarantine: [] };
  expect(codes(decided)).toEqual([]);
});

test('the detail has numbers and no names', () => {
  const [hold] = intakeHolds(1, [report(10, lines(1, HIDDEN))]);
  expect(hold?.detail).toBe('file 1: 1 line that may hide people awaits a decision');
});

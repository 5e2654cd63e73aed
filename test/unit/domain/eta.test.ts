import { etaOf } from '../../../lambdas/domain/eta';
import { isSettled } from '../../../lambdas/domain/settled';

const now = new Date('2026-01-01T00:00:00Z');
const hours = (date: Date) => (date.getTime() - now.getTime()) / 3_600_000;

describe('the time of the last mail is known before anyone approves', () => {
  test('the rate decides while the day has room', () => {
    const quota = { maxSendRate: 14, max24HourSend: 50_000, sentLast24Hours: 0 };
    expect(hours(etaOf(5_600, quota, now))).toBeCloseTo(5_600 / (14 * 0.97) / 3600);
  });

  test('the daily quota decides for a million at 14 a second: 20 days less the first', () => {
    const quota = { maxSendRate: 14, max24HourSend: 50_000, sentLast24Hours: 0 };
    expect(hours(etaOf(1_000_000, quota, now)) / 24).toBe(19);
  });

  test('5,600 mails are 28 days in the sandbox, the first 200 of them today', () => {
    const quota = { maxSendRate: 1, max24HourSend: 200, sentLast24Hours: 0 };
    expect(hours(etaOf(5_600, quota, now)) / 24).toBe(27);
  });

  test('-1 is no limit', () => {
    const quota = { maxSendRate: 1000, max24HourSend: -1, sentLast24Hours: 9e9 };
    expect(hours(etaOf(3_600_000, quota, now))).toBeLessThan(1.1);
  });
});

describe('a run ends only when nobody can still change by himself', () => {
  const patience = { graceSeconds: 60, evidenceWindowSeconds: 100 };
  const at = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
  test.each([
    ['pending', undefined, false],
    ['claimed', { claimedAt: at(999) }, false],
    ['delivered', { claimedAt: at(1) }, true],
    ['sent', { claimedAt: at(99), sentAt: at(99) }, false],
    ['sent', { claimedAt: at(101), sentAt: at(101) }, true],
    ['delayed', { claimedAt: at(50) }, false],
    ['unknown', { claimedAt: at(59), unknownAt: at(59) }, false],
    ['unknown', { claimedAt: at(61), unknownAt: at(61) }, true],
    ['unknown', { claimedAt: at(2), unknownAt: at(2), unknownFinalAt: at(1) }, true],
  ] as const)('%s %j -> %s', (outcome, notice, settled) => {
    expect(isSettled(outcome, notice, now, patience)).toBe(settled);
  });
});

import fc from 'fast-check';
import { SendLimits } from '../../../../local/services/ses/limits';

const HOUR = 3_600_000;
const clockAt = (at: number) => ({ at });

function accepted(limits: SendLimits, recipients = 1): boolean {
  try {
    limits.take(recipients, recipients);
    return true;
  } catch {
    return false;
  }
}

describe('the sending rate is a bucket of one second', () => {
  test('an even pace at exactly the rate is never throttled', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (maxSendRate) => {
        const clock = clockAt(1e12);
        const limits = new SendLimits({ maxSendRate, max24HourSend: -1 }, () => clock.at);
        for (let n = 0; n < 3 * maxSendRate; n++) {
          clock.at = 1e12 + (n * 1000) / maxSendRate;
          expect(accepted(limits)).toBe(true);
        }
      }),
    );
  });

  test('however calls are spread, a span of time never takes more than its rate and one bucket', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), gaps, (maxSendRate, waits) => {
        const clock = clockAt(0);
        const limits = new SendLimits({ maxSendRate, max24HourSend: -1 }, () => clock.at);
        let taken = 0;
        for (const wait of waits) {
          clock.at += wait;
          if (accepted(limits)) taken += 1;
          expect(taken).toBeLessThanOrEqual(maxSendRate + (clock.at / 1000) * maxSendRate + 1e-3);
        }
      }),
    );
  });

  test('one call to several recipients goes into debt, which the next ones pay', () => {
    const clock = clockAt(0);
    const limits = new SendLimits({ maxSendRate: 1, max24HourSend: -1 }, () => clock.at);
    expect(accepted(limits, 5)).toBe(true);
    clock.at = 4_900;
    expect(accepted(limits)).toBe(false);
    clock.at = 5_000;
    expect(accepted(limits)).toBe(true);
  });

  test('a new rate holds at once', () => {
    const limits = new SendLimits({ maxSendRate: 100, max24HourSend: -1 }, () => 0);
    limits.change({ maxSendRate: 2 });
    expect([accepted(limits), accepted(limits), accepted(limits)]).toEqual([true, true, false]);
  });
});

describe('the quota is a rolling 24 hours', () => {
  test('mails of a day ago make room, those of an hour ago do not', () => {
    const clock = clockAt(0);
    const limits = new SendLimits({ maxSendRate: 100, max24HourSend: 3 }, () => clock.at);
    expect([accepted(limits), accepted(limits)]).toEqual([true, true]);
    clock.at = 12 * HOUR;
    expect([accepted(limits), accepted(limits)]).toEqual([true, false]);
    clock.at = 24 * HOUR + 60_000;
    expect(limits.sentLast24Hours()).toBe(1);
    expect([accepted(limits), accepted(limits), accepted(limits)]).toEqual([true, true, false]);
  });

  test('mails to the simulator pass a quota that is used up', () => {
    const limits = new SendLimits({ maxSendRate: 100, max24HourSend: 0 }, () => 0);
    expect(accepted(limits)).toBe(false);
    expect(() => limits.take(1, 0)).not.toThrow();
  });

  test('a refused call uses up neither limit', () => {
    const clock = clockAt(0);
    const limits = new SendLimits({ maxSendRate: 1, max24HourSend: 2 }, () => clock.at);
    expect([accepted(limits), accepted(limits), accepted(limits)]).toEqual([true, false, false]);
    expect(limits.sentLast24Hours()).toBe(1);
    clock.at = 1_000;
    expect(accepted(limits)).toBe(true);
  });
});

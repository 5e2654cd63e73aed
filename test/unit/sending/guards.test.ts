import { BackOff, RefusalBrake, UnknownBrake } from '../../../lambdas/domain/sending/brakes';
import { noReputation, observe, type Reputation, tripped } from '../../../lambdas/domain/sending/breaker';
import { FlightWindow } from '../../../lambdas/domain/sending/flight-window';
import { headroom, ownSent, remember, resumeAt } from '../../../lambdas/domain/sending/quota';

/** Final events one by one; `hard` says which of them are hard bounces. @returns when the breaker trips. */
function play(count: number, hard: (n: number) => boolean, complaint: (n: number) => boolean = () => false) {
  let history = [noReputation];
  const now: Reputation = { ...noReputation };
  for (let n = 1; n <= count; n++) {
    now.finals++;
    if (hard(n)) now.hardBounces++;
    if (complaint(n)) now.complaints++;
    history = observe(history, { ...now });
    if (tripped(history, now)) return n;
  }
  return undefined;
}

describe('breaker', () => {
  test('the 14th hard bounce within the first 200 stops the run', () => {
    expect(play(200, (n) => n % 10 === 0)).toBe(140);
    expect(play(200, (n) => n % 16 === 0)).toBeUndefined();
  });
  test('5 % of the last 1,000 stop it, however good the mails before were', () => {
    const at = play(20_000, (n) => n > 10_000 && n % 15 === 0);
    expect(at).toBeGreaterThan(10_700);
    expect(at).toBeLessThan(11_100);
  });
  test('4 % do not', () => {
    expect(play(10_000, (n) => n % 25 === 0)).toBeUndefined();
  });
  test('complaints count from 2,000 mails on, at 0.1 %', () => {
    expect(
      play(
        1_999,
        () => false,
        (n) => n % 500 === 0,
      ),
    ).toBeUndefined();
    expect(
      play(
        3_000,
        () => false,
        (n) => n % 500 === 0,
      ),
    ).toBe(2_000);
  });
  test('who resumes begins a new count', () => {
    const now = { finals: 150, hardBounces: 20, complaints: 0 };
    expect(tripped([noReputation], now)).toBeDefined();
    expect(tripped([now], now)).toBeUndefined();
  });
  test('memory is bounded: snapshots a hundred finals apart, a thousand back', () => {
    let history = [noReputation];
    for (let finals = 1; finals <= 50_000; finals++) history = observe(history, { ...noReputation, finals });
    expect(history.length).toBeLessThan(15);
  });
});

describe('quota', () => {
  const now = new Date('2023-06-30T12:00:00Z');
  test('the larger of SES\u2019s count and ours is believed, less a reserve, shared by the lanes', () => {
    const quota = { max24HourSend: 1000, sentLast24Hours: 300 };
    expect(headroom(quota, 0, 0.1, 2)).toBe(300);
    expect(headroom(quota, 500, 0.1, 2)).toBe(200);
    expect(headroom(quota, 2_000, 0.1, 2)).toBe(0);
  });
  test('-1 is no limit', () => {
    expect(headroom({ max24HourSend: -1, sentLast24Hours: 9 }, 9, 0.5, 3)).toBe(Number.POSITIVE_INFINITY);
  });
  test('own mails leave the window after 24 hours, to the step', () => {
    const window = remember({}, 5, now);
    const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);
    expect(ownSent(window, hours(23))).toBe(5);
    expect(ownSent(window, hours(25))).toBe(0);
    expect(Object.keys(remember(window, 1, hours(25)))).toHaveLength(1);
  });
  test('waiting ends when the own oldest step leaves the window', () => {
    const window = remember({}, 5, now);
    const later = new Date(now.getTime() + 3_600_000);
    expect(resumeAt(window, { max24HourSend: 5, sentLast24Hours: 5 }, later).toISOString()).toBe(
      '2023-07-01T12:10:00.000Z',
    );
  });
  test('or soon, when others send too and nobody can say when theirs does', () => {
    expect(resumeAt({}, { max24HourSend: 5, sentLast24Hours: 5 }, now).toISOString()).toBe(
      '2023-06-30T12:15:00.000Z',
    );
  });
});

describe('brakes', () => {
  test('five refusals in a row stop the run, four with an acceptance between do not', () => {
    const brake = new RefusalBrake();
    const four = () => [1, 2, 3, 4].map(() => brake.refusedOne());
    expect(four()).toEqual([undefined, undefined, undefined, undefined]);
    brake.accepted();
    expect(four().at(-1)).toBeUndefined();
    expect(brake.refusedOne()).toContain('5 mails in a row');
  });
  test('more than 1 % of at least 500 stop it too', () => {
    const brake = new RefusalBrake();
    let why: string | undefined;
    let tried = 0;
    while (!why && tried < 2_000) {
      tried++;
      if (tried % 50 === 0) why = brake.refusedOne();
      else brake.accepted();
    }
    expect(tried).toBe(500);
  });
  test('25 lost answers in a row hold the sender; each proof doubles the credit', () => {
    const brake = new UnknownBrake<number>();
    const lose = (count: number) => Array.from({ length: count }, (_, n) => brake.unknownOne(n));
    lose(24);
    expect(brake.inDoubt).toHaveLength(0);
    brake.clear();
    lose(25);
    expect(brake.inDoubt).toHaveLength(25);
    brake.proved();
    lose(49);
    expect(brake.inDoubt).toHaveLength(0);
    lose(1);
    expect(brake.inDoubt).toHaveLength(50);
  });
  test('backing off doubles from half a second to 30 s, and mails under way together count once', () => {
    const backOff = new BackOff();
    backOff.trouble(0);
    backOff.trouble(100);
    expect(backOff.remaining(0)).toBe(500);
    backOff.trouble(500);
    expect(backOff.remaining(500)).toBe(1_000);
    for (let now = 2_000; now < 1e6; now += 31_000) backOff.trouble(now);
    expect(backOff.remaining(0)).toBeLessThan(1e6 + 30_001);
    backOff.fine();
    expect(backOff.inTrouble).toBe(false);
  });
});

describe('mails under way', () => {
  test('few while they take long, more again when they do not', () => {
    const window = new FlightWindow(160);
    for (let now = 0; now < 20_000; now += 100) window.landed(4_000, now);
    expect(window.room).toBe(4);
    for (let n = 0; n < 1_000; n++) window.landed(100, 20_000);
    expect(window.room).toBe(160);
  });
  test('mails that waited together count once', () => {
    const window = new FlightWindow(160);
    const before = window.room;
    for (let n = 0; n < 100; n++) window.landed(4_000, 1_000);
    expect(window.room).toBeGreaterThan(before / 2);
  });
});

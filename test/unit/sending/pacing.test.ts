import fc from 'fast-check';
import { CAP, lanesFor, Pacer } from '../../../lambdas/domain/sending/pacer';

/** Slots taken over so many seconds by a sender that is always ready. */
function slots(pacer: Pacer, seconds: number, onSlot: (at: number) => void = () => {}): number[] {
  const taken: number[] = [];
  for (let now = 0; ; now = taken.at(-1) ?? 0) {
    const slot = Math.max(now, pacer.slot(now));
    if (slot >= seconds * 1000) return taken;
    taken.push(slot);
    onSlot(slot);
  }
}

test.each([14, 50, 125])('at %s a second at least 97 %% of the share is used', (rate) => {
  expect(slots(new Pacer(rate), 600).length).toBeGreaterThanOrEqual(0.97 * rate * 600);
});

test('never more than the cap, over any second, from a sender that is always ready', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), (rate) => {
      const taken = slots(new Pacer(rate), 60);
      for (let from = 0, to = 0; to < taken.length; to++) {
        while ((taken[from] ?? 0) <= (taken[to] ?? 0) - 1000) from++;
        expect(to - from + 1).toBeLessThanOrEqual(Math.floor(rate * CAP) + 1);
      }
    }),
    { numRuns: 30 },
  );
});

test('spacing is even', () => {
  const taken = slots(new Pacer(50), 10);
  const gaps = taken.slice(1).map((slot, at) => slot - (taken[at] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(22);
  expect(Math.min(...gaps)).toBeGreaterThan(19);
});

test('a pause is not made up for by a burst', () => {
  const pacer = new Pacer(100);
  pacer.slot(0);
  const after = Array.from({ length: 50 }, () => pacer.slot(60_000));
  expect(after.filter((slot) => slot <= 60_000)).toHaveLength(1);
});

test('a refusal for the rate cuts the pace by 2 %, at most once a second', () => {
  const pacer = new Pacer(100);
  pacer.throttled(0);
  pacer.throttled(500);
  expect(pacer.pace).toBeCloseTo(97 * 0.98);
  pacer.throttled(1_000);
  expect(pacer.pace).toBeCloseTo(97 * 0.98 ** 2);
});

test('the pace finds a limit below the one we were told, and keeps close to it', () => {
  const real = 80;
  let tokens = real;
  let last = 0;
  let throttled = 0;
  const pacer = new Pacer(100);
  const taken = slots(pacer, 900, (at) => {
    tokens = Math.min(real, tokens + ((at - last) / 1000) * real);
    last = at;
    if (tokens >= 1) tokens--;
    else {
      throttled++;
      pacer.throttled(at);
    }
  });
  const settled = taken.filter((at) => at > 300_000);
  expect(settled.length / 600).toBeGreaterThan(0.9 * real);
  expect(throttled / taken.length).toBeLessThan(0.03);
});

test('a changed limit moves the pace with it', () => {
  const pacer = new Pacer(100);
  pacer.setShare(50);
  expect(pacer.pace).toBeCloseTo(48.5);
});

test.each([
  [1, 1],
  [14, 1],
  [150, 1],
  [151, 2],
  [500, 4],
  [2000, 14],
])('%s a second is shared by %s lanes', (rate, lanes) => {
  expect(lanesFor(rate)).toBe(lanes);
});

test('no lane without a shard to walk', () => {
  expect(lanesFor(2000, 4)).toBe(4);
});

import { isDeadClaim, isGraceOver, isOpen, resendCap } from '../../../lambdas/domain/sending/unknowns';

const now = new Date('2023-06-29T15:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
const claim = { run: 'r1', lane: 0, slice: 3, claimedAt: ago(100) };
const lane = { run: 'r1', lane: 0, slice: 3, state: 'running', heartbeatAt: ago(1) };
const limits = { stallSeconds: 90, staleSeconds: 60 };
const dead = (claimed: object, at: object) =>
  isDeadClaim({ ...claim, ...claimed }, { ...lane, ...at }, now, limits);

test.each([
  ['its slice lives', {}, {}, false],
  ['its slice gives no sign of life', {}, { heartbeatAt: ago(91) }, true],
  ['a later slice is at work', { slice: 2 }, {}, true],
  ['its lane has ended cleanly', {}, { state: 'drained' }, true],
  ['its run is over', { run: 'r0' }, {}, true],
  ['it is too young to tell', { claimedAt: ago(59), slice: 2 }, {}, false],
  ['it is settled', { sentAt: ago(50), slice: 2 }, {}, false],
  ['it is unknown already', { unknownAt: ago(50), slice: 2 }, {}, false],
])('a claim when %s (dead: %s)', (_when, claimed, at, expected) => {
  expect(dead(claimed, at)).toBe(expected);
});

test('the grace begins with the doubt and ends with evidence or a final word', () => {
  const doubt = { ...claim, unknownAt: ago(30) };
  expect(isGraceOver(doubt, now, 31)).toBe(false);
  expect(isGraceOver(doubt, now, 30)).toBe(true);
  expect(isGraceOver({ ...doubt, deliveredAt: ago(1) }, now, 30)).toBe(false);
  expect(isGraceOver({ ...doubt, unknownFinalAt: ago(1) }, now, 30)).toBe(false);
});

test('a shard stays open for claims and doubts, and for nothing else', () => {
  expect(isOpen(claim)).toBe(true);
  expect(isOpen({ ...claim, unknownAt: ago(3) })).toBe(true);
  expect(isOpen({ ...claim, unknownAt: ago(3), unknownFinalAt: ago(1) })).toBe(false);
  expect(isOpen({ ...claim, sentAt: ago(3) })).toBe(false);
});

test('a policy resends a tenth of a percent, or one', () => {
  expect([1, 999, 1_000, 5_600, 1_000_000].map(resendCap)).toEqual([1, 1, 1, 5, 1000]);
});

import fc from 'fast-check';
import { pseudonymous, pseudonymousDrop } from '../../../lambdas/domain/evidence/erasure';
import { closedSince, type RetentionFacts, retentionPlan } from '../../../lambdas/domain/evidence/retention';
import { incidentItems, itemsOfPerson, personOf } from '../../support/export-fixture';

const DAYS = { rawFileDays: 30, addressDays: 365, recordDays: 1826 };
const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);
const facts = (over: Partial<RetentionFacts> = {}): RetentionFacts => ({
  phase: 'done',
  openedAt: day(0).toISOString(),
  endedAt: day(2).toISOString(),
  drops: [{ drop: 'a', state: 'read', droppedAt: day(1).toISOString() }],
  ...over,
});
const steps = (over: Partial<RetentionFacts>, at: number) =>
  retentionPlan(facts(over), DAYS, day(at)).due.map(({ step }) => step);

test('the raw file goes after 30 days, addresses after 12 months, the record after 5 years', () => {
  expect(steps({}, 30)).toEqual([]);
  expect(steps({}, 31)).toEqual(['raw-file']);
  expect(steps({}, 366)).toEqual(['raw-file']);
  expect(steps({}, 367)).toEqual(['raw-file', 'addresses']);
  expect(steps({}, 1828)).toEqual(['raw-file', 'addresses', 'record']);
});

test('what is done is not done again, and the plan says when it is worth looking next', () => {
  const drops = facts().drops.map((drop) => ({ ...drop, destroyedAt: day(31).toISOString() }));
  const plan = retentionPlan(facts({ drops }), DAYS, day(40));
  expect(plan).toEqual({ due: [], blocked: [], nextAt: day(367).toISOString() });
  const all = facts({
    drops,
    addressesErasedAt: day(367).toISOString(),
    recordErasedAt: day(1828).toISOString(),
  });
  expect(retentionPlan(all, DAYS, day(9999))).toEqual({ due: [], blocked: [] });
});

test('a late drop starts the waiting again', () => {
  const drops = [...facts().drops, { drop: 'b', state: 'read' as const, droppedAt: day(300).toISOString() }];
  expect(steps({ drops }, 400)).toEqual(['raw-file', 'raw-file']);
  expect(steps({ drops }, 665)).toContain('addresses');
});

test.each(['received', 'reading', 'refused', 'held'] as const)(
  'a file in state %s is never destroyed unread, and the plan says so',
  (state) => {
    const plan = retentionPlan(
      facts({ drops: [{ drop: 'a', state, droppedAt: day(1).toISOString() }] }),
      DAYS,
      day(5000),
    );
    expect(plan.due.map(({ step }) => step)).not.toContain('raw-file');
    expect(plan.blocked).toContainEqual({ step: 'raw-file', drop: 'a', because: expect.any(String) });
  },
);

test.each(['draft', 'review', 'sending', 'paused'] as const)('nothing is destroyed in phase %s', (phase) => {
  const { due, blocked } = retentionPlan(facts({ phase }), DAYS, day(5000));
  expect(due).toEqual([]);
  expect(blocked.map(({ step }) => step)).toEqual(['raw-file', 'addresses', 'record']);
});

test('an incident in which nothing was sent ends when somebody closes it', () => {
  const closed = { phase: 'review', endedAt: undefined, closedAt: day(10).toISOString() } as const;
  expect(steps(closed, 374)).toEqual(['raw-file']);
  expect(steps(closed, 375)).toEqual(['raw-file', 'addresses']);
});

test('a file that came after the closing opens the incident again; the future closes nothing', () => {
  const closedAt = '2026-01-11T01:00:00+01:00';
  const drop = (n: number) => ({ receivedAt: day(n).toISOString() });
  expect(closedSince(closedAt, [drop(1)], day(20))).toBe(day(10).toISOString());
  expect(closedSince(closedAt, [drop(1), drop(11)], day(20))).toBeUndefined();
  expect(closedSince(closedAt, [drop(1)], day(9))).toBeUndefined();
  expect(closedSince(undefined, [], day(20))).toBeUndefined();
});

test.each(['refused', 'held'] as const)('setting aside is the word on a file in state %s', (state) => {
  const drops = [{ drop: 'a', state, droppedAt: day(1).toISOString(), setAside: true }];
  expect(steps({ drops }, 31)).toEqual(['raw-file']);
});

test.each(['refused', 'held'] as const)('so is closing the incident, for a file in state %s', (state) => {
  const drops = [{ drop: 'a', state, droppedAt: day(1).toISOString() }];
  expect(steps({ drops, closedAt: day(2).toISOString() }, 31)).toEqual(['raw-file']);
});

test('addresses and record wait for a file that nobody could read, but not for one held after erasure', () => {
  const drop = (state: 'refused' | 'held') => [{ drop: 'a', state, droppedAt: day(1).toISOString() }];
  expect(steps({ drops: drop('refused') }, 5000)).toEqual([]);
  expect(steps({ drops: drop('held') }, 5000)).toContain('addresses');
});

test('a legal hold stops every step and says so; without it all of it is due at once', () => {
  const { due, blocked } = retentionPlan(facts({ legalHold: 'court' }), DAYS, day(5000));
  expect(due).toEqual([]);
  expect(blocked).toHaveLength(3);
  for (const { because } of blocked) expect(because).toContain('legalHold');
  expect(steps({}, 5000)).toEqual(['raw-file', 'addresses', 'record']);
});

test('a file that came after erasure delays neither step', () => {
  const held = { drop: 'late', state: 'held', droppedAt: day(1000).toISOString() } as const;
  const drops = [...facts().drops, held];
  expect(steps({ drops, addressesErasedAt: day(367).toISOString() }, 1828)).toContain('record');
});

test('whatever the settings, the key is never destroyed before the addresses, and nothing before its time', () => {
  const settings = fc.record({
    rawFileDays: fc.integer({ min: 1, max: 4000 }),
    addressDays: fc.integer({ min: 1, max: 4000 }),
    recordDays: fc.integer({ min: 1, max: 4000 }),
  });
  fc.assert(
    fc.property(settings, fc.integer({ min: 0, max: 9000 }), (days, at) => {
      const due = retentionPlan(facts(), days, day(at)).due;
      const order = due.map(({ step }) => step);
      if (order.includes('record')) expect(order.indexOf('addresses')).toBeLessThan(order.indexOf('record'));
      if (order.includes('record')) expect(order).toContain('addresses');
      for (const { dueAt } of due) expect(Date.parse(dueAt)).toBeLessThanOrEqual(day(at).getTime());
    }),
  );
});

test('after the first step no item of the fixture holds an address, a company, a group or text of the file', () => {
  const kinds: Record<string, Parameters<typeof pseudonymous>[0]> = { X: 'exposure', N: 'notice' };
  const left: unknown[] = [];
  for (let i = 0; i < 16; i++) {
    for (const item of itemsOfPerson(i)) {
      const kind = item.pk.includes('#E') ? 'event' : kinds[item.sk.split('#')[1]![0]!]!;
      left.push(pseudonymous(kind, item) ?? item);
    }
  }
  const found = (field: string) => incidentItems(16).find((item) => field in item)!;
  left.push(pseudonymousDrop(found('custody') as never), pseudonymous('quarantine', found('lineTo')));
  const text = JSON.stringify(left);
  for (let i = 0; i < 16; i++) {
    const { address, company, group, rid } = personOf(i);
    for (const value of [address, JSON.stringify(company).slice(1, -1), group])
      expect(text).not.toContain(value);
    expect(text).toContain(rid);
  }
  for (const value of ['phish.example', 'list.csv', 'Firma']) expect(text).not.toContain(value);
});

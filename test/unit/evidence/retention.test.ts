import fc from 'fast-check';
import { pseudonymous, pseudonymousDrop } from '../../../lambdas/domain/evidence/erasure';
import { type RetentionFacts, retentionPlan } from '../../../lambdas/domain/evidence/retention';
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

test.each(['sending', 'paused'] as const)('nobody is erased while the run is %s', (phase) => {
  expect(steps({ phase }, 5000)).toEqual(['raw-file']);
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
  const [, drop, quarantined] = incidentItems(16);
  left.push(pseudonymousDrop(drop as never), pseudonymous('quarantine', quarantined!));
  const text = JSON.stringify(left);
  for (let i = 0; i < 16; i++) {
    const { address, company, group, rid } = personOf(i);
    for (const value of [address, JSON.stringify(company).slice(1, -1), group])
      expect(text).not.toContain(value);
    expect(text).toContain(rid);
  }
  for (const value of ['phish.example', 'list.csv', 'Firma']) expect(text).not.toContain(value);
});

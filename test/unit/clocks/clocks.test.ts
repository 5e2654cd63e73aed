import fc from 'fast-check';
import { businessDaysAfter } from '../../../lambdas/domain/clocks/business-days';
import { type ClockInput, clocksOf, dueAt, nextDue } from '../../../lambdas/domain/clocks/clocks';
import { CLOCK_RULES } from '../../../lambdas/domain/clocks/rules';

const AWARE = '2026-03-06T22:30:00.000Z';
const input = (over: Partial<ClockInput> = {}): ClockInput => ({
  starts: { awareAt: AWARE },
  countries: new Map([
    ['DE', 10],
    ['TW', 3],
  ]),
  decisions: [],
  contracts: [],
  now: new Date('2026-03-07T00:00:00.000Z'),
  ...over,
});
const clockOf = (rule: string, over: Partial<ClockInput> = {}) =>
  clocksOf(CLOCK_RULES, input(over)).find((clock) => clock.rule === rule)!;

test('every rule has a source, the day it was looked at, and a date or a status that says it is not in force', () => {
  expect(CLOCK_RULES.length).toBeGreaterThan(15);
  expect(new Set(CLOCK_RULES.map(({ id }) => id)).size).toBe(CLOCK_RULES.length);
  for (const rule of CLOCK_RULES) {
    expect(rule.source).toMatch(/^https?:\/\//);
    expect(rule.checked).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(['in force', 'proposal', 'draft']).toContain(rule.status);
    if (rule.inForceFrom) expect(rule.inForceFrom <= rule.checked).toBe(true);
    else expect(rule.status !== 'in force' || rule.when.includes('has to be checked')).toBe(true);
    for (const country of rule.countries) expect(country).toMatch(/^[A-Z]{2}$/);
  }
});

test('72 hours are 72 hours, over a weekend and a change to summer time', () => {
  expect(clockOf('gdpr-33').dueAt).toBe('2026-03-09T22:30:00.000Z');
  expect(dueAt('2026-03-28T12:00:00.000Z', { hours: 72 })).toBe('2026-03-31T12:00:00.000Z');
});

test('a time with an offset starts the same clock as its UTC form', () => {
  expect(clockOf('gdpr-33', { starts: { awareAt: '2026-03-06T23:30:00+01:00' } }).dueAt).toBe(
    '2026-03-09T22:30:00.000Z',
  );
});

test('a rule is proposed where recipients appear to be, and only while it is in force', () => {
  expect(clockOf('gdpr-33')).toMatchObject({
    proposed: true,
    applies: undefined,
    because: '10 recipients appear to be in these countries',
  });
  expect(clockOf('uk-gdpr-33')).toMatchObject({
    proposed: false,
    because: 'no recipient appears to be in GB',
  });
  expect(clockOf('gdpr-33-omnibus')).toMatchObject({ proposed: false, because: 'not in force (proposal)' });
  expect(clockOf('tw-pdpa-draft-72h')).toMatchObject({ proposed: false });
});

test('one recipient appears, two appear', () => {
  const { because } = clockOf('us-ca-residents', { countries: new Map([['US', 1]]) });
  expect(because).toContain('1 recipient appears to be in US; ');
});

test('where an address cannot tell the place, the rule is shown and left to a person', () => {
  const clock = clockOf('us-ca-residents', { countries: new Map([['US', 900]]) });
  expect(clock).toMatchObject({
    proposed: false,
    because: '900 recipients appear to be in US; how many in US-CA is not known',
  });
});

test('four business days skip the weekend and a holiday, and end at 17:30 in New York', () => {
  // decided on Monday; Friday, 3 July, is the observed Independence Day (4 July is a Saturday)
  expect(dueAt('2026-06-29T15:00:00.000Z', { businessDays: 4, calendar: 'us-federal' })).toBe(
    '2026-07-06T21:30:00.000Z',
  );
  // the evening of Friday in New York is Saturday in UTC: the day that does not count is the Friday
  expect(dueAt('2026-02-07T01:00:00.000Z', { businessDays: 4, calendar: 'us-federal' })).toBe(
    '2026-02-12T22:30:00.000Z',
  );
  // New Year's Day 2028 is a Saturday: observed on Friday, 31 December 2027
  expect(dueAt('2027-12-30T15:00:00.000Z', { businessDays: 1, calendar: 'us-federal' })).toBe(
    '2028-01-03T22:30:00.000Z',
  );
});

test('more business days are never earlier, and the end is never a Saturday or Sunday', () => {
  const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 15 }), (start, days) => {
      const end = businessDaysAfter(start, days, 'us-federal');
      expect(end.getTime()).toBeGreaterThan(start.getTime());
      expect(businessDaysAfter(start, days + 1, 'us-federal').getTime()).toBeGreaterThan(end.getTime());
      const local = new Intl.DateTimeFormat('en', {
        timeZone: 'America/New_York',
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }).format(end);
      expect(local).toMatch(/^(Mon|Tue|Wed|Thu|Fri)/);
      expect(local).toContain('17:30');
    }),
  );
});

test('one month after the 31st is the last day of a shorter month', () => {
  expect(dueAt('2026-01-31T10:00:00.000Z', { months: 1 })).toBe('2026-02-28T10:00:00.000Z');
  expect(dueAt('2028-01-31T10:00:00.000Z', { months: 1 })).toBe('2028-02-29T10:00:00.000Z');
});

test('a clock that passed unmet, or was met late, asks for a reason until one is on record', () => {
  const now = new Date('2026-03-12T00:00:00.000Z');
  expect(clockOf('gdpr-33', { now })).toMatchObject({ late: true, lateReasonMissing: true });
  const met = { rule: 'gdpr-33', applies: true, metAt: '2026-03-09T22:00:00.000Z' };
  expect(clockOf('gdpr-33', { now, decisions: [met] })).toMatchObject({
    late: false,
    lateReasonMissing: false,
  });
  const late = { ...met, metAt: '2026-03-10T00:00:00.000Z' };
  expect(clockOf('gdpr-33', { now, decisions: [late] })).toMatchObject({
    late: true,
    lateReasonMissing: true,
  });
  expect(clockOf('gdpr-33', { now, decisions: [{ ...late, lateReason: 'Scope unclear' }] })).toMatchObject({
    late: true,
    lateReasonMissing: false,
  });
});

test('a time that still lies ahead is a plan: nothing was met by it yet', () => {
  const planned = { rule: 'gdpr-33', applies: true, metAt: '2026-03-09T22:00:00.000Z' };
  const at = (time: string) => clockOf('gdpr-33', { now: new Date(time), decisions: [planned] });
  expect(at('2026-03-09T21:59:59.000Z')).toMatchObject({ metAt: undefined, late: false });
  expect(at('2026-03-09T22:00:00.000Z')).toMatchObject({ metAt: planned.metAt, late: false });
});

test('a person’s no takes a rule out, a person’s yes puts one in', () => {
  const now = new Date('2026-04-12T00:00:00.000Z');
  const decisions = [
    { rule: 'gdpr-33', applies: false, why: 'Not the controller' },
    { rule: 'us-ca-residents', applies: true },
  ];
  const clocks = clocksOf(CLOCK_RULES, input({ now, decisions }));
  expect(clocks.find(({ rule }) => rule === 'gdpr-33')).toMatchObject({ late: false, applies: false });
  expect(clocks.find(({ rule }) => rule === 'us-ca-residents')).toMatchObject({ late: true, applies: true });
});

test('the next deadline is the earliest open one that applies or is proposed; contracts count', () => {
  const contracts = [{ name: 'Customer agreement', hours: 24 }];
  expect(nextDue(clocksOf(CLOCK_RULES, input({ contracts })))).toEqual({
    name: 'Customer agreement',
    at: new Date('2026-03-07T22:30:00.000Z'),
  });
  expect(nextDue(clocksOf(CLOCK_RULES, input()))).toMatchObject({ name: 'GDPR Art. 33' });
  expect(nextDue(clocksOf(CLOCK_RULES, input({ countries: new Map() })))).toBeUndefined();
});

test('without its starting moment a clock does not run', () => {
  expect(clockOf('us-sec-8k-105', { countries: new Map([['US', 5]]) })).toMatchObject({
    startsAt: undefined,
    dueAt: undefined,
    late: false,
  });
});

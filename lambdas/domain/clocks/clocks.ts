import { plural } from '../plural';
import { businessDaysAfter } from './business-days';
import type { ClockRule, ClockStart, Within } from './rules';

/** What a person said about one rule, in the incident record. */
export interface ClockDecision {
  rule: string;
  applies: boolean;
  why?: string;
  metAt?: string;
  lateReason?: string;
  reference?: string;
}

/** A deadline of a contract: hours or days from awareness. */
export interface ContractClock {
  name: string;
  hours: number;
}

/** One line of the clocks' table. */
export interface Clock {
  rule: string;
  regime: string;
  tells: string;
  version: string;
  status: ClockRule['status'] | 'contract';
  source?: string;
  checked?: string;
  when: string;
  startsFrom: ClockStart;
  startsAt?: string;
  /** Undefined without a start, or where the rule names no period. */
  dueAt?: string;
  /** Our guess from where the recipients are; never a statement that the law applies. */
  proposed: boolean;
  because: string;
  /** A person's answer; undefined while nobody gave one. */
  applies?: boolean;
  why?: string;
  metAt?: string;
  reference?: string;
  late: boolean;
  lateReason?: string;
  lateReasonMissing: boolean;
}

export interface ClockInput {
  starts: Partial<Record<ClockStart, string>>;
  /** Recipients by ISO 3166 code. */
  countries: ReadonlyMap<string, number>;
  decisions: readonly ClockDecision[];
  contracts: readonly ContractClock[];
  now: Date;
}

/** All clocks of an incident as of `now`, with what people decided about each. */
export function clocksOf(rules: readonly ClockRule[], input: ClockInput): Clock[] {
  const legal = rules.map((rule) => {
    const affected = rule.countries.reduce((sum, code) => sum + (input.countries.get(code) ?? 0), 0);
    const enough = affected >= (rule.atLeast ?? 1);
    const proposed = enough && rule.status === 'in force' && !rule.subdivision && !rule.dependsOn;
    return clock(rule, proposed, because(rule, affected), input);
  });
  const contracts = input.contracts.map((contract, index) =>
    clock(contractRule(contract, index + 1), true, 'agreed with the customer', input),
  );
  return [...legal, ...contracts];
}

/** The first deadline still to be met, of those that apply or that nobody has ruled out; for holds and the report. */
export function nextDue(clocks: readonly Clock[]): { name: string; at: Date } | undefined {
  const open = clocks.filter(
    ({ applies, proposed, dueAt, metAt }) => dueAt && !metAt && (applies ?? proposed),
  );
  const [first] = open.toSorted((a, b) => (a.dueAt! < b.dueAt! ? -1 : 1));
  return first && { name: first.regime, at: new Date(first.dueAt!) };
}

/** When a period that starts at `startsAt` ends. Elapsed time for hours and days; months keep the day if there is one. */
export function dueAt(startsAt: string, within: Within): string | undefined {
  const start = new Date(startsAt);
  if (within.businessDays !== undefined) {
    return businessDaysAfter(start, within.businessDays, within.calendar ?? '').toISOString();
  }
  if (within.months !== undefined) return addMonths(start, within.months).toISOString();
  const hours = (within.hours ?? 0) + (within.days ?? 0) * 24;
  return hours > 0 ? new Date(start.getTime() + hours * 3_600_000).toISOString() : undefined;
}

/** 31 January and one month is 28 or 29 February. */
function addMonths(start: Date, months: number): Date {
  const moved = new Date(start);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  if (moved.getUTCDate() !== start.getUTCDate()) moved.setUTCDate(0);
  return moved;
}

function clock(
  rule: Omit<ClockRule, 'status' | 'checked' | 'source'> & {
    status: Clock['status'];
    checked?: string;
    source?: string;
  },
  proposed: boolean,
  reason: string,
  { starts, decisions, now }: ClockInput,
): Clock {
  const start = starts[rule.startsFrom];
  const startsAt = start && new Date(start).toISOString();
  const decision = decisions.find((made) => made.rule === rule.id);
  const due = startsAt && dueAt(startsAt, rule.within);
  const applies = decision?.applies;
  // a time still to come is a plan: nothing was met by it yet
  const metAt = decision?.metAt && Date.parse(decision.metAt) <= now.getTime() ? decision.metAt : undefined;
  const late =
    due !== undefined && (applies ?? proposed) && Date.parse(metAt ?? now.toISOString()) > Date.parse(due);
  return {
    rule: rule.id,
    regime: rule.regime,
    tells: rule.tells,
    version: rule.version,
    status: rule.status,
    source: rule.source,
    checked: rule.checked,
    when: rule.when,
    startsFrom: rule.startsFrom,
    startsAt,
    dueAt: due,
    proposed,
    because: reason,
    applies,
    why: decision?.why,
    metAt,
    reference: decision?.reference,
    late,
    lateReason: decision?.lateReason,
    lateReasonMissing: late && !decision?.lateReason,
  };
}

function because(
  { countries, subdivision, dependsOn, status, atLeast }: ClockRule,
  affected: number,
): string {
  if (status !== 'in force') return `not in force (${status})`;
  const place = countries.length === 1 ? countries[0] : 'these countries';
  if (affected === 0) return `no recipient appears to be in ${place}`;
  const appear = `${plural(affected, 'recipient appears', 'recipients appear')} to be in ${place}`;
  const seen = `${grouped(affected)} ${appear}`;
  if (affected < (atLeast ?? 1)) return `${seen}, fewer than ${atLeast}`;
  if (dependsOn) return `${seen}; it depends on ${dependsOn}`;
  if (subdivision) return `${seen}; how many in ${subdivision} is not known`;
  return seen;
}

function contractRule({ name, hours }: ContractClock, place: number) {
  return {
    id: `contract-${place}`,
    regime: name,
    tells: 'customers',
    version: 'contract',
    status: 'contract' as const,
    startsFrom: 'awareAt' as const,
    within: { hours },
    countries: [],
    when: 'As agreed in the contract.',
  };
}

const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

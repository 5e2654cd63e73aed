import asiaPacific from './rules/asia-pacific.json';
import canada from './rules/canada.json';
import eu from './rules/eu.json';
import uk from './rules/uk.json';
import unitedStates from './rules/united-states.json';

/** The moments a clock may start from; fields of `times` in the incident record, or of what has happened. */
export type ClockStart =
  | 'awareAt'
  | 'significantAt'
  | 'significantReportedAt'
  | 'materialAt'
  | 'residentNoticeAt';

/** Elapsed time, calendar months, or business days; empty: no fixed period ("without undue delay"). */
export interface Within {
  hours?: number;
  days?: number;
  months?: number;
  businessDays?: number;
  /** Name of a calendar; goes with `businessDays`. */
  calendar?: string;
}

/**
 * One deadline as a dated fact, with its source. Deadlines change: they are data, and the report shows version,
 * status and date of each. A rule never says whether it applies: that is a person's decision.
 */
export interface ClockRule {
  id: string;
  regime: string;
  tells: string;
  version: string;
  /** Undefined where the date is not known to us or the rule is not in force. */
  inForceFrom?: string;
  status: 'in force' | 'proposal' | 'draft';
  source: string;
  /** When the source was last looked at. */
  checked: string;
  startsFrom: ClockStart;
  within: Within;
  countries: string[];
  /** Where only a part of the country is meant; addresses do not tell it, so a person has to. */
  subdivision?: string;
  /** What about the controller decides, which no file tells: such a rule is never proposed by itself. */
  dependsOn?: string;
  /** Fewest affected people of the place. */
  atLeast?: number;
  when: string;
}

const files = [eu, uk, unitedStates, asiaPacific, canada];

/** All rules we know, dated. docs/clocks.md says how to add or change one. */
export const CLOCK_RULES: readonly ClockRule[] = files.flatMap(({ checked, rules }) =>
  rules.map((rule) => ({
    ...(rule as Omit<ClockRule, 'checked'>),
    inForceFrom: rule.inForceFrom ?? undefined,
    checked,
  })),
);

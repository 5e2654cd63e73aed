import type { IncidentRecord } from '../incident-record';
import { type Clock, clocksOf } from './clocks';
import { CLOCK_RULES } from './rules';

/** What has happened, as far as clocks look at it. */
export interface Happened {
  /** Recipients by ISO 3166 code, see `evidence/country.ts`. */
  countries: ReadonlyMap<string, number>;
  firstMailAt?: string;
  now: Date;
}

/** The clocks of one incident, by its record and by what has happened. */
export function incidentClocks(
  record: IncidentRecord | undefined,
  { countries, firstMailAt, now }: Happened,
): Clock[] {
  const times = record?.times;
  return clocksOf(CLOCK_RULES, {
    starts: {
      awareAt: times?.awareAt,
      significantAt: times?.significantAt,
      significantReportedAt: times?.significantReportedAt,
      materialAt: times?.materialAt,
      residentNoticeAt: firstMailAt,
    },
    countries,
    decisions: record?.clocks ?? [],
    contracts: record?.contracts ?? [],
    now,
  });
}

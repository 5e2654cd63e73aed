import type { ClockInput } from '../domain/clocks/clocks';
import type { Tally } from '../domain/evidence/tally';
import type { IncidentFacts } from './incident-facts';

/** The clocks' view of an incident as of the cut. */
export function clockInput({ incident, cutAt }: IncidentFacts, tally: Tally): ClockInput {
  const { record } = incident;
  const times = record?.times;
  return {
    starts: {
      awareAt: times?.awareAt,
      significantAt: times?.significantAt,
      significantReportedAt: times?.significantReportedAt,
      materialAt: times?.materialAt,
      residentNoticeAt: tally.firstMailAt,
    },
    countries: new Map([...tally.countries].map(([code, { recipients }]) => [code, recipients])),
    decisions: record?.clocks ?? [],
    contracts: record?.contracts ?? [],
    now: new Date(cutAt),
  };
}

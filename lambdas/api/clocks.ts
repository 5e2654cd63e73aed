import type { IncidentItem } from '../adapters/register/items';
import { incidentClocks } from '../domain/clocks/incident-clocks';
import type { ClockView } from './contract';

/** The deadlines worth showing: proposed by where recipients are, agreed in a contract, or answered by a person. */
export function clocksOf({ record, countries, firstMailAt }: IncidentItem, now: Date): ClockView[] {
  const counted = new Map(Object.entries(countries ?? {}));
  return incidentClocks(record, { countries: counted, firstMailAt, now })
    .filter(({ proposed, applies }) => proposed || applies !== undefined)
    .map(
      ({ version: _version, source: _source, checked: _checked, startsFrom: _from, why: _why, ...shown }) =>
        shown,
    );
}

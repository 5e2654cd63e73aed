import type { ControlItem, IncidentItem } from '../adapters/register/items';
import { controlSk, incidentPk } from '../adapters/register/keys';
import { fileNumbers } from '../domain/file-numbers';
import { lintNotice } from '../domain/notice-lint';
import { clocksOf } from './clocks';
import type { IncidentView } from './contract';
import type { Services } from './services';

/** The incident with its drops and lanes, without keys and resume points. */
export async function viewOf(services: Services, incident: IncidentItem): Promise<IncidentView> {
  const { pk: _pk, sk: _sk, key: _key, shardBits: _bits, ...shown } = incident;
  const [drops, lanes, control] = await Promise.all([
    services.incidents.drops(incident.incident),
    incident.run ? services.incidents.lanes(incident.incident, incident.run.id) : [],
    services.table.get<ControlItem>({ pk: incidentPk(incident.incident), sk: controlSk }),
  ]);
  const numbers = fileNumbers(drops);
  return {
    ...shown,
    drops: drops.map(({ pk, sk, checkpoint, ...drop }) => ({ ...drop, number: numbers.get(drop.drop) })),
    lanes: lanes.map(({ pk, sk, cursor, canary, ...lane }) => lane),
    warnings: incident.record ? lintNotice(incident.record) : [],
    clocks: clocksOf(incident, services.clock.now()),
    control: control && { control: control.control, by: control.by, at: control.at, why: control.why },
  };
}

import type { Incidents } from '../adapters/register/incidents';
import type { IncidentItem, ReputationItem } from '../adapters/register/items';
import { incidentPk, reputationSk } from '../adapters/register/keys';
import type { RegisterTable } from '../adapters/register/table';
import type { Patience } from '../domain/settled';
import type { Clock } from '../shared/clock';
import { takeCensus } from './manifest';

export interface LateCounter {
  table: RegisterTable;
  incidents: Incidents;
  clock: Clock;
  patience: Patience;
  recountSeconds: number;
}

/** How often SES's events have moved somebody's outcome; read before a count, so that none is missed by it. */
export async function movesSoFar(table: RegisterTable, incident: string): Promise<number> {
  const counted = await table.get<ReputationItem>({ pk: incidentPk(incident), sk: reputationSk });
  return counted?.moves ?? 0;
}

/**
 * A mail may bounce, or be complained about, long after its run has ended: then everyone is counted again, so that
 * people see who is not reached after all. A million recipients are not walked for each event: a count waits a
 * millisecond for each of them.
 */
export async function countLateEvents(counter: LateCounter, incident: IncidentItem): Promise<IncidentItem> {
  const { totals, totalsAt, manifest } = incident;
  if (!totals || !totalsAt || !manifest) return incident;
  const now = counter.clock.now();
  const wait = Math.max(counter.recountSeconds * 1000, totals.total);
  if (now.getTime() - Date.parse(totalsAt) < wait) return incident;
  const totalsMoves = await movesSoFar(counter.table, incident.incident);
  if (totalsMoves === (incident.totalsMoves ?? 0)) return incident;
  const { generation } = manifest;
  const census = await takeCensus(counter.table, incident, { generation, now, patience: counter.patience });
  return counter.incidents.change(incident, {
    totals: census.totals,
    totalsAt: now.toISOString(),
    totalsMoves,
    due: census.due,
    supplementsDue: census.supplementsDue,
    unknownsDue: census.unknownsDue,
    secondRouteDue: census.secondRouteDue,
  });
}

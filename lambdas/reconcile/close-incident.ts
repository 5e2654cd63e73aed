import type { Incidents } from '../adapters/register/incidents';
import { changeOf } from '../adapters/register/incidents';
import type { DropItem, IncidentItem } from '../adapters/register/items';
import { changeLogged } from '../adapters/register/logged-change';
import type { RegisterTable } from '../adapters/register/table';
import { closedSince } from '../domain/evidence/retention';
import { fileNumbers } from '../domain/file-numbers';
import { heldFiles } from '../domain/review';
import type { Clock } from '../shared/clock';

export interface Closer {
  table: RegisterTable;
  incidents: Incidents;
  clock: Clock;
}

/** Whether a person has closed the incident (`times.closedAt` of the record) and no file has come since. */
export function isClosed({ record }: IncidentItem, drops: DropItem[], now: Date): boolean {
  const custodies = drops.map(({ custody }) => custody);
  return closedSince(record?.times.closedAt, custodies, now) !== undefined;
}

/** Nothing is reviewed or sent any more, until a file arrives or the closing is taken back. */
export async function closeIncident(closer: Closer, incident: IncidentItem): Promise<void> {
  if (incident.phase === 'closed') return;
  await changeLogged(
    closer.table,
    incident.incident,
    { by: 'reconcile', what: 'closed', facts: { closedAt: incident.record?.times.closedAt } },
    closer.clock,
    changeOf(incident, { phase: 'closed', holds: [] }),
  );
}

/** After erasure nothing is reviewed: the only hold is a file that came since and is kept unread. */
export async function showHeldFiles(
  closer: Closer,
  incident: IncidentItem,
  drops: DropItem[],
): Promise<void> {
  const numbers = fileNumbers(drops);
  const holds = heldFiles(drops.map((drop) => ({ ...drop, number: numbers.get(drop.drop) })));
  if (JSON.stringify(holds) === JSON.stringify(incident.holds)) return;
  await closer.incidents.change(incident, { holds });
}

import { changeOf } from '../adapters/register/incidents';
import type { IncidentItem } from '../adapters/register/items';
import { changeLogged } from '../adapters/register/logged-change';
import { forgetRecords } from '../adapters/register/record-versions';
import { stamp } from '../shared/clock';
import type { Keeper } from './retention';
import { announceErasing, finalAt } from './retention-addresses';
import { eraseEvidencePacks } from './retention-packs';

/**
 * The second step of erasure. The incident's key goes: from here on nobody can say whose id is whose, not even for an
 * address that is given. So does the incident record with its versions, which names people of the controller, and
 * with it the evidence packs that were made after the first step. The log and its chain stay as they are.
 *
 * It is announced like the first step, so that no pack is built meanwhile. A record that is described while it goes on
 * changes META, and the next tick does it all again.
 */
export async function eraseRecord(keeper: Keeper, incident: IncidentItem, deadline: Date): Promise<void> {
  if (!(await announceErasing(keeper, incident))) return;
  if ((await eraseEvidencePacks(keeper, incident.incident, deadline)) === undefined) return;
  await forgetRecords(keeper.table, incident.incident);
  await changeLogged(
    keeper.table,
    incident.incident,
    { by: 'reconcile', what: 'record-erased', why: 'retention', facts: { finalAt: finalAt(keeper) } },
    keeper.clock,
    changeOf(incident, {
      key: new Uint8Array(0),
      phase: 'erased',
      record: undefined,
      erasing: undefined,
      recordErasedAt: stamp(keeper.clock),
      holds: [],
    }),
  );
}

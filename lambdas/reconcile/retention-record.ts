import { changeOf } from '../adapters/register/incidents';
import type { IncidentItem } from '../adapters/register/items';
import { changeLogged } from '../adapters/register/logged-change';
import { stamp } from '../shared/clock';
import type { Keeper } from './retention';
import { finalAt } from './retention-addresses';

/**
 * The second step of erasure: the incident's key goes. From here on nobody can say whose id is whose, not even for
 * an address that is given; the log and its chain stay as they are.
 */
export async function eraseRecord(keeper: Keeper, incident: IncidentItem): Promise<void> {
  await changeLogged(
    keeper.table,
    incident.incident,
    { by: 'reconcile', what: 'record-erased', why: 'retention', facts: { finalAt: finalAt(keeper) } },
    keeper.clock,
    changeOf(incident, {
      key: new Uint8Array(0),
      phase: 'erased',
      recordErasedAt: stamp(keeper.clock),
      holds: [],
    }),
  );
}

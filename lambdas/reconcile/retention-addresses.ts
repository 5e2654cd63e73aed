import { changeOf } from '../adapters/register/incidents';
import type { DropItem, Erasing, IncidentItem } from '../adapters/register/items';
import { changeLogged } from '../adapters/register/logged-change';
import { pseudonymousDrop } from '../domain/evidence/erasure';
import { stamp } from '../shared/clock';
import type { Keeper } from './retention';
import { eraseEvidencePacks } from './retention-packs';
import { erasePartition, partitionsOf } from './retention-partitions';
import { unchangedSince } from './retention-raw';

/**
 * The first step of erasure: nothing that names anybody is left in the register, and the evidence packs are gone.
 * It is announced on META first and begins when nobody can still act on what META said before: receive then holds
 * files unread, feedback keeps events without their text, the api refuses what would write an address.
 *
 * It goes on over as many ticks as it takes, from the place that META names. What a dead or an overlapping tick has
 * done is done again without harm.
 */
export async function eraseAddresses(
  keeper: Keeper,
  incident: IncidentItem,
  drops: DropItem[],
  deadline: Date,
): Promise<void> {
  const announced = await announceErasing(keeper, incident);
  if (!announced) return;
  const erasing = await erasePartitions(keeper, incident, announced, deadline);
  const partitions = partitionsOf(incident).length;
  if (erasing.part < partitions) {
    await keeper.incidents.change(incident, { erasing });
    return;
  }
  for (const drop of drops) await eraseDrop(keeper, drop);
  const packs = await eraseEvidencePacks(keeper, incident.incident, deadline);
  if (packs === undefined) {
    await keeper.incidents.change(incident, { erasing });
    return;
  }
  await finish(keeper, incident, erasing, packs);
}

/** Something came up before anything was erased, e.g. a new file: the announcement is taken back. */
export async function forgetErasing(keeper: Keeper, incident: IncidentItem): Promise<void> {
  const { erasing } = incident;
  if (!erasing || erasing.part > 0 || erasing.after !== undefined) return;
  await keeper.incidents.change(incident, { erasing: undefined });
}

/**
 * Says on META that erasure begins.
 *
 * @returns undefined until nobody can still act on what META said before.
 */
export async function announceErasing(keeper: Keeper, incident: IncidentItem): Promise<Erasing | undefined> {
  const { erasing } = incident;
  if (!erasing) {
    const none = { exposures: 0, decisions: 0, events: 0, quarantined: 0 };
    await keeper.incidents.change(incident, { erasing: { since: stamp(keeper.clock), part: 0, ...none } });
    return undefined;
  }
  const waited = keeper.clock.now().getTime() - Date.parse(erasing.since);
  return waited < keeper.stallSeconds * 1000 ? undefined : erasing;
}

async function erasePartitions(
  keeper: Keeper,
  incident: IncidentItem,
  from: Erasing,
  deadline: Date,
): Promise<Erasing> {
  const erasing = { ...from };
  const partitions = partitionsOf(incident);
  while (erasing.part < partitions.length) {
    const pk = partitions[erasing.part] ?? '';
    const stoppedAt = await erasePartition(keeper, pk, erasing, deadline);
    if (stoppedAt !== undefined) return { ...erasing, after: stoppedAt };
    erasing.part++;
    erasing.after = undefined;
  }
  return erasing;
}

/** A file held unread keeps its name: it is needed to destroy it. */
async function eraseDrop({ table }: Keeper, drop: DropItem): Promise<void> {
  if (!drop.rawDestroyedAt || drop.custody.key === '') return;
  await table.put(pseudonymousDrop(drop), unchangedSince(drop));
}

async function finish(
  keeper: Keeper,
  incident: IncidentItem,
  { exposures, decisions, events, quarantined }: Erasing,
  packs: number,
): Promise<void> {
  const facts = { exposures, decisions, events, quarantined, packs, finalAt: finalAt(keeper) };
  await changeLogged(
    keeper.table,
    incident.incident,
    { by: 'reconcile', what: 'addresses-erased', why: 'retention', facts },
    keeper.clock,
    // holds may repeat what a fault said of a file
    changeOf(incident, { addressesErasedAt: stamp(keeper.clock), erasing: undefined, holds: [] }),
  );
}

/** Until then the table could be restored as it was. */
export const finalAt = ({ clock, retention }: Keeper) =>
  new Date(clock.now().getTime() + retention.recoveryDays * 86_400_000).toISOString();

import type { ObjectVersion } from '../adapters/object-versions';
import type { DropItem, IncidentItem } from '../adapters/register/items';
import { changeLogged } from '../adapters/register/logged-change';
import type { Expression } from '../adapters/register/table';
import { pseudonymousDrop } from '../domain/evidence/erasure';
import { stamp } from '../shared/clock';
import type { Keeper } from './retention';

/** Destroys a drop's object and says so, on the drop and in the log. Whatever was done before is done again. */
export async function destroyRawFile(keeper: Keeper, incident: IncidentItem, drop: DropItem): Promise<void> {
  const markers = await destroyVersions(keeper, drop.custody);
  const { custody, sha256, state } = drop;
  // a file held unread after erasure has its name until it goes
  const named = incident.addressesErasedAt ? pseudonymousDrop(drop) : drop;
  const destroyed: DropItem = { ...named, rawDestroyedAt: stamp(keeper.clock) };
  await changeLogged(
    keeper.table,
    incident.incident,
    {
      by: 'reconcile',
      what: 'raw-file-destroyed',
      why: 'retention',
      facts: { drop: drop.drop, bytes: custody.bytes, sha256, read: state === 'read', markers },
    },
    keeper.clock,
    {
      put: destroyed,
      condition: unchangedSince(drop),
    },
  );
}

/** Nobody has read the drop, set it aside or destroyed its object since it was looked at. */
export function unchangedSince({ state, setAside, rawDestroyedAt }: DropItem): Expression {
  const still = (name: string, value: unknown) =>
    value === undefined ? `attribute_not_exists(${name})` : `attribute_exists(${name})`;
  return {
    expression: `#state = :state AND ${still('#aside', setAside)} AND ${still('#destroyed', rawDestroyedAt)}`,
    names: { '#state': 'state', '#aside': 'setAside', '#destroyed': 'rawDestroyedAt' },
    values: { ':state': state },
  };
}

/**
 * The drop's own version; with the last version of its key also the delete markers, which repeat the key. Versions
 * that came later are drops of their own.
 *
 * @returns how many delete markers went.
 */
async function destroyVersions(
  { intakeObjects }: Keeper,
  { key, version }: DropItem['custody'],
): Promise<number> {
  const all: ObjectVersion[] = [];
  for await (const one of intakeObjects.list(key)) if (one.key === key) all.push(one);
  await intakeObjects.destroy(key, version);
  if (all.some((one) => !one.deleteMarker && one.version !== version)) return 0;
  const markers = all.filter(({ deleteMarker }) => deleteMarker);
  for (const marker of markers) await intakeObjects.destroy(key, marker.version);
  return markers.length;
}

import type { Erasing, IncidentItem } from '../adapters/register/items';
import { eventsPk, quarantinePk, recipientItemKind, recipientsPk } from '../adapters/register/keys';
import { type ErasableKind, pseudonymous } from '../domain/evidence/erasure';
import type { Keeper } from './retention';

type Item = { pk: string; sk: string };
type Counts = Pick<Erasing, 'exposures' | 'decisions' | 'events' | 'quarantined'>;

/** What BatchWriteItem takes. */
const BATCH = 25;

/** Everything of an incident that can hold text of a file, in the order in which it is erased. */
export function partitionsOf({ incident, shardBits }: Pick<IncidentItem, 'incident' | 'shardBits'>) {
  const shards = Array.from({ length: 2 ** shardBits }, (_, shard) => shard);
  return [
    ...shards.map((shard) => recipientsPk(incident, shard)),
    ...shards.map((shard) => eventsPk(incident, shard)),
    quarantinePk(incident),
  ];
}

/**
 * Rewrites the items of one partition without what names anybody, in flat memory. Only items that are written once
 * are rewritten: notices hold nothing of the kind and may still change.
 *
 * @param counts are added up as items pass, changed or not, so that repeats count the same.
 * @returns where the deadline stopped it; undefined when the partition is done.
 */
export async function erasePartition(
  { table, clock }: Pick<Keeper, 'table' | 'clock'>,
  pk: string,
  counts: Counts & Pick<Erasing, 'after'>,
  deadline: Date,
): Promise<string | undefined> {
  const bare: Item[] = [];
  for await (const item of table.query<Item>(pk, { after: counts.after })) {
    const kind = kindOf(item);
    const counted = COUNTED[kind];
    if (counted) counts[counted]++;
    const erased = pseudonymous(kind, item);
    if (erased) bare.push(erased);
    if (bare.length >= BATCH) await table.batchPut(bare.splice(0));
    if (clock.now() >= deadline) {
      await table.batchPut(bare);
      return item.sk;
    }
  }
  await table.batchPut(bare);
  return undefined;
}

const COUNTED: Partial<Record<ErasableKind, keyof Counts>> = {
  exposure: 'exposures',
  decision: 'decisions',
  event: 'events',
  quarantine: 'quarantined',
};

const OF_RECIPIENTS = { X: 'exposure', D: 'decision', N: 'notice' } as const;

/** `INC#<incident>#R<shard>`, `#E<shard>` or `#Q`. */
function kindOf({ pk, sk }: Item): ErasableKind {
  const partition = pk.charAt(pk.lastIndexOf('#') + 1);
  if (partition === 'E') return 'event';
  if (partition === 'Q') return 'quarantine';
  return OF_RECIPIENTS[recipientItemKind(sk).kind];
}

import type { Queue } from '../adapters/queue';
import type { Incidents } from '../adapters/register/incidents';
import type { DropItem, IncidentItem } from '../adapters/register/items';
import { dropSk, incidentPk, metaSk } from '../adapters/register/keys';
import { changeLogged } from '../adapters/register/logged-change';
import type { RegisterTable } from '../adapters/register/table';
import { dropTarget, isFolderMarker } from '../domain/drop-target';
import { dropId, shardBitsFor } from '../domain/ids';
import { type Clock, stamp } from '../shared/clock';
import { ConditionLost } from '../shared/errors';
import type { Log } from '../shared/logger';
import type { ReadFile } from '../shared/messages';
import type { Arrival } from './arrival';

export interface Custodian {
  table: RegisterTable;
  incidents: Incidents;
  files: Queue<ReadFile>;
  clock: Clock;
  randomKey(): Uint8Array;
  log: Log;
}

/**
 * Records what arrived before anyone reads it, then asks for it to be read. Every step may be repeated: a
 * redelivered event finds the drop's item and only does what is still missing.
 *
 * The item is there before the drop takes its generation. So whoever reads a generation from META and then the
 * drops sees every drop up to it, and no manifest can cover a file that is still to be read.
 */
export async function takeCustody(custodian: Custodian, arrival: Arrival): Promise<void> {
  if (isFolderMarker(arrival.key) && arrival.bytes === 0) {
    custodian.log.info('folder marker left alone');
    return;
  }
  const target = dropTarget(arrival.key);
  const incident = await custodian.incidents.open(target, {
    key: custodian.randomKey(),
    shardBits: shardBitsFor(arrival.bytes),
    at: stamp(custodian.clock),
  });
  const drop = await record(custodian, incident, arrival);
  if (drop.state !== 'received') return;
  if (drop.generation === 0) await takeGeneration(custodian, drop);
  if (incident.phase === 'closed') await reopen(custodian, target);
  await custodian.files.send({ incident: target, drop: drop.drop, slice: 1 }, target);
}

/** Puts the drop's item with its entry in the log, or finds it. After erasure a file is kept unread: nothing is ignored. */
async function record(custodian: Custodian, incident: IncidentItem, arrival: Arrival): Promise<DropItem> {
  const now = stamp(custodian.clock);
  const drop = dropId(arrival.key, arrival.version);
  const item: DropItem = {
    pk: incidentPk(incident.incident),
    sk: dropSk(drop),
    incident: incident.incident,
    drop,
    generation: 0,
    custody: { ...arrival, receivedAt: now },
    state: isErased(incident) ? 'held' : 'received',
    slice: 0,
    heartbeatAt: now,
  };
  const said = {
    by: arrival.droppedBy,
    what: 'dropped',
    facts: { drop, bytes: arrival.bytes, etag: arrival.etag },
  };
  const put = { put: item, condition: { expression: 'attribute_not_exists(pk)' } };
  try {
    await changeLogged(custodian.table, incident.incident, said, custodian.clock, put);
  } catch (error) {
    const known = error instanceof ConditionLost && (await custodian.table.get<DropItem>(item));
    if (!known) throw error;
    return known;
  }
  return item;
}

/** Its addresses are gone or going: a new file would bring back what was erased. */
const isErased = ({ erasing, addressesErasedAt, phase }: IncidentItem) =>
  phase === 'erased' || erasing !== undefined || addressesErasedAt !== undefined;

/** Each lost race is another drop's win, so 50 is far beyond need. */
const ATTEMPTS = 50;

/**
 * In one transaction with META: a generation that no drop has would look like a drop that is gone, and two drops at
 * once get theirs in the order in which they can be seen. Whoever reads META first finds the drop without one.
 */
async function takeGeneration(
  { table, incidents }: Custodian,
  { pk, sk, incident }: DropItem,
): Promise<void> {
  const names = { '#generation': 'generation' };
  for (let attempt = 1; ; attempt++) {
    const seen = (await incidents.get(incident))?.generation ?? 0;
    const values = { ':next': seen + 1 };
    const expression = 'SET #generation = :next';
    try {
      return await table.transact([
        {
          key: { pk, sk: metaSk },
          update: { expression, names, values: { ...values, ':seen': seen } },
          condition: '#generation = :seen',
        },
        {
          key: { pk, sk },
          update: { expression, names, values: { ...values, ':none': 0 } },
          condition: '#generation = :none',
        },
      ]);
    } catch (error) {
      if (!(error instanceof ConditionLost) || attempt === ATTEMPTS) throw error;
      // The same event was delivered twice at once, and the other one was first.
      if ((await table.get<DropItem>({ pk, sk }))?.generation) return;
    }
  }
}

/** New people in a closed incident: somebody has to look at it again. */
async function reopen(custodian: Custodian, incident: string): Promise<void> {
  await custodian.incidents.decide(incident, ({ phase }) =>
    phase === 'closed' ? { phase: 'review' } : undefined,
  );
}

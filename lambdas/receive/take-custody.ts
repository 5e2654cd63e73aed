import type { Queue } from '../adapters/queue';
import type { Incidents } from '../adapters/register/incidents';
import type { DropItem, IncidentItem } from '../adapters/register/items';
import { dropSk, incidentPk, metaSk } from '../adapters/register/keys';
import type { RegisterTable } from '../adapters/register/table';
import { dropId, shardBitsFor } from '../domain/ids';
import { type Clock, stamp } from '../shared/clock';
import { ConditionLost } from '../shared/errors';
import type { Log } from '../shared/logger';
import type { ReadFile } from '../shared/messages';
import { incidentOfKey } from '../shared/object-key';

export interface Custody {
  table: Pick<RegisterTable, 'get' | 'transact'>;
  incidents: Pick<Incidents, 'open' | 'get'>;
  files: Queue<ReadFile>;
  clock: Clock;
  /** 32 random bytes. */
  randomKey(): Uint8Array;
  /** Appends to the incident's log. */
  record(incident: string, what: string, facts: Record<string, unknown>): Promise<void>;
  log: Log;
}

export type Arrived = Omit<DropItem['custody'], 'receivedAt'>;

/** Races for the next generation: each lost one means that another drop was taken in. */
const ATTEMPTS = 20;

/**
 * Takes one object version into custody and has it read. Called again for the same version it changes nothing, but
 * sends the message again while the drop waits, because the first one may never have been sent.
 *
 * @returns `taken`, `held` (the incident is erased: kept unread) or `repeated`.
 */
export async function takeCustody(
  custody: Custody,
  arrived: Arrived,
): Promise<'taken' | 'held' | 'repeated'> {
  const incident = incidentOfKey(arrived.key);
  const drop = dropId(arrived.key, arrived.version);
  const key = { pk: incidentPk(incident), sk: dropSk(drop) };
  for (let attempt = 1; ; attempt++) {
    const known = await custody.table.get<DropItem>(key);
    if (known) {
      if (known.state === 'received') await sendOn(custody, known);
      return 'repeated';
    }
    const meta = await openIncident(custody, incident, arrived.bytes);
    const item = dropItem(custody, meta, { ...key, drop, arrived });
    try {
      await custody.table.transact([
        { put: item, condition: { expression: 'attribute_not_exists(pk)' } },
        nextGeneration(meta),
      ]);
    } catch (error) {
      // Another drop took the generation, or this one was taken by a concurrent delivery: look again.
      if (!(error instanceof ConditionLost) || attempt === ATTEMPTS) throw error;
      continue;
    }
    await custody.record(incident, 'drop-taken', {
      drop,
      generation: item.generation,
      bytes: arrived.bytes,
      state: item.state,
    });
    if (item.state === 'held') return 'held';
    await sendOn(custody, item);
    return 'taken';
  }
}

async function openIncident(custody: Custody, incident: string, bytes: number): Promise<IncidentItem> {
  return (
    (await custody.incidents.get(incident)) ??
    (await custody.incidents.open(incident, {
      key: custody.randomKey(),
      shardBits: shardBitsFor(bytes),
      at: stamp(custody.clock),
    }))
  );
}

function dropItem(
  custody: Custody,
  meta: IncidentItem,
  { pk, sk, drop, arrived }: { pk: string; sk: string; drop: string; arrived: Arrived },
): DropItem {
  const now = stamp(custody.clock);
  return {
    pk,
    sk,
    incident: meta.incident,
    drop,
    generation: meta.generation + 1,
    custody: { ...arrived, receivedAt: now },
    state: meta.phase === 'erased' ? 'held' : 'received',
    slice: 0,
    heartbeatAt: now,
  };
}

/**
 * The drop and its generation become visible together: a manifest that covers a generation must never be computed
 * before the drop that may still add to it is known. A closed incident opens for review again.
 */
function nextGeneration(meta: IncidentItem) {
  const reopened = meta.phase === 'closed';
  return {
    key: { pk: incidentPk(meta.incident), sk: metaSk },
    update: {
      expression: `SET #generation = :next, #revision = #revision + :one${reopened ? ', #phase = :review' : ''}`,
      names: { '#generation': 'generation', '#revision': 'revision', '#phase': 'phase' },
      values: {
        ':next': meta.generation + 1,
        ':seen': meta.generation,
        ':phase': meta.phase,
        ':one': 1,
        ...(reopened && { ':review': 'review' }),
      },
    },
    condition: '#generation = :seen AND #phase = :phase',
  };
}

async function sendOn({ files }: Custody, { incident, drop }: DropItem): Promise<void> {
  await files.send({ incident, drop, slice: 1 }, incident);
}

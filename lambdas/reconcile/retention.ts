import type { ObjectVersions } from '../adapters/object-versions';
import type { Incidents } from '../adapters/register/incidents';
import type { DropItem, IncidentItem } from '../adapters/register/items';
import type { RegisterTable } from '../adapters/register/table';
import {
  closedSince,
  type RetentionDays,
  type RetentionFacts,
  type RetentionPlan,
  retentionPlan,
} from '../domain/evidence/retention';
import type { Clock } from '../shared/clock';
import type { Log } from '../shared/logger';
import { eraseAddresses, forgetErasing } from './retention-addresses';
import { destroyRawFile } from './retention-raw';
import { eraseRecord } from './retention-record';

export interface Keeper {
  table: RegisterTable;
  incidents: Incidents;
  intakeObjects: ObjectVersions;
  evidenceObjects: ObjectVersions;
  retention: KeptDays;
  /** Longer than anybody remembers META or holds a message without a heartbeat. */
  stallSeconds: number;
  clock: Clock;
  log: Log;
}

export interface KeptDays extends RetentionDays {
  /** Point-in-time recovery reaches back so far: only after it is an erasure final. */
  recoveryDays: number;
}

/**
 * Works out what retention has to do, from items that the tick has read anyway, and shows it on META where it
 * differs. An idle tick reads and writes nothing for it.
 *
 * @returns whether `keepRetention` has work to do.
 */
export async function planRetention(
  keeper: Keeper,
  incident: IncidentItem,
  drops: DropItem[],
): Promise<boolean> {
  const { due, blocked, nextAt } = planOf(keeper, incident, drops);
  const retention = { nextAt, blocked };
  if (canonical(incident.retention) !== canonical(retention)) {
    await keeper.incidents.decide(incident.incident, () => ({ retention }));
    for (const { step, drop, because } of blocked) {
      keeper.log.warn('retention is overdue and waits', { incident: incident.incident, step, drop, because });
    }
  }
  return due.length > 0 || incident.erasing !== undefined;
}

/** Does what is due, in the order of the plan, until `deadline`; the next tick goes on. */
export async function keepRetention(keeper: Keeper, id: string, deadline: Date): Promise<void> {
  const incident = await keeper.incidents.get(id);
  if (!incident) return;
  const drops = await keeper.incidents.drops(id);
  const { due } = planOf(keeper, incident, drops);
  const raw = due.flatMap((step) => (step.step === 'raw-file' ? step.drop : []));
  for (const drop of drops.filter((one) => raw.includes(one.drop))) {
    if (keeper.clock.now() >= deadline) return;
    await destroyRawFile(keeper, incident, drop);
  }
  if (raw.length > 0) return;
  if (due[0]?.step === 'addresses') return eraseAddresses(keeper, incident, drops, deadline);
  if (due[0]?.step === 'record') return eraseRecord(keeper, incident, deadline);
  if (incident.erasing) return forgetErasing(keeper, incident);
}

function planOf(keeper: Keeper, incident: IncidentItem, drops: DropItem[]): RetentionPlan {
  const now = keeper.clock.now();
  return retentionPlan(factsOf(incident, drops, now), keeper.retention, now);
}

function factsOf(incident: IncidentItem, drops: DropItem[], now: Date): RetentionFacts {
  const { phase, openedAt, run, record, addressesErasedAt, recordErasedAt } = incident;
  return {
    phase,
    openedAt,
    endedAt: run?.endedAt,
    closedAt: closedSince(
      record?.times.closedAt,
      drops.map(({ custody }) => custody),
      now,
    ),
    legalHold: record?.retention?.legalHold,
    drops: drops.map(({ drop, state, custody, setAside, rawDestroyedAt }) => ({
      drop,
      state,
      droppedAt: custody.droppedAt,
      setAside: setAside !== undefined,
      destroyedAt: rawDestroyedAt,
    })),
    addressesErasedAt,
    recordErasedAt,
  };
}

/** `undefined` is the same as absent: META comes from a store that keeps neither. */
const canonical = (value: IncidentItem['retention']) =>
  JSON.stringify([value?.nextAt, (value?.blocked ?? []).map((one) => [one.step, one.drop, one.because])]);

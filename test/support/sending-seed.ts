import type { ExposureItem, IncidentItem, LaneItem } from '../../lambdas/adapters/register/items';
import {
  controlSk,
  exposureHash,
  exposureSk,
  incidentPk,
  laneSk,
  metaSk,
  recipientsPk,
} from '../../lambdas/adapters/register/keys';
import type { RegisterTable } from '../../lambdas/adapters/register/table';
import { recipientId, shardOf } from '../../lambdas/domain/ids';
import type { IncidentRecord } from '../../lambdas/domain/incident-record';

export const INCIDENT = 'leak-2023';
export const RUN = 'r0001';

/** An incident whose run has just been started: META, CONTROL and its lanes, as reconcile writes them. */
export async function seedRun(table: RegisterTable, record: IncidentRecord, lanes: number): Promise<void> {
  const now = new Date().toISOString();
  const meta: IncidentItem = {
    pk: incidentPk(INCIDENT),
    sk: metaSk,
    incident: INCIDENT,
    phase: 'sending',
    openedAt: now,
    key: new Uint8Array(32),
    shardBits: 2,
    generation: 1,
    record,
    holds: [],
    revision: 1,
    manifest: {
      hash: 'm',
      generation: 1,
      recipients: 100,
      exposures: 100,
      parts: { recipients: '', texts: '', sender: '' },
      computedAt: now,
    },
    run: { id: RUN, manifest: 'm', generation: 1, startedAt: now, lanes, state: 'running' },
  };
  await table.put(meta);
  const control = { run: RUN, control: 'go', by: 'test', at: now, why: 'approved' };
  await table.put({ pk: incidentPk(INCIDENT), sk: controlSk, ...control } as never);
  for (let lane = 0; lane < lanes; lane++) await table.put(newLane(lane, now));
}

function newLane(lane: number, now: string): LaneItem {
  return {
    pk: incidentPk(INCIDENT),
    sk: laneSk(RUN, lane),
    incident: INCIDENT,
    run: RUN,
    lane,
    slice: 0,
    state: 'ready',
    heartbeatAt: now,
    pass: 'canary',
    cursor: { shard: 0, after: '' },
    openShards: [],
    accepted: 0,
    throttled: 0,
    pace: 0,
  };
}

/** One exposure; its keys are those intake would give it. */
export function seedExposure(change: Partial<ExposureItem>): ExposureItem {
  const address = change.address ?? 'person@corp.example';
  const company = change.company ?? 'Corp Ltd';
  const group = change.group ?? 'Admins';
  const generation = change.generation ?? 1;
  const rid = recipientId(new Uint8Array(32), address.toLowerCase());
  return {
    rid,
    generation,
    address,
    key: address.toLowerCase(),
    company,
    group,
    drop: 'd',
    member: 0,
    line: 2,
    ...change,
    pk: recipientsPk(INCIDENT, shardOf(rid, 2)),
    sk: exposureSk(rid, exposureHash(new Uint8Array(32), company, group, address), generation),
  };
}

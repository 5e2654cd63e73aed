import { changeOf } from '../adapters/register/incidents';
import type { ControlItem, IncidentItem, LaneItem, Run } from '../adapters/register/items';
import { controlSk, incidentPk, laneSk } from '../adapters/register/keys';
import { changeLogged } from '../adapters/register/logged-change';
import type { Patience } from '../domain/settled';
import { stamp } from '../shared/clock';
import { ConditionLost } from '../shared/errors';
import type { Log } from '../shared/logger';
import { movesSoFar } from './late-events';
import { takeCensus } from './manifest';
import { ensureLanes, type RunStarter } from './start-run';

export interface RunTender extends RunStarter {
  /** Turns claims of dead slices older than CLAIM_STALE_SECONDS into unknown; says how many are still open. */
  sweepClaims(incident: IncidentItem, lane: LaneItem, now: Date): Promise<void>;
  /** Marks unknowns final whose grace is over. */
  settleUnknown(incident: IncidentItem, now: Date): Promise<void>;
  patience: Patience;
  stallSeconds: number;
  recountSeconds: number;
  log: Log;
}

/** Keeps a run alive: lanes that exist, are awake and have no dead claims; and ends it when all is settled. */
export async function tendRun(tender: RunTender, incident: IncidentItem): Promise<void> {
  const { run } = incident;
  if (!run) throw new Error(`incident ${incident.incident} is sending without a run`);
  const lanes = await tender.incidents.lanes(incident.incident, run.id);
  if (lanes.length < run.lanes) return ensureLanes(tender, incident.incident, run);

  const control = await tender.table.get<ControlItem>({ pk: incidentPk(incident.incident), sk: controlSk });
  const paused = control?.control === 'pause';
  await showPhase(tender, incident, run, paused ? control.why : undefined);

  const now = tender.clock.now();
  for (const lane of lanes) {
    const dead = isDead(lane, now, tender.stallSeconds);
    if (dead || lane.state === 'drained' || lane.state === 'paused') {
      await tender.sweepClaims(incident, lane, now);
    }
    // A lane that nobody works on comes to rest by one more slice, which finds the pause and sends nothing.
    const wakes = paused ? dead || lane.state === 'waiting' : needsWaking(lane, now, dead);
    if (wakes) await wake(tender, lane);
  }
  const resting = paused ? ['drained', 'paused'] : ['drained'];
  if (!lanes.every(({ state }) => resting.includes(state))) return;
  if (paused) await showTotals(tender, incident, run, lanes, now);
  else if (isDue(incident.recountAt, now)) await recount(tender, incident, run, lanes, now);
}

const countRun = (tender: RunTender, incident: IncidentItem, { generation }: Run, now: Date) =>
  takeCensus(tender.table, incident, { generation, now, patience: tender.patience });

/** A paused run is counted once when its lanes have come to rest, so that people decide on true figures. */
async function showTotals(tender: RunTender, incident: IncidentItem, run: Run, lanes: LaneItem[], now: Date) {
  if (Date.parse(incident.totalsAt ?? '') > lastBeat(lanes)) return;
  await tender.settleUnknown(incident, now);
  const { totals } = await countRun(tender, incident, run, now);
  await tender.incidents.decide(incident.incident, () => ({ totals, totalsAt: now.toISOString() }));
}

const lastBeat = (lanes: LaneItem[]) => Math.max(...lanes.map(({ heartbeatAt }) => Date.parse(heartbeatAt)));

const isDue = (at: string | undefined, now: Date) => at === undefined || Date.parse(at) <= now.getTime();

function isDead(lane: LaneItem, now: Date, stallSeconds: number): boolean {
  const working = lane.state === 'running' || lane.state === 'ready';
  return working && now.getTime() - Date.parse(lane.heartbeatAt) > stallSeconds * 1000;
}

function needsWaking(lane: LaneItem, now: Date, dead: boolean): boolean {
  if (lane.state === 'paused' || dead) return true;
  return lane.state === 'waiting' && isDue(lane.resumeAt, now);
}

async function wake(tender: RunTender, lane: LaneItem): Promise<void> {
  const { incident, run } = lane;
  await tender.dispatch.send(
    { incident, run, lane: lane.lane, slice: lane.slice + 1 },
    `${incident}/${lane.lane}`,
  );
  tender.log.info('lane woken', { incident, run, lane: lane.lane, slice: lane.slice + 1, was: lane.state });
}

async function showPhase(tender: RunTender, incident: IncidentItem, run: Run, pausedBecause?: string) {
  const phase = pausedBecause === undefined ? 'sending' : 'paused';
  if (incident.phase === phase) return;
  const state = phase === 'paused' ? 'paused' : 'running';
  await tender.incidents.decide(incident.incident, (current) =>
    current.run?.id === run.id && current.run.state !== 'ended'
      ? { phase, run: { ...current.run, state, why: pausedBecause } }
      : undefined,
  );
}

/**
 * The full count when all lanes are drained. It ends the run when everyone has an outcome; otherwise the next one
 * waits twice as long as all lanes have been quiet, so that a million recipients are not walked every minute.
 */
async function recount(tender: RunTender, incident: IncidentItem, run: Run, lanes: LaneItem[], now: Date) {
  await tender.settleUnknown(incident, now);
  const moves = await movesSoFar(tender.table, incident.incident);
  const census = await countRun(tender, incident, run, now);
  if (census.due > 0) await sendLanesBack(tender, lanes);
  else if (census.totals.claimed > 0) await sweepEverywhere(tender, incident, run, lanes, now);
  if (census.open === 0)
    return endRun(tender, incident, run, { totals: census.totals, totalsMoves: moves }, now);
  const quiet = now.getTime() - lastBeat(lanes);
  const wait = Math.max(tender.recountSeconds * 1000, quiet / 4);
  await tender.incidents.decide(incident.incident, () => ({
    totals: census.totals,
    totalsAt: now.toISOString(),
    recountAt: new Date(now.getTime() + wait).toISOString(),
  }));
}

/** All lanes are drained and somebody is still between claim and outcome: a lane has lost sight of a shard. */
async function sweepEverywhere(
  tender: RunTender,
  incident: IncidentItem,
  run: Run,
  lanes: LaneItem[],
  now: Date,
) {
  const shards = Array.from({ length: 2 ** incident.shardBits }, (_, shard) => shard);
  for (const lane of lanes) {
    const own = shards.filter((shard) => shard % run.lanes === lane.lane);
    await tender.sweepClaims(incident, await changeDrained(tender, lane, { openShards: own }), now);
  }
}

/** Somebody is still pending after the lanes' own proof (a claim was released late): they walk again. */
async function sendLanesBack(tender: RunTender, lanes: LaneItem[]): Promise<void> {
  for (const lane of lanes) {
    try {
      const start = { shard: 0, after: '' };
      const heartbeatAt = stamp(tender.clock);
      const back = { state: 'ready', pass: 'rest', cursor: start, heartbeatAt } as const;
      await wake(tender, await changeDrained(tender, lane, back));
    } catch (error) {
      // Another tick has sent it back already, and it may be at work.
      if (!(error instanceof ConditionLost)) throw error;
    }
  }
}

/** @throws ConditionLost when the lane is not drained any more. */
function changeDrained({ table }: RunTender, lane: LaneItem, change: Partial<LaneItem>): Promise<LaneItem> {
  const fields = Object.entries(change);
  const update = {
    expression: `SET ${fields.map(([field]) => `#${field} = :${field}`).join(', ')}`,
    names: { '#state': 'state', ...Object.fromEntries(fields.map(([field]) => [`#${field}`, field])) },
    values: {
      ':drained': 'drained',
      ...Object.fromEntries(fields.map(([field, value]) => [`:${field}`, value])),
    },
  };
  const key = { pk: lane.pk, sk: laneSk(lane.run, lane.lane) };
  return table.update<LaneItem>(key, update, '#state = :drained');
}

async function endRun(
  tender: RunTender,
  incident: IncidentItem,
  run: Run,
  counted: Required<Pick<IncidentItem, 'totals' | 'totalsMoves'>>,
  now: Date,
) {
  const current = await tender.incidents.get(incident.incident);
  if (current?.run?.id !== run.id || current.run.state === 'ended') return;
  await changeLogged(
    tender.table,
    incident.incident,
    { by: 'reconcile', what: 'run-ended', facts: { run: run.id, totals: counted.totals } },
    tender.clock,
    changeOf(current, {
      phase: 'done',
      run: { ...current.run, state: 'ended', endedAt: now.toISOString() },
      ...counted,
      totalsAt: now.toISOString(),
      recountAt: undefined,
    }),
  );
}

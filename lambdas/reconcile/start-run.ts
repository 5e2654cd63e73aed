import type { Queue } from '../adapters/queue';
import { changeOf, type Incidents } from '../adapters/register/incidents';
import type { ControlItem, IncidentItem, LaneItem, Run } from '../adapters/register/items';
import { controlSk, incidentPk, laneSk } from '../adapters/register/keys';
import { changeLogged } from '../adapters/register/logged-change';
import type { RegisterTable } from '../adapters/register/table';
import { type Clock, stamp } from '../shared/clock';
import { unlessLost } from '../shared/errors';
import type { SendSlice } from '../shared/messages';

export interface RunStarter {
  table: RegisterTable;
  incidents: Incidents;
  dispatch: Queue<SendSlice>;
  clock: Clock;
}

/**
 * Starts the sending of the approved manifest. Writing `run` into META under its lock decides who starts it; all
 * that follows may be repeated by anyone (see `ensureLanes`), so a crash in between costs a tick, not the run.
 */
export async function startRun(starter: RunStarter, incident: IncidentItem, lanes: number): Promise<void> {
  if (!incident.manifest) throw new Error('a run needs a manifest');
  const number = incident.run ? Number(incident.run.id.slice(1)) + 1 : 1;
  const run: Run = {
    id: `r${String(number).padStart(4, '0')}`,
    manifest: incident.manifest.hash,
    generation: incident.manifest.generation,
    startedAt: stamp(starter.clock),
    lanes,
    state: 'running',
  };
  const earlierRuns = incident.run && {
    ...incident.earlierRuns,
    [incident.run.id]: incident.run.generation,
  };
  await changeLogged(
    starter.table,
    incident.incident,
    {
      by: 'reconcile',
      what: 'run-started',
      facts: {
        run: run.id,
        manifest: run.manifest,
        generation: run.generation,
        recipients: incident.manifest.recipients,
        lanes,
      },
    },
    starter.clock,
    changeOf(incident, { phase: 'sending', run, earlierRuns, holds: [], recountAt: undefined }),
  );
  await ensureLanes(starter, incident.incident, run);
}

/** Creates the run's control field and those of its lanes that do not exist yet, each with its first message. */
export async function ensureLanes(starter: RunStarter, incident: string, run: Run): Promise<void> {
  const control: ControlItem = {
    pk: incidentPk(incident),
    sk: controlSk,
    run: run.id,
    control: 'go',
    by: 'reconcile',
    at: stamp(starter.clock),
    why: 'approved',
  };
  // Only a new run's field is written: a pause of this run is never undone by a slow starter.
  await unlessLost(
    starter.table.put(control, {
      expression: 'attribute_not_exists(pk) OR #run <> :run',
      names: { '#run': 'run' },
      values: { ':run': run.id },
    }),
  );
  for (let lane = 0; lane < run.lanes; lane++) {
    const item: LaneItem = {
      pk: incidentPk(incident),
      sk: laneSk(run.id, lane),
      incident,
      run: run.id,
      lane,
      slice: 0,
      state: 'ready',
      heartbeatAt: stamp(starter.clock),
      pass: 'canary',
      cursor: { shard: 0, after: '' },
      openShards: [],
      accepted: 0,
      throttled: 0,
      pace: 0,
    };
    const mine = await unlessLost(starter.table.put(item, { expression: 'attribute_not_exists(pk)' }));
    if (!mine) continue;
    await starter.dispatch.send({ incident, run: run.id, lane, slice: 1 }, `${incident}/${lane}`);
  }
}

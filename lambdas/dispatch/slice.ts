import { pauseOf } from '../adapters/register/control';
import type { IncidentItem, LaneItem } from '../adapters/register/items';
import { changeLogged } from '../adapters/register/logged-change';
import { recordVersion } from '../adapters/register/record-versions';
import { BackOff, RefusalBrake, UnknownBrake } from '../domain/sending/brakes';
import { noReputation } from '../domain/sending/breaker';
import { Pacer } from '../domain/sending/pacer';
import { stamp } from '../shared/clock';
import { unlessLost } from '../shared/errors';
import type { SendSlice } from '../shared/messages';
import { Allowance } from './allowance';
import type { AttemptContext } from './attempt';
import { closeLane } from './close-lane';
import { Decided } from './decided';
import { Monitor } from './monitor';
import { createRenderer } from './notice/render';
import { openLane } from './open-lane';
import { runPasses } from './passes';
import { Progress } from './progress';
import type { Sender } from './sender';
import { Stop } from './stop';

/**
 * One invocation of the sender: takes the lane, goes on where the slice before stopped, and ends by handing over,
 * pausing, waiting or having nobody left to tell. Afterwards nothing of it is still on its way.
 *
 * @param ending this process is about to end: hand over at once, so that no mail is left without an outcome.
 */
export async function runSlice(sender: Sender, message: SendSlice, ending?: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const current = await sender.incidents.get(message.incident);
  if (!isSending(current, message)) {
    sender.log.info('no such run is sending; message dropped', { ...message });
    return;
  }
  const lane = await openLane(sender, message);
  if (!lane) {
    sender.log.info('stale slice dropped', { ...message });
    return;
  }
  const incident = { ...current, record: await approvedRecord(sender, current) };
  const context = createContext(sender, incident, lane);
  const monitor = new Monitor(context);
  const handOver = () => context.stop.request({ kind: 'handed-over' });
  const over = setTimeout(handOver, sender.settings.sliceSeconds * 1000 - (performance.now() - startedAt));
  if (ending?.aborted) handOver();
  ending?.addEventListener('abort', handOver, { once: true });
  try {
    await begin(context);
    monitor.start();
    await runPasses(context, incident, createRenderer(incident.record, incident.key));
  } catch (error) {
    context.stop.request({ kind: 'failed', error });
  } finally {
    clearTimeout(over);
    ending?.removeEventListener('abort', handOver);
    await monitor.close();
  }
  await closeLane(context);
}

type Sending = IncidentItem & {
  record: NonNullable<IncidentItem['record']>;
  run: NonNullable<IncidentItem['run']>;
};

function isSending(incident: IncidentItem | undefined, message: SendSlice): incident is Sending {
  return incident?.record !== undefined && incident.run?.id === message.run && incident.run.state !== 'ended';
}

/** The words that were approved: the record may have been described anew since, and nobody has approved that. */
async function approvedRecord({ table }: Sender, { incident, manifest, record, recordHash }: Sending) {
  if (manifest?.record === undefined || manifest.record === recordHash) return record;
  const approved = await recordVersion(table, incident, manifest.record);
  if (!approved) throw new Error('the record that was approved is not in the register');
  return approved;
}

function createContext(sender: Sender, incident: Sending, lane: LaneItem): AttemptContext {
  const progress = new Progress(lane);
  const stop = new Stop();
  // A lane without a shard has nothing to send; its share goes to the others.
  const lanes = Math.min(incident.run.lanes, 2 ** incident.shardBits);
  return {
    sender,
    source: incident.record.sender.address,
    progress,
    stop,
    pacer: new Pacer(1, 0),
    allowance: new Allowance(() => sender.mailer.quota(), progress, {
      lanes,
      reserve: sender.settings.quotaReserve,
      clock: sender.clock,
    }),
    backOff: new BackOff(),
    refusals: new RefusalBrake(),
    unknowns: new UnknownBrake(),
    decided: new Decided(sender.table, { incident: lane.incident, generation: incident.run.generation }),
    pauseRun: async (why) => {
      stop.request({ kind: 'paused', why });
      const said = { by: 'dispatch', at: stamp(sender.clock), why };
      const entry = { by: 'dispatch', what: 'run-paused', why, facts: { run: lane.run, lane: lane.lane } };
      const pause = pauseOf(lane.incident, lane.run, said);
      if (!(await unlessLost(changeLogged(sender.table, lane.incident, entry, sender.clock, pause)))) return;
      sender.log.error('run paused', { incident: lane.incident, run: lane.run, lane: lane.lane, why });
    },
  };
}

/** Reads what may be done at all, the control field and the account's limits, and how far people's words go. */
async function begin(context: AttemptContext): Promise<void> {
  const { sender, progress, stop, allowance, decided } = context;
  const { incident } = progress.lane;
  const [control, counted, share] = await Promise.all([
    sender.controls.read(incident),
    sender.controls.reputation(incident),
    allowance.open(stop),
    decided.open(),
  ]);
  if (control?.control !== 'go') stop.request({ kind: 'paused', why: control?.why ?? 'no control field' });
  // A run that is new, or resumed by a person after a trip, is judged by what happens from here on.
  if (progress.reputation.length === 0) {
    const { finals, hardBounces, complaints } = counted ?? noReputation;
    progress.reputation = [{ finals, hardBounces, complaints }];
  }
  context.pacer = new Pacer(share, progress.lane.pace);
}

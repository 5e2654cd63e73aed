import type { IncidentItem } from '../adapters/register/items';
import { stamp } from '../shared/clock';
import type { AttemptContext } from './attempt';
import { awaitCanary } from './canary';
import { prepare, type Render } from './prepare';
import { START } from './progress';
import { Pump, type PumpStep } from './pump';
import { readAhead, walk } from './walk';

/** Mails made ready ahead of their slot: half a second at the highest pace of a lane. */
const AHEAD = 64;

type Sending = Pick<IncidentItem, 'incident' | 'shardBits'> & {
  record: NonNullable<IncidentItem['record']>;
  run: NonNullable<IncidentItem['run']>;
};

/**
 * Canary, those at highest risk, everyone else, and then the proof: a walk that finds nobody. Returns when that is
 * done or a stop was requested; each pass goes on where the slice before stopped.
 */
export async function runPasses(context: AttemptContext, incident: Sending, render: Render): Promise<void> {
  const { progress, stop } = context;
  while (!stop.end) {
    const found = await runPass(context, incident, render);
    if (stop.end) return;
    progress.cursor = START;
    if (progress.pass === 'canary') progress.pass = 'first';
    else if (progress.pass === 'first') progress.pass = 'rest';
    else if (progress.pass === 'rest') progress.pass = 'proof';
    else if (found === 0) return;
  }
}

/** @returns how many mails this pass launched. */
async function runPass(context: AttemptContext, incident: Sending, render: Render): Promise<number> {
  const { sender, progress, stop } = context;
  progress.beginPass();
  if (progress.pass !== 'canary') {
    const pump = createPump(context, () => {
      if (progress.pass === 'proof') progress.refuteProof();
    });
    await pump.run(mails(context, incident, render));
    return pump.launched;
  }
  await sendCanary(context, incident, render);
  if (!stop.end) await awaitCanary(sender, progress, incident.shardBits, stop);
  return progress.canary?.rids.length ?? 0;
}

/**
 * The lane's part of the canary: the first recipients in key order, which a keyed hash has made a random choice. A
 * lane with no more recipients than that has nobody to protect and does not wait.
 */
async function sendCanary(context: AttemptContext, incident: Sending, render: Render): Promise<void> {
  const { sender, progress, stop } = context;
  const size = Math.ceil(sender.settings.canarySize / Math.min(incident.run.lanes, 2 ** incident.shardBits));
  const canary = progress.canary ?? { rids: [], until: '' };
  progress.canary = canary;
  if (canary.until || canary.rids.length >= size) return;
  const pump = createPump(context, (rid) => canary.rids.push(rid));
  await pump.run(mails(context, incident, render), size - canary.rids.length);
  if (stop.end || canary.rids.length < size) return;
  const until = sender.clock.now().getTime() + sender.settings.canaryWaitSeconds * 1000;
  canary.until = new Date(until).toISOString();
}

function createPump(context: AttemptContext, onLaunch?: (rid: string) => void): Pump {
  const { sender, progress, pacer, stop } = context;
  return new Pump(context, {
    onLaunch: ({ due }) => onLaunch?.(due.rid),
    saveShard: async () => {
      const fields = { heartbeatAt: stamp(sender.clock), ...progress.openingFields(pacer.pace) };
      if (!(await sender.lanes.beat(progress.lane, fields))) stop.request({ kind: 'superseded' });
    },
  });
}

/** The walk of the current pass, each due mail made ready as soon as it is read. */
function mails(context: AttemptContext, incident: Sending, render: Render): AsyncGenerator<PumpStep> {
  const { sender, progress } = context;
  const { lanes, generation } = incident.run;
  const shards = Array.from({ length: 2 ** incident.shardBits }, (_, shard) => shard);
  const plan = {
    incident: incident.incident,
    shards: shards.filter((shard) => shard % lanes === progress.lane.lane),
    generation,
    pass: progress.pass,
    firstDomains: incident.record.sending.firstDomains ?? [],
  };
  async function* made(): AsyncGenerator<PumpStep> {
    const making = new Set<Promise<unknown>>();
    try {
      for await (const { due, at } of walk(sender.table, plan, progress.cursor)) {
        const mail = due && prepare(context, render, due);
        const done: Promise<unknown> | undefined = mail
          ?.catch(() => undefined)
          .then(() => making.delete(done!));
        if (done) making.add(done);
        yield { mail, at };
      }
    } finally {
      // Who mail cannot reach is written down while it is made: nothing may be on its way when the slice has ended.
      await Promise.all(making);
    }
  }
  return readAhead(made(), AHEAD);
}

import type { LaneChange } from '../adapters/register/lanes';
import { appendLog } from '../adapters/register/log';
import { stamp } from '../shared/clock';
import type { AttemptContext } from './attempt';
import { START } from './progress';
import type { End } from './stop';

/**
 * Writes how the slice ended and, last of all, hands over. A crash between the two leaves a lane without a message;
 * reconcile finds that by its heartbeat.
 *
 * @throws what made the slice fail, so that its message comes again.
 */
export async function closeLane(context: AttemptContext): Promise<void> {
  const { sender, progress, pacer, stop } = context;
  const { incident, run, lane, slice } = progress.lane;
  const end: End = stop.end ?? { kind: 'drained' };
  await logFacts(context, end);
  if (end.kind === 'superseded') return;
  if (end.kind === 'failed') throw end.error;
  const held = await sender.lanes.beat(progress.lane, {
    heartbeatAt: stamp(sender.clock),
    ...progress.closedFields(pacer.pace),
    ...stateAfter(end),
  });
  if (!held || end.kind !== 'handed-over') return;
  await sender.queue.send({ incident, run, lane, slice: slice + 1 }, `${incident}/${lane}`);
}

function stateAfter(end: Exclude<End, { kind: 'superseded' | 'failed' }>): LaneChange {
  switch (end.kind) {
    case 'handed-over':
      return { state: 'ready' };
    case 'waiting':
      return { state: 'waiting', waitingFor: end.for, resumeAt: end.until.toISOString() };
    case 'paused':
      // Whoever resumes has looked at the figures: the breaker counts anew.
      return { state: 'paused', reputation: undefined };
    case 'drained':
      // Woken again, the lane proves again.
      return { state: 'drained', pass: 'proof', cursor: START };
  }
}

/** One entry a slice: how many attempts ended how, and a digest that pins each of them. */
async function logFacts({ sender, progress }: AttemptContext, end: End): Promise<void> {
  const { incident, run, lane, slice } = progress.lane;
  const { ended } = progress;
  sender.log.info('slice ended', { incident, run, lane, slice, end: end.kind, ...ended });
  if (Object.values(ended).every((count) => count === 0)) return;
  const facts = { run, lane, slice, end: end.kind, ...ended, digest: progress.factsDigest() };
  await appendLog(sender.table, incident, { by: 'dispatch', what: 'slice-ended', facts }, sender.clock);
}

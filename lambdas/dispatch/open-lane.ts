import { setTimeout as sleep } from 'node:timers/promises';
import type { LaneItem } from '../adapters/register/items';
import { stamp } from '../shared/clock';
import type { SendSlice } from '../shared/messages';
import type { Sender } from './sender';

/** A living slice beats every second; one that has not for this long is dead. */
const DEAD_AFTER_MS = 4_000;
const LOOK_EVERY_MS = 250;

/**
 * Gives the lane to this message's slice, or nothing when the message is stale. A message that comes again finds
 * its lane busy: the one who works there shows it by its heartbeat, and only when that has stopped is the lane taken
 * over, as the next slice, so that the dead one's claims can be told from ours.
 */
export async function openLane(sender: Sender, message: SendSlice): Promise<LaneItem | undefined> {
  const started = await sender.lanes.start(message, message.slice, stamp(sender.clock));
  if (started === 'stale') return undefined;
  if ('lane' in started) return started.lane;
  const dead = await watch(sender, started.busy);
  return dead && sender.lanes.takeOver(dead, stamp(sender.clock));
}

/** Watches a heartbeat by our own clock. @returns the lane if it is dead, nothing if anybody lives. */
async function watch(sender: Sender, busy: LaneItem): Promise<LaneItem | undefined> {
  const silentFor = () => sender.clock.now().getTime() - Date.parse(busy.heartbeatAt);
  while (silentFor() < DEAD_AFTER_MS) {
    await sleep(LOOK_EVERY_MS);
    const now = await sender.lanes.get(busy);
    if (now?.heartbeatAt !== busy.heartbeatAt || now.slice !== busy.slice) return undefined;
  }
  return busy;
}

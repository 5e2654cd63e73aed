import { noticeSk, recipientsPk } from '../adapters/register/keys';
import { shardOf } from '../domain/ids';
import { FINAL_RANK } from '../domain/sending/notice-state';
import type { Progress } from './progress';
import type { Sender } from './sender';
import type { Stop } from './stop';

/** A Lambda is not kept waiting longer than this; then the lane sleeps and reconcile wakes it. */
const WAIT_AWAKE_MS = 20_000;
const SLEEP_MS = 30_000;
const LOOK_EVERY_MS = 250;

/**
 * Waits until every canary mail has a final event, or as long as the settings say. A canary that has come back whole
 * and not tripped the breaker is what lets the rest go.
 */
export async function awaitCanary(
  sender: Sender,
  progress: Progress,
  shardBits: number,
  stop: Stop,
): Promise<void> {
  const { canary, lane } = progress;
  if (!canary?.until) return;
  const waiting = [...canary.rids];
  const awakeUntil = sender.clock.now().getTime() + WAIT_AWAKE_MS;
  while (!stop.end) {
    while (waiting.length > 0 && (await isFinal(sender, lane.incident, shardBits, waiting.at(-1) ?? ''))) {
      waiting.pop();
    }
    const now = sender.clock.now();
    if (waiting.length === 0 || now.toISOString() >= canary.until) return;
    if (now.getTime() >= awakeUntil) {
      const until = new Date(Math.min(Date.parse(canary.until), now.getTime() + SLEEP_MS));
      return stop.request({ kind: 'waiting', for: 'canary', until });
    }
    await stop.sleep(LOOK_EVERY_MS);
  }
}

async function isFinal(sender: Sender, incident: string, shardBits: number, rid: string): Promise<boolean> {
  const pk = recipientsPk(incident, shardOf(rid, shardBits));
  const notice = await sender.notices.get({ pk, sk: noticeSk(rid, 1) });
  // None at all: its claim was given back, so there is nothing to wait for.
  return notice === undefined || notice.rank >= FINAL_RANK || notice.status === 'rejected';
}

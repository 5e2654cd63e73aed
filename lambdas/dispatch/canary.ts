import type { NoticeItem } from '../adapters/register/items';
import { noticePrefix, recipientsPk } from '../adapters/register/keys';
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
  // The last one is the canary's own: with a supplement the notices before it have been final for long.
  const newestFirst = { prefix: noticePrefix(rid), descending: true, pageSize: 1 };
  for await (const { rank, status } of sender.table.query<NoticeItem>(pk, newestFirst)) {
    return rank >= FINAL_RANK || status === 'rejected';
  }
  // None at all: its claim was given back, so there is nothing to wait for.
  return true;
}

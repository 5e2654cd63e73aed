/** Arithmetic of the rolling 24 h quota. It counts recipients over the last 24 hours, checked on every send. */

const DAY_MS = 86_400_000;
/** Own sends are remembered in steps of ten minutes: at most 145 numbers a lane. */
const STEP_MS = 600_000;
/** When others use the account too, nobody can say when their mail leaves the window: look again then. */
const LOOK_AGAIN_MS = 900_000;

/** Own accepted mails by the step they were sent in: ISO time of the step's start -> count. */
export type SendWindow = Record<string, number>;

export interface Quota {
  /** -1 is no limit. */
  max24HourSend: number;
  sentLast24Hours: number;
}

/**
 * How many mails a lane may still hand over. SES's own number lags behind, so the larger of it and of our own count
 * is believed.
 *
 * @param reserve share of the quota left to the account's other mail, 0 to 1.
 */
export function headroom(quota: Quota, ownSent: number, reserve: number, lanes: number): number {
  if (quota.max24HourSend < 0) return Number.POSITIVE_INFINITY;
  const usable = quota.max24HourSend * (1 - reserve);
  return Math.max(0, Math.floor((usable - Math.max(quota.sentLast24Hours, ownSent)) / lanes));
}

/** Adds accepted mails and forgets the steps that have left the window. */
export function remember(window: SendWindow, accepted: number, now: Date): SendWindow {
  const step = new Date(Math.floor(now.getTime() / STEP_MS) * STEP_MS).toISOString();
  const kept = Object.entries(window).filter(([at]) => leavesAt(at) > now.getTime());
  const next = Object.fromEntries(kept);
  if (accepted > 0) next[step] = (next[step] ?? 0) + accepted;
  return next;
}

/** Own mails still in the window. */
export function ownSent(window: SendWindow, now: Date): number {
  let sum = 0;
  for (const [at, count] of Object.entries(window)) if (leavesAt(at) > now.getTime()) sum += count;
  return sum;
}

/** When a lane that has run out looks again: as its own oldest step leaves the window, or soon if others send too. */
export function resumeAt(window: SendWindow, quota: Quota, now: Date): Date {
  const own = ownSent(window, now);
  const leaving = Object.keys(window)
    .map(leavesAt)
    .filter((at) => at > now.getTime());
  const soon = now.getTime() + LOOK_AGAIN_MS;
  if (leaving.length === 0 || quota.sentLast24Hours > own) return new Date(soon);
  return new Date(Math.min(...leaving));
}

const leavesAt = (step: string) => Date.parse(step) + STEP_MS + DAY_MS;

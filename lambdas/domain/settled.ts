import type { Outcome } from './outcome';

/** How long we wait for what SES has not told us yet. */
export interface Patience {
  /** An unknown waits this long for evidence before it is final. */
  graceSeconds: number;
  /** A sent or delayed mail waits this long for its final event (SES retries for up to 14 h). */
  evidenceWindowSeconds: number;
}

/** The times of a notice that matter here. */
export interface NoticeTimes {
  claimedAt: string;
  sentAt?: string;
  unknownAt?: string;
  unknownFinalAt?: string;
}

/**
 * Whether an outcome can be reported as it is: it is final, or we have waited as long as we said we would.
 *
 * @param notice the recipient's first notice, the one that tells; undefined while there is none.
 */
export function isSettled(
  outcome: Outcome,
  notice: NoticeTimes | undefined,
  now: Date,
  patience: Patience,
): boolean {
  if (outcome === 'pending' || outcome === 'claimed') return false;
  if (outcome === 'unknown') {
    return notice?.unknownFinalAt !== undefined || isOver(notice?.unknownAt, patience.graceSeconds, now);
  }
  if (outcome === 'sent' || outcome === 'delayed') {
    return isOver(notice?.sentAt ?? notice?.claimedAt, patience.evidenceWindowSeconds, now);
  }
  return true;
}

function isOver(since: string | undefined, seconds: number, now: Date): boolean {
  return since !== undefined && now.getTime() - Date.parse(since) >= seconds * 1000;
}

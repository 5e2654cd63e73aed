import { type NoticeFacts, RANK, standingOf } from './notice-state';

/** A lane, as far as it tells whether a claim's owner can still be alive. */
export interface LaneLife {
  run: string;
  lane: number;
  slice: number;
  state: string;
  heartbeatAt: string;
}

export interface ClaimLife extends NoticeFacts {
  run: string;
  lane: number;
  slice: number;
  claimedAt: string;
  unknownFinalAt?: string;
}

/**
 * Whether a claim will never be settled by the one who made it: its slice has ended, or gives no sign of life. Age
 * alone proves nothing, so it only delays the verdict.
 */
export function isDeadClaim(
  claim: ClaimLife,
  lane: LaneLife,
  now: Date,
  limits: { stallSeconds: number; staleSeconds: number },
): boolean {
  if (standingOf(claim).rank !== RANK.claimed) return false;
  if (secondsSince(claim.claimedAt, now) < limits.staleSeconds) return false;
  if (claim.run !== lane.run || claim.lane !== lane.lane || claim.slice < lane.slice) return true;
  return lane.state !== 'running' || secondsSince(lane.heartbeatAt, now) > limits.stallSeconds;
}

/** Unknown, and nothing was heard for the whole grace. */
export function isGraceOver(notice: ClaimLife, now: Date, graceSeconds: number): boolean {
  if (notice.unknownFinalAt || standingOf(notice).rank !== RANK.unknown) return false;
  return secondsSince(notice.unknownAt ?? notice.claimedAt, now) >= graceSeconds;
}

/** Whether a shard must be looked at again because of this notice: its claim or its doubt is not settled. */
export function isOpen(notice: ClaimLife): boolean {
  const { rank } = standingOf(notice);
  return rank === RANK.claimed || (rank === RANK.unknown && !notice.unknownFinalAt);
}

/** How many finally unknown notices of a run may be sent again without a person: a tenth of a percent, or one. */
export function resendCap(recipients: number): number {
  return Math.max(1, Math.floor(recipients / 1000));
}

const secondsSince = (at: string, now: Date) => (now.getTime() - Date.parse(at)) / 1000;

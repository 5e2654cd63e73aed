import type { Outcome } from '../outcome';
import { isResendDue, isWithheld } from './due';
import { type NoticeFacts, standingOf } from './notice-state';
import type { Decision, Exposure, Notice, Recipient } from './recipient';

const FACT_TIMES = [
  'unknownAt',
  'rejectedAt',
  'sentAt',
  'delayedAt',
  'bouncedAt',
  'deliveredAt',
  'suppressedAt',
  'complainedAt',
] as const satisfies (keyof NoticeFacts)[];

/**
 * The recipient's outcome as of `now`: what was claimed, decided or found out later does not count, so a pack can
 * be built as of one cut time while the run goes on. With supplements the first notice decides: it is the one that
 * tells, and a bounced supplement does not make a told person untold.
 */
export function outcomeOf(recipient: Recipient<Exposure, Decision, Notice>, now: Date): Outcome {
  const cut = now.toISOString();
  const decisions = recipient.decisions.filter(({ at }) => at <= cut);
  const [notice] = recipient.notices.filter(({ claimedAt }) => claimedAt <= cut);
  if (!notice) return isWithheld(decisions) ? 'withheld' : 'pending';
  const known = asOf(notice, cut);
  if (isResendDue(known, decisions)) return 'pending';
  return standingOf(known).status;
}

function asOf(notice: Notice, cut: string): Notice {
  if (FACT_TIMES.every((field) => (notice[field] ?? '') <= cut)) return notice;
  const known = { ...notice };
  for (const field of FACT_TIMES) if ((known[field] ?? '') > cut) delete known[field];
  return known;
}

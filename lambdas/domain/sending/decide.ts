import type { Outcome } from '../outcome';
import { isWithheld } from './due';
import { RANK, standingOf } from './notice-state';
import type { Decision, Recipient } from './recipient';

/** A person's decision about one recipient; supplements are decided for all at once. */
export type RecipientDecision = Exclude<Decision['decision'], 'supplement'>;

/** Why a decision cannot take effect: a code, and one sentence that says what to do. */
export interface DecisionFault {
  code: string;
  message: string;
}

/**
 * Whether a decision can take effect now. A decision that could not would wait in the register and take effect later,
 * when nobody expects it.
 *
 * @param run the run that goes on or was the last.
 */
export function decisionFault(
  decision: RecipientDecision,
  recipient: Recipient,
  run: { state: string; startedAt: string } | undefined,
): DecisionFault | undefined {
  const goesOn = run !== undefined && run.state !== 'ended';
  switch (decision) {
    case 'resend':
      if (goesOn) return { code: 'run-going-on', message: 'Decide on a second mail when the run has ended.' };
      return isFinallyUnknown(recipient) ? undefined : notUnknown;
    case 'accept-unknown':
      return isFinallyUnknown(recipient) ? undefined : notUnknown;
    case 'withhold':
      return isWithheld(recipient.decisions)
        ? { code: 'already-withheld', message: 'This recipient is withheld already.' }
        : undefined;
    case 'release':
      return releaseFault(recipient, goesOn ? run.startedAt : undefined);
    case 'second-route-done':
      return undefined;
  }
}

const notUnknown: DecisionFault = {
  code: 'not-unknown',
  message: 'Only a recipient whose outcome is unknown for good can be decided on so.',
};

function isFinallyUnknown({ notices }: Recipient): boolean {
  const last = notices.at(-1);
  return last?.unknownFinalAt !== undefined && standingOf(last).rank === RANK.unknown;
}

/** Unknown for good, and nobody has said yet what is to become of it. */
export function awaitsDecision(recipient: Recipient): boolean {
  const last = recipient.notices.at(-1);
  if (!last || !isFinallyUnknown(recipient)) return false;
  return !recipient.decisions.some(
    ({ decision, sequence, at }) =>
      (decision === 'resend' || decision === 'accept-unknown') &&
      (sequence ?? 1) === last.sequence &&
      at > last.claimedAt,
  );
}

const NOT_REACHED: readonly Outcome[] = ['bounced', 'suppressed', 'rejected'];

/** Mail did not reach this recipient, and nobody has said that another way did. */
export function awaitsSecondRoute({ decisions }: Recipient, outcome: Outcome): boolean {
  return NOT_REACHED.includes(outcome) && !decisions.some(({ decision }) => decision === 'second-route-done');
}

/** While a run goes on only a withhold of its own time can be taken back: the approval covered that recipient. */
function releaseFault({ decisions }: Recipient, runSince: string | undefined): DecisionFault | undefined {
  if (!isWithheld(decisions)) return { code: 'not-withheld', message: 'This recipient is not withheld.' };
  const withheld = decisions.findLast(({ decision }) => decision === 'withhold');
  if (runSince === undefined || (withheld && withheld.at > runSince)) return undefined;
  return {
    code: 'run-going-on',
    message: 'The approval of this run left the recipient out: release when the run has ended, then approve.',
  };
}

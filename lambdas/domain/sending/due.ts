import { RANK, standingOf } from './notice-state';
import type { Decision, Exposure, Notice, Recipient } from './recipient';
import { sendable } from './recipient';

/** What a recipient still has to be sent. */
export interface Due<X extends Exposure = Exposure, N extends Notice = Notice> {
  rid: string;
  sequence: number;
  attempt: number;
  /** What the notice may show: nothing later than the manifest. Empty when no address can be sent to. */
  exposures: X[];
  /** With a resend or a supplement: the time of the decision it follows, which is used up by it. */
  decidedAt?: string;
  /** With attempt 2 and up: the notice whose outcome stayed unknown. */
  previous?: N;
  /** With a supplement: the notice it adds to. */
  supplementOf?: N;
}

/**
 * The one rule of who is sent what. Nobody told is told again, unless a person decided so after the fact: `resend`
 * of a finally unknown notice, or a `supplement`.
 *
 * @param generation the highest one the run's manifest covers.
 */
export function dueNotice<X extends Exposure, D extends Decision, N extends Notice>(
  recipient: Recipient<X, D, N>,
  generation: number,
): Due<X, N> | undefined {
  const { rid, decisions, notices } = recipient;
  if (!recipient.exposures.some((exposure) => exposure.generation <= generation)) return undefined;
  if (isWithheld(decisions)) return undefined;
  const exposures = sendable(recipient.exposures, generation);
  const last = notices.at(-1);
  if (!last) return { rid, sequence: 1, attempt: 1, exposures };
  if (exposures.length === 0) return undefined;
  const resend = resendWord(last, decisions);
  if (resend) {
    const attempt = last.attempt + 1;
    return { rid, sequence: last.sequence, attempt, exposures, decidedAt: resend.at, previous: last };
  }
  const supplement = supplementWord(last, decisions);
  if (supplement) {
    const sequence = last.sequence + 1;
    return { rid, sequence, attempt: 1, exposures, decidedAt: supplement.at, supplementOf: last };
  }
  return undefined;
}

/** The latest of withhold and release counts. */
export function isWithheld(decisions: readonly Decision[]): boolean {
  const last = decisions.findLast(({ decision }) => decision === 'withhold' || decision === 'release');
  return last?.decision === 'withhold';
}

/** Finally unknown, no evidence since, and the last word of a person, after the attempt, was `resend`. */
export function isResendDue(notice: Notice, decisions: readonly Decision[]): boolean {
  return resendWord(notice, decisions) !== undefined;
}

function resendWord(notice: Notice, decisions: readonly Decision[]): Decision | undefined {
  if (!notice.unknownFinalAt || standingOf(notice).rank !== RANK.unknown) return undefined;
  const word = decisions.findLast(
    ({ decision, sequence }) =>
      (decision === 'resend' || decision === 'accept-unknown') && (sequence ?? 1) === notice.sequence,
  );
  return word?.decision === 'resend' && isUnused(word, notice) ? word : undefined;
}

/** A person asked for a supplement after the last notice, and that one is known to have reached SES. */
function supplementWord(notice: Notice, decisions: readonly Decision[]): Decision | undefined {
  if (standingOf(notice).rank < RANK.sent) return undefined;
  const word = decisions.findLast(({ decision }) => decision === 'supplement');
  return word && isUnused(word, notice) ? word : undefined;
}

/**
 * A decision sends once. The notice keeps the time of the one it follows, so that no difference between the clocks of
 * those who decide and those who send can make one decision count twice.
 */
function isUnused(word: Decision, { claimedAt, decidedAt }: Notice): boolean {
  return word.at > claimedAt && word.at > (decidedAt ?? '');
}

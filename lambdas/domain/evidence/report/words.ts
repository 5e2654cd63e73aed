import type { Outcome } from '../../outcome';
import { NOT_REACHED, OPEN, TOLD } from '../person';

/** What each outcome means, in words that claim no more than the evidence shows. */
export const OUTCOME_WORDS: Record<Outcome, string> = {
  pending: 'Nothing has been sent yet.',
  claimed: 'A mail is being handed to SES right now, or its result is not written yet.',
  sent: 'Accepted by Amazon SES; no word from the recipient’s mail server yet.',
  delayed: 'Accepted by Amazon SES, which is still trying to hand it over.',
  delivered: 'Accepted by the recipient’s mail server. Nobody can tell from this whether it was read.',
  bounced: 'Refused by the recipient’s mail server. This person was not told by mail.',
  suppressed: 'On the suppression list: SES took the mail and did not send it. This person was not told.',
  complained: 'Accepted by the recipient’s mail server; the recipient marked it as unwanted.',
  rejected: 'Refused by SES or not deliverable at all. This person was not told by mail.',
  unknown: 'Handed over, but the answer was lost and no event came. A person decides whether to send again.',
  withheld: 'A person decided, with a reason on record, not to send to this address.',
};

/** What a reader asks first. On screen and paper a group has a pattern of its own, not only a colour. */
export type Group = 'told' | 'missed' | 'open';
export const GROUPS: readonly { group: Group; label: string; outcomes: readonly Outcome[] }[] = [
  { group: 'told', label: 'told by mail', outcomes: TOLD },
  { group: 'missed', label: 'not reached by mail, or not known', outcomes: NOT_REACHED },
  { group: 'open', label: 'still open', outcomes: OPEN },
];

/** In a rehearsal nobody was told, whatever became of the mails. */
const REHEARSED = 'taken by the simulator, nobody told';

export const labelOf = (
  { group, label }: (typeof GROUPS)[number],
  { record }: { record?: { sending: { rehearsal?: boolean } } },
) => (group === 'told' && record?.sending.rehearsal ? REHEARSED : label);

/** The group of an outcome. */
export const groupOf = (outcome: Outcome): Group =>
  GROUPS.find(({ outcomes }) => outcomes.includes(outcome))?.group ?? 'open';

/** What stands where there is nothing to show. */
export const NONE = {
  people: 'Nobody: no file that was read by this time names a person.',
  clocks: 'No rule was confirmed or is proposed.',
  files: 'No file had been received by this time.',
  approvals: 'No approval is on record.',
  company: '(no company in the file)',
  erased: 'Erased with the addresses.',
};

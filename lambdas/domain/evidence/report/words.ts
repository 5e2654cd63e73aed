import type { Outcome } from '../../outcome';

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

import type { NoticeFacts } from './notice-state';

/** One SES event about one of our mails, of the types that the configuration set publishes. */
export interface MailEvent {
  type: 'Send' | 'Delivery' | 'Bounce' | 'Complaint' | 'Reject' | 'DeliveryDelay' | 'Rendering Failure';
  messageId: string;
  /** When SES accepted the mail: the same in every event about it. */
  acceptedAt: string;
  /** When the event itself happened. */
  at: string;
  bounce?: { type: string; subType: string };
  complaintSubType?: string;
}

/**
 * Subtypes of a permanent bounce that mean SES did not try at all: the address is on a list of ours. The global
 * suppression list (`Suppressed`) is another matter: that bounce counts against the account, and is a bounce.
 */
const NOT_ATTEMPTED: ReadonlySet<string> = new Set([
  'OnAccountSuppressionList',
  'OnTenantSuppressionList',
  'EmailValidationSuppressed',
  'UnsubscribedRecipient',
]);

/**
 * What an event proves. Any event at all proves that SES accepted the mail, whatever we know of the call.
 *
 * | event | fact |
 * |---|---|
 * | Send | sent |
 * | DeliveryDelay | delayed |
 * | Delivery | delivered |
 * | Bounce Permanent/General, NoEmail, Suppressed | bounced, hard |
 * | Bounce Permanent/On..SuppressionList, EmailValidationSuppressed, UnsubscribedRecipient | suppressed |
 * | Bounce Transient/*, Undetermined | bounced, soft: an out-of-office reply when it follows a delivery |
 * | Complaint | complained; suppressed with subtype OnAccountSuppressionList |
 * | Reject, Rendering Failure | rejected |
 */
export function factsOf(event: MailEvent): NoticeFacts {
  const accepted = { messageId: event.messageId, sentAt: event.acceptedAt };
  switch (event.type) {
    case 'Send':
      return accepted;
    case 'DeliveryDelay':
      return { ...accepted, delayedAt: event.at };
    case 'Delivery':
      return { ...accepted, deliveredAt: event.at };
    case 'Bounce':
      return { ...accepted, ...bounceFacts(event) };
    case 'Complaint':
      return event.complaintSubType === 'OnAccountSuppressionList'
        ? { ...accepted, suppressedAt: event.at }
        : { ...accepted, complainedAt: event.at };
    case 'Reject':
      return { ...accepted, rejectedAt: event.at, rejection: 'bad-content' };
    case 'Rendering Failure':
      return { ...accepted, rejectedAt: event.at, rejection: 'rendering-failure' };
  }
}

function bounceFacts({ at, bounce }: MailEvent): NoticeFacts {
  const { type, subType } = bounce ?? { type: 'Undetermined', subType: 'Undetermined' };
  const hard = type === 'Permanent';
  if (hard && NOT_ATTEMPTED.has(subType)) return { suppressedAt: at };
  return { bouncedAt: at, bounce: { type, subType, hard } };
}

import type { AcceptedMail, Fate } from './mail';

export type EventType = 'Send' | 'Delivery' | 'Bounce' | 'Complaint' | 'Reject' | 'DeliveryDelay';

/** One event of a mail. `n` numbers a mail's events; the journal acknowledges them by it. */
export interface PlannedEvent {
  n: number;
  type: EventType;
  /** Which destination; the Send and Reject events are about all of them. */
  recipient: number;
  at: number;
  /** What an SMTP server answered, for relayed copies. */
  reply?: Reply;
}

export interface Reply {
  /** Enhanced status, `5.1.1`. */
  status: string;
  /** The reply's text, or what kept us from getting one. */
  text: string;
  bounceType?: 'Permanent' | 'Transient' | 'Undetermined';
  delayType?: 'TransientCommunicationFailure' | 'RecipientServerError' | 'Undetermined';
}

/** After the Send event, in this order, each one delivery time after the one before. */
const COURSE: Record<Fate, EventType[]> = {
  delivered: ['Delivery'],
  bounced: ['Bounce'],
  'out-of-office': ['Delivery', 'Bounce'],
  complained: ['Delivery', 'Complaint'],
  'suppressed-globally': ['Bounce'],
  suppressed: ['Bounce'],
  rejected: [],
  relayed: [],
};

/**
 * The events that follow from the fates alone. The same mail always gives the same events with the same
 * numbers and times, so after a restart exactly the missing ones are published, and repeats look alike.
 */
export function planOf(mail: AcceptedMail, deliveryMs: number): PlannedEvent[] {
  const events: PlannedEvent[] = [{ n: 0, type: 'Send', recipient: 0, at: mail.at }];
  const add = (type: EventType, recipient: number, steps: number) =>
    events.push({ n: events.length, type, recipient, at: mail.at + steps * deliveryMs });
  if (mail.fates.includes('rejected')) add('Reject', 0, 1);
  mail.fates.forEach((fate, recipient) => {
    COURSE[fate].forEach((type, step) => {
      add(type, recipient, step + 1);
    });
  });
  return events;
}

/** SES v1 events as SNS delivers them raw; only what a test names differs. */
export interface EventChange {
  rid: string;
  incident?: string;
  seq?: string;
  attempt?: string;
  messageId?: string;
  acceptedAt?: string;
  at?: string;
  account?: string;
  bounce?: [type: string, subType: string];
  complaintSubType?: string | null;
  feedbackId?: string;
}

/** The body of one event. */
export function sesEvent(eventType: string, change: EventChange): string {
  const acceptedAt = change.acceptedAt ?? '2023-06-29T14:00:00.000Z';
  const at = change.at ?? acceptedAt;
  const feedbackId = change.feedbackId ?? `f-${eventType}-${at}`;
  const [bounceType, bounceSubType] = change.bounce ?? ['Permanent', 'General'];
  return JSON.stringify({
    eventType,
    mail: {
      timestamp: acceptedAt,
      source: 'notices@example-scan.example',
      sendingAccountId: change.account ?? '000000000000',
      messageId: change.messageId ?? 'm-1',
      destination: ['admin@corp.example'],
      tags: {
        'ses:configuration-set': ['notices'],
        incident: [change.incident ?? 'leak-2023'],
        rid: [change.rid],
        seq: [change.seq ?? '1'],
        attempt: [change.attempt ?? '1-a'],
      },
    },
    ...(eventType === 'Send' && { send: {} }),
    ...(eventType === 'Delivery' && { delivery: { timestamp: at, smtpResponse: '250 OK' } }),
    ...(eventType === 'Bounce' && { bounce: { bounceType, bounceSubType, timestamp: at, feedbackId } }),
    ...(eventType === 'Complaint' && {
      complaint: { timestamp: at, feedbackId, complaintSubType: change.complaintSubType ?? null },
    }),
    ...(eventType === 'Reject' && { reject: { reason: 'Bad content' } }),
    ...(eventType === 'DeliveryDelay' && { deliveryDelay: { timestamp: at, delayType: 'MailboxFull' } }),
  });
}

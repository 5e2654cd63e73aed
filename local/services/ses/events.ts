import { createHash } from 'node:crypto';
import { domainOf } from './addresses';
import type { Fate, Mail } from './mail';
import { commonHeaders, eventHeaders } from './message';
import type { PlannedEvent } from './plan';

const REPORTING_MTA = 'a1-1.smtp-out.embedded.amazonses.com';
const LOOPBACK = '127.0.0.1';

const GLOBAL_LIST =
  'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address. For more information about how to remove an address from the suppression list, see the Amazon SES Developer Guide.';
const ACCOUNT_LIST =
  'Amazon SES did not send the message to this address because it is on the suppression list for your account. For more information about removing addresses from the suppression list, see the Amazon SES Developer Guide.';

interface BounceKind {
  bounceType: string;
  bounceSubType: string;
  status?: string;
  diagnosticCode?: string;
}

const BOUNCES: Partial<Record<Fate, BounceKind>> = {
  bounced: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    status: '5.1.1',
    diagnosticCode: 'smtp; 550 5.1.1 user unknown',
  },
  // An automatic reply is no failed delivery: SES names the recipient and nothing more.
  'out-of-office': { bounceType: 'Transient', bounceSubType: 'General' },
  'suppressed-globally': {
    bounceType: 'Permanent',
    bounceSubType: 'Suppressed',
    status: '5.1.1',
    diagnosticCode: GLOBAL_LIST,
  },
  suppressed: {
    bounceType: 'Permanent',
    bounceSubType: 'OnAccountSuppressionList',
    status: '5.1.1',
    diagnosticCode: ACCOUNT_LIST,
  },
};

/** The `mail` member without its tags and its closing brace: built once, shared by all events of a mail. */
export function mailMember(mail: Mail, account: string): string {
  const { headers, truncated } = eventHeaders(mail.headers);
  return JSON.stringify({
    timestamp: iso(mail.at),
    source: mail.source,
    sourceArn: mail.sourceArn,
    sendingAccountId: account,
    messageId: mail.id,
    destination: mail.destinations,
    headersTruncated: truncated,
    headers,
    commonHeaders: commonHeaders(mail.headers, mail.id),
  }).slice(0, -1);
}

/** The event as SES publishes it. */
export function eventJson(mail: Mail, member: string, event: PlannedEvent): string {
  const tags = JSON.stringify(tagsOf(mail, event));
  const key = KEYS[event.type];
  const detail = JSON.stringify(DETAILS[event.type](mail, event));
  return `{"eventType":"${event.type}","mail":${member},"tags":${tags}},"${key}":${detail}}`;
}

const KEYS: Record<PlannedEvent['type'], string> = {
  Send: 'send',
  Delivery: 'delivery',
  Bounce: 'bounce',
  Complaint: 'complaint',
  Reject: 'reject',
  DeliveryDelay: 'deliveryDelay',
};

type Detail = (mail: Mail, event: PlannedEvent) => unknown;

const DETAILS: Record<PlannedEvent['type'], Detail> = {
  Send: () => ({}),
  Reject: () => ({ reason: 'Bad content' }),
  Delivery: (mail, event) => ({
    timestamp: iso(event.at),
    processingTimeMillis: event.at - mail.at,
    recipients: [addressOf(mail, event)],
    smtpResponse: event.reply?.text ?? '250 2.6.0 Message received',
    remoteMtaIp: LOOPBACK,
    reportingMTA: REPORTING_MTA,
  }),
  Bounce: bounceDetail,
  Complaint: (mail, event) => ({
    feedbackId: feedbackId(mail, event),
    complaintSubType: null,
    complainedRecipients: [{ emailAddress: addressOf(mail, event) }],
    timestamp: iso(event.at),
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    arrivalDate: iso(event.at),
  }),
  DeliveryDelay: (mail, event) => ({
    timestamp: iso(event.at),
    delayType: event.reply?.delayType ?? 'General',
    expirationTime: iso(mail.at + 14 * 3_600_000),
    reportingMTA: REPORTING_MTA,
    delayedRecipients: [
      {
        emailAddress: addressOf(mail, event),
        status: event.reply?.status ?? '4.4.1',
        diagnosticCode: event.reply?.text ?? '',
      },
    ],
  }),
};

function bounceDetail(mail: Mail, event: PlannedEvent): unknown {
  const { bounceType, bounceSubType, ...diagnosis } = event.reply
    ? smtpBounce(event.reply)
    : (BOUNCES[mail.fates[event.recipient]!] ?? BOUNCES.bounced!);
  const recipient = { emailAddress: addressOf(mail, event) };
  return {
    feedbackId: feedbackId(mail, event),
    bounceType,
    bounceSubType,
    bouncedRecipients: [diagnosis.status ? { ...recipient, action: 'failed', ...diagnosis } : recipient],
    timestamp: iso(event.at),
    reportingMTA: `dns; ${REPORTING_MTA}`,
  };
}

function smtpBounce(reply: NonNullable<PlannedEvent['reply']>): BounceKind {
  const bounceType = reply.bounceType ?? 'Permanent';
  return {
    bounceType,
    bounceSubType: bounceType === 'Undetermined' ? 'Undetermined' : 'General',
    status: reply.status,
    diagnosticCode: `smtp; ${reply.text}`,
  };
}

function tagsOf(mail: Mail, event: PlannedEvent): Record<string, string[]> {
  const tags: Record<string, string[]> = {
    ...(mail.configurationSet ? { 'ses:configuration-set': [mail.configurationSet] } : {}),
    'ses:source-ip': [LOOPBACK],
    'ses:from-domain': [domainOf(mail.source)],
    'ses:caller-identity': [mail.caller],
  };
  if (event.type === 'Delivery') tags['ses:outgoing-ip'] = [LOOPBACK];
  for (const [name, value] of mail.tags) tags[name] = [value];
  return tags;
}

/** From the mail's id and the event's number, so that a republished event is the same event. */
function feedbackId(mail: Mail, event: PlannedEvent): string {
  const h = createHash('sha256').update(`${mail.id} ${event.n}`).digest('hex');
  return `${mail.id.slice(0, 16)}-${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20, 32)}-000000`;
}

const addressOf = (mail: Mail, event: PlannedEvent): string => mail.destinations[event.recipient]!;
const iso = (at: number): string => new Date(at).toISOString();

import { INCIDENT_ID, RID_LENGTH } from '../domain/ids';
import type { MailEvent } from '../domain/sending/event-facts';

/** An event with what our own tags say: whose notice, and which attempt. */
export interface TaggedEvent extends MailEvent {
  incident: string;
  rid: string;
  sequence: number;
  attemptId: string;
  /** Tells two events of one type about one mail apart. */
  discriminator: string;
}

/** `foreign`: well-formed, but not about a mail of ours. */
export type ReadEvent = TaggedEvent | 'foreign';

const TYPES: ReadonlySet<string> = new Set([
  'Send',
  'Delivery',
  'Bounce',
  'Complaint',
  'Reject',
  'DeliveryDelay',
  'Rendering Failure',
] satisfies MailEvent['type'][]);
const RID = new RegExp(`^[a-z2-7]{${RID_LENGTH}}$`);
/** An item of the register holds 400 KB, its key 1 KB: what does not fit must not keep its batch from being stored. */
const MOST_BYTES = 350_000;
const MOST_TEXT = 256;
const ATTEMPT = /^[A-Za-z0-9_-]{1,64}$/;

/** The members of SES's event JSON that we read. Tag values are arrays. */
interface RawEvent {
  eventType?: unknown;
  mail?: {
    timestamp?: unknown;
    messageId?: unknown;
    sendingAccountId?: unknown;
    tags?: Record<string, unknown>;
  };
  delivery?: RawDetail;
  bounce?: RawDetail & { bounceType?: unknown; bounceSubType?: unknown };
  complaint?: RawDetail & { complaintSubType?: unknown };
  deliveryDelay?: RawDetail;
}
interface RawDetail {
  timestamp?: unknown;
  feedbackId?: unknown;
}

/**
 * Reads one SES event as SNS delivers it raw.
 *
 * @param account ours; events of another one are foreign. Undefined where the runtime does not tell.
 * @throws Error when it is no SES event at all, or one of ours without its times and ids: that is a bug somewhere,
 * and the dead-letter queue keeps it. The error holds nothing of the body.
 */
export function readSesEvent(body: string, account: string | undefined): ReadEvent {
  if (Buffer.byteLength(body) > MOST_BYTES) throw new Error('an SES event is too large');
  const raw = parse(body);
  const { mail } = raw;
  if (typeof raw.eventType !== 'string' || !mail) throw new Error('not an SES event');
  if (!TYPES.has(raw.eventType)) return 'foreign';
  if (account && mail.sendingAccountId !== undefined && mail.sendingAccountId !== account) return 'foreign';
  const tags = ourTags(mail.tags ?? {});
  if (!tags) return 'foreign';
  const type = raw.eventType as MailEvent['type'];
  const detail = detailOf(raw, type);
  const acceptedAt = time(mail.timestamp);
  const at = detail?.timestamp === undefined ? acceptedAt : time(detail.timestamp);
  return {
    ...tags,
    type,
    messageId: text(mail.messageId),
    acceptedAt,
    at,
    discriminator: detail?.feedbackId === undefined ? at : text(detail.feedbackId),
    ...(type === 'Bounce' && {
      bounce: { type: text(raw.bounce?.bounceType), subType: text(raw.bounce?.bounceSubType) },
    }),
    ...(typeof raw.complaint?.complaintSubType === 'string' && {
      complaintSubType: raw.complaint.complaintSubType,
    }),
  };
}

function parse(body: string): RawEvent {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) return parsed as RawEvent;
  } catch {
    // JSON.parse quotes what it read; that must not reach a log.
  }
  throw new Error('not an SES event');
}

function ourTags(tags: Record<string, unknown>) {
  const [incident, rid, seq, attemptId] = ['incident', 'rid', 'seq', 'attempt'].map((name) =>
    tag(tags, name),
  );
  const sequence = Number(seq);
  if (!incident || !INCIDENT_ID.test(incident) || !rid || !RID.test(rid)) return undefined;
  if (!Number.isInteger(sequence) || sequence < 1 || sequence > 999) return undefined;
  if (!attemptId || !ATTEMPT.test(attemptId)) return undefined;
  return { incident, rid, sequence, attemptId };
}

function tag(tags: Record<string, unknown>, name: string): string | undefined {
  const values = tags[name];
  const value: unknown = Array.isArray(values) ? values[0] : values;
  return typeof value === 'string' ? value : undefined;
}

function detailOf(raw: RawEvent, type: MailEvent['type']): RawDetail | undefined {
  if (type === 'Delivery') return raw.delivery;
  if (type === 'Bounce') return raw.bounce;
  if (type === 'Complaint') return raw.complaint;
  return type === 'DeliveryDelay' ? raw.deliveryDelay : undefined;
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Error('an SES event lacks a member it must have');
  if (value.length > MOST_TEXT) throw new Error('an SES event has a member that is too long');
  return value;
}

/** Times are stored in one form, so that they compare as text. */
function time(value: unknown): string {
  const at = new Date(text(value));
  if (Number.isNaN(at.getTime())) throw new Error('an SES event has a time that is none');
  return at.toISOString();
}

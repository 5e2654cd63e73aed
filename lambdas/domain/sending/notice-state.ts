/**
 * What is known of one notice: facts, each with its time. The status is derived from the facts by rank and only
 * ever moves up, so the order in which facts arrive, and how often, cannot matter.
 */

export type NoticeStatus =
  | 'claimed'
  | 'unknown'
  | 'rejected'
  | 'sent'
  | 'delayed'
  | 'bounced'
  | 'delivered'
  | 'suppressed'
  | 'complained';

/**
 * Higher wins. `refused` is what the SES API answered to our call; an event proves more than that answer. A soft
 * bounce stays below `delivered`: an out-of-office reply is a Transient bounce after the delivery. A hard bounce
 * is above it: some servers accept first and bounce later.
 */
export const RANK = {
  claimed: 10,
  unknown: 20,
  refused: 25,
  sent: 30,
  delayed: 40,
  bouncedSoft: 50,
  delivered: 60,
  rejected: 70,
  bouncedHard: 75,
  suppressed: 80,
  complained: 90,
} as const;

/** From this rank on SES has nothing more to do for the mail; what still comes are late facts. */
export const FINAL_RANK = RANK.bouncedSoft;

export interface Bounce {
  type: string;
  subType: string;
  hard: boolean;
}

/** `rejection` codes that an event told; all others come from our own call or from the domain check. */
export const EVENT_REJECTIONS: readonly string[] = ['bad-content', 'rendering-failure'];

export interface NoticeFacts {
  unknownAt?: string;
  rejectedAt?: string;
  rejection?: string;
  messageId?: string;
  sentAt?: string;
  delayedAt?: string;
  bouncedAt?: string;
  bounce?: Bounce;
  deliveredAt?: string;
  suppressedAt?: string;
  complainedAt?: string;
}

export interface Standing {
  status: NoticeStatus;
  rank: number;
}

/**
 * The status that a set of facts amounts to. A notice without any fact is `claimed`.
 *
 * @example standingOf({ sentAt, deliveredAt, bouncedAt, bounce: { hard: false, ... } }) // delivered
 */
export function standingOf(facts: NoticeFacts): Standing {
  if (facts.complainedAt) return { status: 'complained', rank: RANK.complained };
  if (facts.suppressedAt) return { status: 'suppressed', rank: RANK.suppressed };
  if (facts.bouncedAt && facts.bounce?.hard) return { status: 'bounced', rank: RANK.bouncedHard };
  const refusedByEvent = EVENT_REJECTIONS.includes(facts.rejection ?? '');
  if (facts.rejectedAt && refusedByEvent) return { status: 'rejected', rank: RANK.rejected };
  if (facts.deliveredAt) return { status: 'delivered', rank: RANK.delivered };
  if (facts.bouncedAt) return { status: 'bounced', rank: RANK.bouncedSoft };
  if (facts.delayedAt) return { status: 'delayed', rank: RANK.delayed };
  if (facts.sentAt) return { status: 'sent', rank: RANK.sent };
  if (facts.rejectedAt) return { status: 'rejected', rank: RANK.refused };
  if (facts.unknownAt) return { status: 'unknown', rank: RANK.unknown };
  return { status: 'claimed', rank: RANK.claimed };
}

/**
 * Joins two sets of facts about one notice: commutative, associative, idempotent. Of one fact told twice the
 * earlier time stays; of two bounces the hard one; of two rejections the one an event told.
 */
export function mergeFacts(a: NoticeFacts, b: NoticeFacts): NoticeFacts {
  const merged: NoticeFacts = {
    unknownAt: earlier(a.unknownAt, b.unknownAt),
    sentAt: earlier(a.sentAt, b.sentAt),
    messageId: earlier(a.messageId, b.messageId),
    delayedAt: earlier(a.delayedAt, b.delayedAt),
    deliveredAt: earlier(a.deliveredAt, b.deliveredAt),
    suppressedAt: earlier(a.suppressedAt, b.suppressedAt),
    complainedAt: earlier(a.complainedAt, b.complainedAt),
    ...pick(a, b, bounceOrder, ({ bouncedAt, bounce }) => ({ bouncedAt, bounce })),
    ...pick(a, b, rejectionOrder, ({ rejectedAt, rejection }) => ({ rejectedAt, rejection })),
  };
  for (const field of Object.keys(merged) as (keyof NoticeFacts)[]) {
    if (merged[field] === undefined) delete merged[field];
  }
  return merged;
}

function earlier(a?: string, b?: string): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a <= b ? a : b;
}

/** The one of two whose order key is lower; a missing fact has none. */
function pick(
  a: NoticeFacts,
  b: NoticeFacts,
  order: (facts: NoticeFacts) => string | undefined,
  take: (facts: NoticeFacts) => NoticeFacts,
): NoticeFacts {
  const [first, second] = [order(a), order(b)];
  if (first === undefined) return take(b);
  if (second === undefined) return take(a);
  return take(first <= second ? a : b);
}

function bounceOrder({ bouncedAt, bounce }: NoticeFacts): string | undefined {
  if (!bouncedAt) return undefined;
  return `${bounce?.hard ? 0 : 1} ${bouncedAt} ${bounce?.type} ${bounce?.subType}`;
}

function rejectionOrder({ rejectedAt, rejection }: NoticeFacts): string | undefined {
  if (!rejectedAt) return undefined;
  return `${EVENT_REJECTIONS.includes(rejection ?? '') ? 0 : 1} ${rejectedAt} ${rejection}`;
}

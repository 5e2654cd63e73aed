import type { SecondRoute } from '../../domain/sending/recipient';

/**
 * The items of people: what was found of them (written once), what was decided, what happened. Same conventions as
 * `items.ts`.
 */

/** `INC#<incident>#R<shard>` / `<rid>#X<hash>#<generation>`. Written once by intake, never changed. */
export interface ExposureItem {
  pk: string;
  sk: string;
  rid: string;
  generation: number;
  /** The address to send to: as first spelt in that file, cleaned, with an ASCII (punycode) domain. */
  address: string;
  /** Dedupe key, see domain/addresses. */
  key: string;
  company: string;
  group: string;
  language?: string;
  country?: string;
  /** Where from: drop, member of an archive, first line. */
  drop: string;
  member: number;
  line: number;
  /** E.g. `non-ascii-local-part` (SES cannot send to it: second route), `mixed-script-domain`. */
  flags?: string[];
}

/** `INC#<incident>#Q` / `<drop>#<member>#<line>`. Written once by intake; `decision` by api. */
export interface QuarantineItem {
  pk: string;
  sk: string;
  drop: string;
  member: number;
  line: number;
  lineTo: number;
  code: string;
  /** The physical lines as decoded, cut to 16 KB: toxic, shown only to a responder, erased with the addresses. */
  text: string;
  generation: number;
  decision?: { accept: boolean; address?: string; by: string; at: string; why: string };
}

/** `INC#<incident>#R<shard>` / `<rid>#D<time>`. */
export interface DecisionItem {
  pk: string;
  sk: string;
  rid: string;
  decision: 'withhold' | 'release' | 'second-route-done' | 'resend' | 'accept-unknown' | 'supplement';
  sequence?: number;
  /** With `second-route-done`: the one that reached the recipient. */
  route?: SecondRoute;
  by: string;
  at: string;
  why: string;
}

/**
 * `INC#<incident>#R<shard>` / `<rid>#N<sequence>`. Exists from its claim on. Facts are separate timestamps; `status`
 * and `rank` are derived and only ever move up within one attempt.
 */
export interface NoticeItem {
  pk: string;
  sk: string;
  rid: string;
  sequence: number;
  run: string;
  attempt: number;
  attemptId: string;
  /** Who claimed: lane and slice, so that a dead slice's claims can be told apart. */
  lane: number;
  slice: number;
  claimedAt: string;
  status: string;
  rank: number;
  language?: string;
  reference?: string;
  /** SHA-256 of the MIME message as handed to SES. */
  contentHash?: string;
  messageId?: string;
  sentAt?: string;
  delayedAt?: string;
  deliveredAt?: string;
  bouncedAt?: string;
  bounce?: { type: string; subType: string; hard: boolean };
  suppressedAt?: string;
  complainedAt?: string;
  rejectedAt?: string;
  rejection?: string;
  unknownAt?: string;
  unknownBecause?: string;
  unknownFinalAt?: string;
  /** Time of the decision that this resend or supplement follows; it counts for no other one. */
  decidedAt?: string;
  /** Sent to the mailbox simulator in its recipient's stead: nobody was told. */
  rehearsal?: true;
  /** Two mails may have been accepted: a resend by a person's decision, or events of two attempts. */
  duplicatePossible?: boolean;
  /** With attempt 2 and up: the attempts before, as they ended. */
  earlier?: EarlierAttempt[];
}

export interface EarlierAttempt {
  attempt: number;
  attemptId: string;
  run: string;
  lane: number;
  slice: number;
  claimedAt: string;
  decidedAt?: string;
  contentHash?: string;
  unknownAt?: string;
  unknownBecause?: string;
  unknownFinalAt?: string;
}

/** `INC#<incident>#E<shard>` / `<rid>#<messageId>#<type>#<feedbackId or time>`. The raw event, written once. */
export interface EventItem {
  pk: string;
  sk: string;
  rid: string;
  sequence: number;
  attempt: string;
  messageId: string;
  type: string;
  at: string;
  receivedAt: string;
  raw: string;
}

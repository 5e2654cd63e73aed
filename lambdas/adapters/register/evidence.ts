import {
  mergeFacts,
  type NoticeFacts,
  RANK,
  type Standing,
  standingOf,
} from '../../domain/sending/notice-state';
import { ConditionLost } from '../../shared/errors';
import type { NoticeItem } from './items';
import type { Key, RegisterTable } from './table';

/** What events told about one mail: one attempt at one notice. */
export interface Evidence {
  key: Key;
  rid: string;
  sequence: number;
  attemptId: string;
  facts: NoticeFacts;
}

/** How far a notice has moved; for the counters of the breaker. */
export interface Move {
  from: number;
  to: Standing;
}

const FACT_FIELDS = [
  'unknownAt',
  'rejectedAt',
  'rejection',
  'messageId',
  'sentAt',
  'delayedAt',
  'bouncedAt',
  'bounce',
  'deliveredAt',
  'suppressedAt',
  'complainedAt',
] as const satisfies (keyof NoticeFacts)[];

/** A writer that loses this often has company that does nothing else: let the message come again. */
const ATTEMPTS = 10;

/**
 * Merges evidence into a notice's item: one conditional update when the facts are news, which they nearly always
 * are; else the item as it is comes back with the refusal, and the merge is worked out from it. Neither order nor
 * repetition changes the result, and nothing that is known is ever taken back.
 *
 * @returns how the notice moved, or nothing when all of it was known.
 */
export async function addEvidence(table: RegisterTable, evidence: Evidence): Promise<Move | undefined> {
  const news = await writeNews(table, evidence);
  if (!(news instanceof ConditionLost)) return news;
  let current = news.current as NoticeItem | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    current ??= await table.get<NoticeItem>(evidence.key);
    try {
      if (!current) return await create(table, evidence);
      return await mergeInto(table, current, evidence);
    } catch (error) {
      if (!(error instanceof ConditionLost)) throw error;
      current = error.current as NoticeItem | undefined;
    }
  }
  throw new Error('evidence could not be merged: the notice kept changing');
}

/**
 * The usual case in one write: the claim exists, it is this attempt's, and every fact moves it up. Our own `sent`,
 * if it was written, keeps its time.
 */
async function writeNews(table: RegisterTable, evidence: Evidence): Promise<Move | ConditionLost> {
  const standing = standingOf(evidence.facts);
  const names: Record<string, string> = { '#rank': 'rank', '#status': 'status', '#attemptId': 'attemptId' };
  const values: Record<string, unknown> = {
    ':rank': standing.rank,
    ':status': standing.status,
    ':attempt': evidence.attemptId,
  };
  const sets = ['#rank = :rank', '#status = :status'];
  const conditions = [
    '#attemptId = :attempt',
    '#rank < :rank',
    '(attribute_not_exists(#messageId) OR #messageId = :messageId)',
  ];
  for (const [field, value] of Object.entries(evidence.facts)) {
    names[`#${field}`] = field;
    values[`:${field}`] = value;
    if (field === 'sentAt' || field === 'messageId') {
      sets.push(`#${field} = if_not_exists(#${field}, :${field})`);
    } else {
      sets.push(`#${field} = :${field}`);
      conditions.push(`attribute_not_exists(#${field})`);
    }
  }
  try {
    const update = { expression: `SET ${sets.join(', ')}`, names, values };
    const before = await table.update<Partial<NoticeItem>>(
      evidence.key,
      update,
      conditions.join(' AND '),
      'UPDATED_OLD',
    );
    return { from: before.rank ?? RANK.claimed, to: standing };
  } catch (error) {
    if (error instanceof ConditionLost) return error;
    throw error;
  }
}

/** No notice at all: a claim given back as "not sent" whose mail SES had taken. The event knows better. */
async function create(table: RegisterTable, evidence: Evidence): Promise<Move> {
  const standing = standingOf(evidence.facts);
  const item: NoticeItem = {
    ...evidence.key,
    rid: evidence.rid,
    sequence: evidence.sequence,
    run: '',
    attempt: Number.parseInt(evidence.attemptId, 10) || 1,
    attemptId: evidence.attemptId,
    lane: -1,
    slice: 0,
    claimedAt: evidence.facts.sentAt ?? '',
    ...standing,
    ...evidence.facts,
  };
  await table.put(item, { expression: 'attribute_not_exists(pk)' });
  return { from: RANK.claimed, to: standing };
}

async function mergeInto(
  table: RegisterTable,
  current: NoticeItem,
  evidence: Evidence,
): Promise<Move | undefined> {
  const known = factsOf(current);
  const merged = mergeFacts(known, evidence.facts);
  // What our own call told stays as it is; the event's times of the same facts are SES's and in the raw event.
  if (known.sentAt) merged.sentAt = known.sentAt;
  if (known.messageId) merged.messageId = known.messageId;
  const standing = standingOf(merged);
  const another = isAnotherMail(current, evidence) && !current.duplicatePossible;
  const changed = FACT_FIELDS.filter((field) => !same(known[field], merged[field]));
  if (changed.length === 0 && standing.rank === current.rank && !another) return undefined;
  const names: Record<string, string> = { '#rank': 'rank', '#status': 'status', '#attemptId': 'attemptId' };
  const values: Record<string, unknown> = {
    ':rank': standing.rank,
    ':status': standing.status,
    ':seenRank': current.rank,
    ':seenAttempt': current.attemptId,
  };
  const sets = ['#rank = :rank', '#status = :status'];
  const conditions = ['#rank = :seenRank', '#attemptId = :seenAttempt'];
  for (const field of changed) {
    names[`#${field}`] = field;
    values[`:${field}`] = merged[field];
    sets.push(`#${field} = :${field}`);
    // A bounce is described by a map, which comes and goes with its time.
    if (field === 'bounce') continue;
    if (known[field] === undefined) conditions.push(`attribute_not_exists(#${field})`);
    else {
      values[`:seen_${field}`] = known[field];
      conditions.push(`#${field} = :seen_${field}`);
    }
  }
  if (another) {
    names['#duplicate'] = 'duplicatePossible';
    values[':true'] = true;
    sets.push('#duplicate = :true');
  }
  const update = { expression: `SET ${sets.join(', ')}`, names, values };
  await table.update(current, update, conditions.join(' AND '), 'NONE');
  return { from: current.rank, to: standing };
}

/** Evidence of a second mail: of an attempt that is neither the notice's nor an earlier one, or under another id. */
function isAnotherMail(current: NoticeItem, { attemptId, facts }: Evidence): boolean {
  if (current.attemptId === attemptId) {
    return current.messageId !== undefined && current.messageId !== facts.messageId;
  }
  return !current.earlier?.some((attempt) => attempt.attemptId === attemptId);
}

function factsOf(item: NoticeItem): NoticeFacts {
  const facts: Record<string, unknown> = {};
  for (const field of FACT_FIELDS) if (item[field] !== undefined) facts[field] = item[field];
  return facts as NoticeFacts;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

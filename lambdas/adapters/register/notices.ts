import { RANK } from '../../domain/sending/notice-state';
import { ConditionLost, unlessLost } from '../../shared/errors';
import type { EarlierAttempt, NoticeItem } from './items';
import { noticeSk, recipientsPk } from './keys';
import type { Expression, Key, RegisterTable } from './table';

/** What settles an attempt; the claim's own fields are written with the claim. */
export type Settlement =
  | { kind: 'sent'; messageId: string; at: string }
  | { kind: 'rejected'; rejection: string; at: string }
  | { kind: 'unknown'; because: string; at: string };

/** Fields of a claim that a second attempt replaces, and a released second attempt puts back. */
const CLAIM_FIELDS = [
  'attempt',
  'attemptId',
  'run',
  'lane',
  'slice',
  'claimedAt',
  'decidedAt',
  'contentHash',
] as const;
/** What a resend adds to the notice. */
const RESEND_FIELDS = ['duplicatePossible', 'earlier'] as const;
/** With a claim that is refused at once, because no mail can carry it. */
const REFUSAL_FIELDS = ['rejectedAt', 'rejection'] as const;
const UNKNOWN_FIELDS = ['unknownAt', 'unknownBecause', 'unknownFinalAt'] as const;
const NAMES = { '#attemptId': 'attemptId', '#rank': 'rank' };

/**
 * The notices of one incident's recipients: the conditional writes that the promise rests on. All are conditional
 * on the attempt's own id, and none takes back what an event has proved.
 */
export class Notices {
  constructor(private readonly table: RegisterTable) {}

  key(incident: string, shard: number, rid: string, sequence: number): Key {
    return { pk: recipientsPk(incident, shard), sk: noticeSk(rid, sequence) };
  }

  get(key: Key): Promise<NoticeItem | undefined> {
    return this.table.get<NoticeItem>(key);
  }

  /**
   * The right to call SES for this notice. The client may send a claim twice when the answer to the first was
   * lost: the second loses against our own item, which shows by its attempt id, and the claim is ours.
   */
  async claim(notice: NoticeItem, previous?: NoticeItem): Promise<boolean> {
    try {
      if (previous) await this.claimAgain(notice, previous);
      else await this.table.put(notice, { expression: 'attribute_not_exists(pk)' });
      return true;
    } catch (error) {
      if (!(error instanceof ConditionLost)) throw error;
      const winner = error.current ?? (await this.get(notice));
      return winner?.attemptId === notice.attemptId;
    }
  }

  /** Takes over a finally unknown notice that a person decided to send again; what it was is kept beside it. */
  private async claimAgain(notice: NoticeItem, previous: NoticeItem): Promise<void> {
    const { expression, names, values } = assign({
      ...pick(notice, CLAIM_FIELDS),
      ...pick(notice, REFUSAL_FIELDS),
      status: notice.status,
      rank: notice.rank,
      duplicatePossible: true,
      earlier: [...(previous.earlier ?? []), earlierOf(previous)],
    });
    await this.table.update(
      notice,
      {
        expression: `${expression} ${removal(UNKNOWN_FIELDS)}`,
        names: { ...names, ...NAMES, ...namesOf(UNKNOWN_FIELDS) },
        values: { ...values, ':previous': previous.attemptId, ':unknown': RANK.unknown },
      },
      '#attemptId = :previous AND #rank = :unknown AND attribute_exists(#unknownFinalAt)',
      'NONE',
    );
  }

  /**
   * Gives back a claim whose mail was provably not sent. False when it is no longer ours to give back: SES's events
   * tell otherwise, or it was unknown for so long that a person has the case, who must not find somebody pending.
   */
  async release(notice: NoticeItem, previous?: NoticeItem): Promise<boolean> {
    const condition: Expression = {
      expression: '#attemptId = :mine AND #rank < :sent AND attribute_not_exists(#unknownFinalAt)',
      names: { ...NAMES, '#unknownFinalAt': 'unknownFinalAt' },
      values: { ':mine': notice.attemptId, ':sent': RANK.sent },
    };
    return unlessLost(
      previous ? this.restore(notice, previous, condition) : this.table.delete(notice, condition),
    );
  }

  private async restore(notice: NoticeItem, previous: NoticeItem, condition: Expression): Promise<void> {
    const { expression, names, values } = assign({
      ...pick(previous, [...CLAIM_FIELDS, ...UNKNOWN_FIELDS, ...RESEND_FIELDS]),
      status: 'unknown',
      rank: RANK.unknown,
    });
    // Nothing was sent, so nothing of the resend stays: neither its flag, nor the decision as used up.
    const added = [...CLAIM_FIELDS, ...RESEND_FIELDS].filter((field) => previous[field] === undefined);
    await this.table.update(
      notice,
      {
        expression: added.length > 0 ? `${expression} ${removal(added)}` : expression,
        names: { ...names, ...namesOf(added), ...condition.names },
        values: { ...values, ...condition.values },
      },
      condition.expression,
      'NONE',
    );
  }

  /**
   * Writes down how an attempt ended. Facts are kept even when an event has moved the status on already.
   * False when the notice is another attempt's by now.
   */
  async settle(notice: Key & { attemptId: string }, settlement: Settlement): Promise<boolean> {
    const { facts, status, rank } = stateOf(settlement);
    const moved = await this.write(notice, { ...facts, status, rank }, '#rank < :rank');
    return moved || this.write(notice, facts, '#rank >= :rank', rank);
  }

  private write(
    notice: Key & { attemptId: string },
    fields: Record<string, unknown>,
    rankRule: string,
    rank?: number,
  ): Promise<boolean> {
    const { expression, names, values } = assign(fields);
    return unlessLost(
      this.table.update(
        notice,
        {
          expression,
          names: { ...names, ...NAMES },
          values: { ...values, ...(rank !== undefined && { ':rank': rank }), ':mine': notice.attemptId },
        },
        `#attemptId = :mine AND ${rankRule}`,
        'NONE',
      ),
    );
  }

  /** The grace is over and nothing was heard. False when something was, meanwhile. */
  finalUnknown(notice: NoticeItem, at: string): Promise<boolean> {
    return unlessLost(
      this.table.update(
        notice,
        {
          expression: 'SET #final = :at',
          names: { ...NAMES, '#final': 'unknownFinalAt' },
          values: { ':at': at, ':mine': notice.attemptId, ':unknown': RANK.unknown },
        },
        '#attemptId = :mine AND #rank = :unknown AND attribute_not_exists(#final)',
        'NONE',
      ),
    );
  }
}

function stateOf(settlement: Settlement) {
  if (settlement.kind === 'sent') {
    const facts = { sentAt: settlement.at, messageId: settlement.messageId };
    return { facts, status: 'sent', rank: RANK.sent };
  }
  if (settlement.kind === 'rejected') {
    const facts = { rejectedAt: settlement.at, rejection: settlement.rejection };
    return { facts, status: 'rejected', rank: RANK.refused };
  }
  const facts = { unknownAt: settlement.at, unknownBecause: settlement.because };
  return { facts, status: 'unknown', rank: RANK.unknown };
}

function earlierOf(notice: NoticeItem): EarlierAttempt {
  return { ...pick(notice, CLAIM_FIELDS), ...pick(notice, UNKNOWN_FIELDS) };
}

/** `SET #a = :a, #b = :b` for every field that has a value. */
function assign(fields: Record<string, unknown>): Required<Expression> {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    expression: `SET ${known.map(([field]) => `#${field} = :${field}`).join(', ')}`,
    names: namesOf(known.map(([field]) => field)),
    values: Object.fromEntries(known.map(([field, value]) => [`:${field}`, value])),
  };
}

const removal = (fields: readonly string[]) => `REMOVE ${fields.map((field) => `#${field}`).join(', ')}`;

const namesOf = (fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [`#${field}`, field]));

function pick<T, K extends keyof T>(from: T, fields: readonly K[]): Pick<T, K> {
  return Object.fromEntries(fields.map((field) => [field, from[field]])) as Pick<T, K>;
}

import type { ExposureItem, LaneItem, NoticeItem } from '../adapters/register/items';
import { recipientsPk } from '../adapters/register/keys';
import { type RegisterRecipient, walkRecipients } from '../adapters/register/recipients';
import type { RegisterTable } from '../adapters/register/table';
import { type Due, dueNotice } from '../domain/sending/due';
import { isFirst } from '../domain/sending/order';
import { inOrderFound } from '../domain/sending/recipient';
import type { Cursor } from './progress';

export type DueRecipient = Due<ExposureItem, NoticeItem> & { shard: number };

/** One step of a walk: somebody to send to, or only that everyone up to here has been looked at. */
export interface Step {
  due?: DueRecipient;
  at: Cursor;
}

export interface WalkPlan {
  incident: string;
  /** The lane's own shards, in order. */
  shards: readonly number[];
  generation: number;
  pass: LaneItem['pass'];
  firstDomains: readonly string[];
}

/** Items a query page: small enough that reading one never delays a pace slot. */
const PAGE = 200;
/** Someone who is not due is not reported, but the walk shows every so often how far it is. */
const REPORT_EVERY = 200;
/** Sorts behind every item of a recipient, whose sort keys go on with `#D`, `#N` or `#X`. */
const BEHIND = '#~';

/** The fields that decide whether anything is due; the passes that mostly skip read only these. */
const DECIDING = [
  'sk',
  'generation',
  'flags',
  'address',
  'decision',
  'sequence',
  'at',
  'claimedAt',
  'decidedAt',
  'attempt',
  'unknownFinalAt',
  'unknownAt',
  'rejectedAt',
  'rejection',
  'sentAt',
  'delayedAt',
  'deliveredAt',
  'bouncedAt',
  'bounce',
  'suppressedAt',
  'complainedAt',
];

/** Walks the lane's shards from a cursor on and finds who is due in this pass. */
export async function* walk(table: RegisterTable, plan: WalkPlan, from: Cursor): AsyncGenerator<Step> {
  // Only the pass over everyone who is left finds nearly all of them due; the others skip nearly all.
  const light = plan.pass === 'first' || plan.pass === 'proof';
  let skipped = 0;
  for (const shard of plan.shards) {
    if (shard < from.shard) continue;
    const after = shard === from.shard && from.after !== '' ? from.after + BEHIND : undefined;
    const pk = recipientsPk(plan.incident, shard);
    const items = table.query<{ pk: string; sk: string }>(pk, {
      after,
      pageSize: PAGE,
      ...(light && { only: DECIDING }),
    });
    for await (const seen of walkRecipients(items)) {
      const at = { shard, after: seen.rid };
      let due = isInPass(seen, plan) ? dueNotice(seen, plan.generation) : undefined;
      if (due && light) due = await readDue(table, pk, due.rid, plan.generation);
      if (due) yield { due: { ...due, exposures: inOrderFound(due.exposures), shard }, at };
      else if (++skipped % REPORT_EVERY === 0) yield { at };
    }
    yield { at: { shard: shard + 1, after: '' } };
  }
}

function isInPass(recipient: RegisterRecipient, { pass, firstDomains }: WalkPlan): boolean {
  if (pass !== 'first') return true;
  const address = recipient.exposures[0]?.address ?? '';
  return isFirst(address.slice(address.lastIndexOf('@') + 1), firstDomains);
}

/** What one recipient is due, by everything the register holds now. */
export async function readDue(table: RegisterTable, pk: string, rid: string, generation: number) {
  for await (const recipient of walkRecipients(table.query(pk, { prefix: `${rid}#` }))) {
    return dueNotice(recipient, generation);
  }
  return undefined;
}

/** Reads ahead while the mails before are on their way, so that a page of the register never costs a pace slot. */
export async function* readAhead<T>(source: AsyncGenerator<T>, size: number): AsyncGenerator<T> {
  const ahead: Promise<IteratorResult<T>>[] = [];
  // A generator answers concurrent calls in order; a failure is thrown where its item would have been.
  const fetch = () => {
    const next = source.next();
    next.catch(() => undefined);
    ahead.push(next);
  };
  try {
    for (let at = 0; at < size; at++) fetch();
    for (let next = ahead.shift(); next; next = ahead.shift()) {
      const { done, value } = await next;
      if (done) return;
      fetch();
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}

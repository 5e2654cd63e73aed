import type { Controls } from '../adapters/register/control';
import { addEvidence, type Evidence, type Move } from '../adapters/register/evidence';
import type { EventItem } from '../adapters/register/items';
import { eventSk, eventsPk, noticeSk, recipientsPk } from '../adapters/register/keys';
import type { RegisterTable } from '../adapters/register/table';
import { shardOf } from '../domain/ids';
import { type Reputation, reputationOf } from '../domain/sending/breaker';
import { factsOf } from '../domain/sending/event-facts';
import { mergeFacts } from '../domain/sending/notice-state';
import { type Clock, stamp } from '../shared/clock';
import type { Log } from '../shared/logger';
import type { KnownIncident } from './known-incidents';
import type { TaggedEvent } from './ses-event';

export interface Register {
  table: RegisterTable;
  controls: Pick<Controls, 'count'>;
  incidents: { get(incident: string): Promise<KnownIncident | undefined> };
  clock: Clock;
  log: Log;
}

/** An event with the message that brought it: its id, and its text as it came. */
export interface Received {
  id: string;
  raw: string;
  event: TaggedEvent;
}

/** Conditional writes under way at once. */
const AT_ONCE = 25;

/**
 * Stores the raw events of one incident, then merges all that they tell about one mail in one write.
 *
 * @returns the ids of the messages that must come again.
 */
export async function applyEvents(
  register: Register,
  incident: string,
  received: readonly Received[],
): Promise<string[]> {
  const known = await register.incidents.get(incident);
  if (!known || known.phase === 'erased') {
    // What was erased must not grow again: a late event carries the address.
    register.log.warn('events for no incident of ours, or an erased one, let go', {
      events: received.length,
    });
    return [];
  }
  await register.table.batchPut(rawItems(register, incident, known, received));
  const moved = { finals: 0, hardBounces: 0, complaints: 0, moves: 0 };
  const failed: string[] = [];
  const groups = groupByMail(incident, known.shardBits, received);
  for (let at = 0; at < groups.length; at += AT_ONCE) {
    const some = groups.slice(at, at + AT_ONCE);
    const results = await Promise.allSettled(
      some.map(({ evidence }) => addEvidence(register.table, evidence)),
    );
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled') count(moved, result.value);
      else failed.push(...reportFailure(register, result.reason, some[index]?.ids ?? []));
    }
  }
  await countReputation(register, incident, moved);
  return failed;
}

/** The same event may be in a batch twice; a batch write takes no key twice. */
function rawItems(
  { clock }: Register,
  incident: string,
  { shardBits, erasing, addressesErasedAt }: KnownIncident,
  received: readonly Received[],
): EventItem[] {
  const receivedAt = stamp(clock);
  // the event's facts still count; its text carries the address, and addresses are gone or going
  const erased = erasing !== undefined || addressesErasedAt !== undefined;
  const items = new Map<string, EventItem>();
  for (const { raw, event } of received) {
    const item: EventItem = {
      pk: eventsPk(incident, shardOf(event.rid, shardBits)),
      sk: eventSk(event.rid, event.messageId, event.type, event.discriminator),
      rid: event.rid,
      sequence: event.sequence,
      attempt: event.attemptId,
      messageId: event.messageId,
      type: event.type,
      at: event.at,
      receivedAt,
      raw: erased ? '' : raw,
    };
    items.set(`${item.pk} ${item.sk}`, item);
  }
  return [...items.values()];
}

interface Group {
  ids: string[];
  evidence: Evidence;
}

function groupByMail(incident: string, shardBits: number, received: readonly Received[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { id, event } of received) {
    const { rid, sequence, attemptId, messageId } = event;
    const name = `${rid} ${sequence} ${attemptId} ${messageId}`;
    const facts = factsOf(event);
    const group = groups.get(name);
    if (group) {
      group.ids.push(id);
      group.evidence.facts = mergeFacts(group.evidence.facts, facts);
      continue;
    }
    const key = { pk: recipientsPk(incident, shardOf(rid, shardBits)), sk: noticeSk(rid, sequence) };
    groups.set(name, { ids: [id], evidence: { key, rid, sequence, attemptId, facts } });
  }
  return [...groups.values()];
}

type Moved = Reputation & { moves: number };

function count(moved: Moved, move: Move | undefined): void {
  if (!move || move.from === move.to.rank) return;
  moved.moves++;
  const step = reputationOf(move.from, move.to.rank);
  moved.finals += step.finals;
  moved.hardBounces += step.hardBounces;
  moved.complaints += step.complaints;
}

function reportFailure({ log }: Register, reason: unknown, ids: string[]): string[] {
  log.error('an event could not be applied and comes again', {
    error: reason instanceof Error ? reason.name : 'unknown',
    events: ids.length,
  });
  return ids;
}

/** The breaker's counters, and that totals are old. Losing a count is no reason to repeat events whose facts are written. */
async function countReputation({ controls, log }: Register, incident: string, moved: Moved): Promise<void> {
  if (moved.moves === 0) return;
  try {
    await controls.count(incident, moved);
  } catch (error) {
    log.error('reputation could not be counted', {
      error: error instanceof Error ? error.name : 'unknown',
      ...moved,
    });
  }
}

import type { EventItem } from '../adapters/register/items';
import { eventsPk, recipientsPk } from '../adapters/register/keys';
import { walkRecipients } from '../adapters/register/recipients';
import type { RegisterTable } from '../adapters/register/table';
import type { Person } from '../domain/evidence/person';
import { type Cut, personAsOf } from './as-of';

/** What a walk notices besides people. */
export interface Noticed {
  /** An event that belongs to no recipient of the walk: there should be none. */
  stray(): void;
  /** The generation of an exposure, covered or not. */
  generation(generation: number): void;
}

/** A million people are 5,000 pages of 1 MB; waiting for each would take longer than the work. */
const AHEAD = { ahead: true };

/**
 * Everyone affected as of the cut, shard by shard in order of rid, each with what was decided, sent and reported.
 * Recipients and events are two partitions in the same order, so merging them needs one person's worth of memory.
 */
export async function* peopleAsOf(
  table: Pick<RegisterTable, 'query'>,
  cut: Cut,
  noticed: Noticed,
): AsyncGenerator<Person> {
  for (let shard = 0; shard < 2 ** cut.shardBits; shard++) {
    const events = peekable(table.query<EventItem>(eventsPk(cut.incident, shard), AHEAD));
    const stray = (event: EventItem) => {
      if (event.at <= cut.cutAt) noticed.stray();
    };
    const items = table.query<{ pk: string; sk: string }>(recipientsPk(cut.incident, shard), AHEAD);
    for await (const recipient of walkRecipients(items)) {
      for (const { generation } of recipient.exposures) noticed.generation(generation);
      for await (const event of events.while(({ rid }) => rid < recipient.rid)) stray(event);
      const own: EventItem[] = [];
      for await (const event of events.while(({ rid }) => rid === recipient.rid)) own.push(event);
      const person = personAsOf(recipient, own, cut);
      if (person) yield person;
      else own.forEach(stray);
    }
    for await (const event of events.while(() => true)) stray(event);
  }
}

/** An iterator that can stop before an item and go on with it later. */
function peekable<Item>(source: AsyncIterator<Item>) {
  let head: IteratorResult<Item> | undefined;
  return {
    async *while(wanted: (item: Item) => boolean): AsyncGenerator<Item> {
      for (;;) {
        head ??= await source.next();
        if (head.done || !wanted(head.value)) return;
        const item = head.value;
        head = undefined;
        yield item;
      }
    },
  };
}

import type { Accepted } from './deduplication';
import { Journal } from './journal';
import type { Held, Message } from './message';

/** One line of the journal. */
type Entry =
  | { next: number }
  | { sent: Message }
  | { received: number[]; at: number }
  | { deleted: number[] }
  | { accepted: Accepted };

export interface Snapshot {
  nextSeq: number;
  messages: Iterable<Message>;
  accepted: Iterable<Accepted>;
}

/** Bytes of history we carry before the journal is written anew. */
const HISTORY_BYTES = 4 * 1024 * 1024;
/** A queue that rests this long gives up its history: deleted bodies must not stay on disk. */
const REST_MS = 1_000;

/** A queue's life on disk. */
export class Store {
  readonly #journal: Journal<Entry>;
  #restored = nothing();
  #compactSize = 0;
  #history = false;
  #rest: NodeJS.Timeout | undefined;

  /** @param snapshot answers what must survive, at any time. */
  constructor(
    file: string,
    private readonly snapshot: () => Snapshot,
  ) {
    this.#journal = new Journal(file, (entry) => this.#replay(entry));
    this.#history = this.#journal.size > 0;
  }

  /** What was there when the last process ended; once. */
  restore(): Snapshot {
    const { nextSeq, messages, accepted } = this.#restored;
    this.#restored = nothing();
    return { nextSeq, messages: messages.values(), accepted: accepted.values() };
  }

  sent(message: Message): void {
    this.#journal.append({ sent: message });
    this.#restless();
  }

  /** Remembers a deduplication id, with the message it came with. */
  accepted(entry: Accepted): void {
    this.#journal.append({ accepted: entry });
    this.#history = true;
  }

  received(messages: readonly Message[], at: number): void {
    this.#journal.append({ received: messages.map(({ seq }) => seq), at });
    this.#history = true;
    this.#restless();
  }

  deleted(messages: readonly Message[]): void {
    this.#journal.append({ deleted: messages.map(({ seq }) => seq) });
    this.#history = true;
    this.#restless();
  }

  flush(): void {
    this.#journal.flush();
    if (this.#journal.size > 2 * this.#compactSize + HISTORY_BYTES) this.rewrite();
  }

  /** Gives up the history, if there is any. */
  tidy(): void {
    if (this.#history) this.rewrite();
  }

  rewrite(): void {
    this.#journal.rewrite(entriesOf(this.snapshot()));
    this.#compactSize = this.#journal.size;
    this.#history = false;
  }

  close(): void {
    clearTimeout(this.#rest);
    this.tidy();
    this.#journal.close();
  }

  /** One timer that is pushed back by use; it never keeps the process alive. */
  #restless(): void {
    if (this.#rest) this.#rest.refresh();
    else this.#rest = setTimeout(() => this.tidy(), REST_MS).unref();
  }

  #replay(entry: Entry): void {
    const { messages, accepted } = this.#restored;
    if ('next' in entry) this.#restored.nextSeq = entry.next;
    else if ('accepted' in entry) {
      // Deleted first, because the map's order is the order of expiry.
      accepted.delete(entry.accepted.key);
      accepted.set(entry.accepted.key, entry.accepted);
    } else if ('sent' in entry) {
      messages.set(entry.sent.seq, entry.sent);
      this.#restored.nextSeq = Math.max(this.#restored.nextSeq, entry.sent.seq + 1);
    } else if ('deleted' in entry) for (const seq of entry.deleted) messages.delete(seq);
    else {
      for (const seq of entry.received) {
        const message = messages.get(seq);
        if (!message) continue;
        message.received += 1;
        message.firstReceivedAt ??= entry.at;
        message.wakeAt = 0;
      }
    }
  }
}

const nothing = () => ({
  nextSeq: 1,
  messages: new Map<number, Message>(),
  accepted: new Map<string, Accepted>(),
});

function* entriesOf({ nextSeq, messages, accepted }: Snapshot): Iterable<Entry> {
  yield { next: nextSeq };
  for (const entry of accepted) yield { accepted: entry };
  for (const message of messages) {
    const { state, ...sent } = message as Held;
    // What is in flight now is visible again after a restart; what is delayed stays so.
    yield { sent: { ...sent, wakeAt: state === 'in-flight' ? 0 : sent.wakeAt } };
  }
}

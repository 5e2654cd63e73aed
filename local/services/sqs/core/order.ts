import { Deque } from './deque';
import type { Held } from './message';

/** Who is next. The queue owns a message's state; an order only knows which of them may leave now. */
export interface Order {
  /** The message is in the queue, ready or not. */
  add(message: Held): void;
  /** Its waiting or its visibility time-out is over. */
  ready(message: Held): void;
  remove(message: Held): void;
  /** At most `max` that may leave; `admit` marks one as in flight, or removes it and answers false. */
  take(max: number, admit: (message: Held) => boolean): Held[];
  clear(): void;
}

/** A standard queue: in the order in which messages become ready. */
export class StandardOrder implements Order {
  readonly #ready = new Deque<Held>();

  add(message: Held): void {
    if (message.state === 'ready') this.#ready.push(message);
  }

  ready(message: Held): void {
    this.#ready.push(message);
  }

  remove(): void {
    // Its state is `gone`; `take` steps over it.
  }

  take(max: number, admit: (message: Held) => boolean): Held[] {
    const taken: Held[] = [];
    while (taken.length < max) {
      const message = this.#ready.shift();
      if (!message) break;
      if (message.state === 'ready' && admit(message)) taken.push(message);
    }
    return taken;
  }

  clear(): void {
    this.#ready.clear();
  }
}

import { Deque } from './deque';
import type { Held } from './message';
import type { Order } from './order';

interface Group {
  name: string;
  /** In order of sending; those in flight stay at the front, because they may come back. */
  messages: Held[];
  inFlight: Set<Held>;
  offered: boolean;
}

/**
 * A FIFO queue: one line of waiting per group. While any message of a group is in flight, nobody else gets one
 * of that group; a message that comes back is first again.
 */
export class FifoOrder implements Order {
  readonly #groups = new Map<string, Group>();
  readonly #ready = new Deque<Group>();

  add(message: Held): void {
    const name = message.group ?? '';
    let group = this.#groups.get(name);
    if (!group) {
      group = { name, messages: [], inFlight: new Set(), offered: false };
      this.#groups.set(name, group);
    }
    group.messages.push(message);
    this.#offer(group);
  }

  ready(message: Held): void {
    const group = this.#groups.get(message.group ?? '');
    if (!group) return;
    group.inFlight.delete(message);
    this.#offer(group);
  }

  remove(message: Held): void {
    const group = this.#groups.get(message.group ?? '');
    if (!group) return;
    group.inFlight.delete(message);
    const index = group.messages.indexOf(message);
    if (index >= 0) group.messages.splice(index, 1);
    if (group.messages.length === 0) this.#groups.delete(group.name);
    else this.#offer(group);
  }

  take(max: number, admit: (message: Held) => boolean): Held[] {
    const taken: Held[] = [];
    // Only the groups that wait now: one that is offered again while we take has had its turn.
    for (let turns = this.#ready.length; turns > 0 && taken.length < max; turns -= 1) {
      const group = this.#ready.shift()!;
      group.offered = false;
      if (group.inFlight.size === 0) this.#drain(group, max, taken, admit);
      this.#offer(group);
    }
    return taken;
  }

  clear(): void {
    this.#groups.clear();
    this.#ready.clear();
  }

  #drain(group: Group, max: number, taken: Held[], admit: (message: Held) => boolean): void {
    let index = 0;
    while (taken.length < max) {
      const message = group.messages[index];
      if (message?.state !== 'ready') return;
      // A message that is not admitted has left the list: the next one is at the same place.
      if (!admit(message)) continue;
      group.inFlight.add(message);
      taken.push(message);
      index += 1;
    }
  }

  #offer(group: Group): void {
    if (group.offered || group.inFlight.size > 0 || group.messages[0]?.state !== 'ready') return;
    group.offered = true;
    this.#ready.push(group);
  }
}

import { join } from 'node:path';
import { MAX_ITEM_SIZE } from './rules/rules';
import { ItemStore } from './storage/item-store';
import { Journal } from './storage/journal';
import { Staging } from './storage/staging';

/** All items in memory as text, every commit in the journal: a restart replays it. */
export class Engine {
  readonly items = new ItemStore();
  private readonly journal: Journal;

  constructor(directory: string) {
    const path = join(directory, 'journal');
    let journal = new Journal(path, (change) => this.items.apply(change));
    if (journal.worthRewriting(this.liveBytes())) {
      journal.close();
      Journal.rewrite(path, this.items.all());
      journal = new Journal(path, () => {});
    }
    this.journal = journal;
  }

  /**
   * Runs reads and writes at once, against one state, and commits what they staged together.
   *
   * @returns when everything that the answer shows survives kill -9.
   */
  async transaction<Answer>(work: (staging: Staging) => Answer): Promise<Answer> {
    this.journal.assertSound();
    const staging = new Staging(this.items, MAX_ITEM_SIZE);
    const answer = work(staging);
    for (const change of staging.changes) this.items.apply(change);
    await (staging.changes.length > 0 ? this.journal.commit(staging.changes) : this.journal.settled());
    return answer;
  }

  close(): void {
    this.journal.close();
  }

  private liveBytes(): number {
    let bytes = 0;
    for (const { key, item } of this.items.all()) bytes += key.length + item!.json.length;
    return bytes;
  }
}

import type { LogItem } from '../adapters/register/items';
import { logPk, logSk, recipientsPk } from '../adapters/register/keys';
import { newestEntry } from '../adapters/register/log';
import type { RegisterTable } from '../adapters/register/table';
import { type DueRecipient, readDue } from './walk';

/**
 * Whom people have decided on since the slice began. A walk reads up to 260 people ahead of their mails, so a word may
 * come when its recipient has been read: whoever is named here is read again right before the claim.
 *
 * A decision and its entry in the incident's log are one transaction, and the log has no gaps: its entries since the
 * slice began tell of every decision that the walk may have missed, at one small query a second.
 */
export class Decided {
  private sequence = 0;
  private readonly rids = new Set<string>();

  constructor(
    private readonly table: RegisterTable,
    private readonly run: { incident: string; generation: number },
  ) {}

  /** Before anybody is read: what was decided until now, a walk sees for itself. */
  async open(): Promise<void> {
    this.sequence = (await newestEntry(this.table, this.run.incident))?.sequence ?? 0;
  }

  /** Notes whom the entries since the last look name. A mere look-up costs that person one more reading. */
  async look(): Promise<void> {
    const since = { after: logSk(this.sequence), only: ['sequence', 'facts'] };
    for await (const { sequence, facts } of this.table.query<LogItem>(logPk(this.run.incident), since)) {
      this.sequence = sequence;
      if (typeof facts?.rid === 'string') this.rids.add(facts.rid);
    }
  }

  /** Whether a decision since has taken away what was due. */
  async against({ rid, shard, sequence, attempt }: DueRecipient): Promise<boolean> {
    if (!this.rids.has(rid)) return false;
    const { incident, generation } = this.run;
    const due = await readDue(this.table, recipientsPk(incident, shard), rid, generation);
    return due?.sequence !== sequence || due.attempt !== attempt;
  }
}

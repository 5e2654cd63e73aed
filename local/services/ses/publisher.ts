import type { Deliveries } from '../../lambda/types';
import type { Account } from './account';
import type { ConfigurationSets } from './configuration-sets';
import type { Counts } from './counts';
import { eventJson } from './events';
import { isSimulator } from './fates';
import type { Ledger } from './ledger';
import type { DueEvent } from './outbox';
import type { Statistics } from './statistics';
import type { SuppressionList } from './suppression';

export interface PublisherDeps {
  deliveries: Deliveries;
  account: Account;
  sets: ConfigurationSets;
  suppression: SuppressionList;
  statistics: Statistics;
  counts: Counts;
  ledger: Ledger;
}

const DISK_FAULTS = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'];

/** Hands events to the topics that want them, and draws the account's own conclusions from them. */
export class Publisher {
  private readonly warned = new Set<string>();

  constructor(private readonly deps: PublisherDeps) {}

  async publish({ entry, event }: DueEvent): Promise<void> {
    const { sets, account, deliveries } = this.deps;
    const set = entry.mail.configurationSet;
    const topics = sets.topicsFor(set, event.type);
    if (topics.length === 0 || set === undefined) return;
    const json = eventJson(entry.mail, entry.member, event);
    const from = { service: 'ses.amazonaws.com', sourceArn: account.setArn(set) };
    await Promise.all(topics.map((topic) => deliveries.publishToTopic(topic, json, from)));
  }

  /** The suppression list is on disk before the events that filled it count as told. */
  async taken(batch: DueEvent[]): Promise<void> {
    for (const due of batch) this.conclude(due);
    this.deps.suppression.save();
    try {
      await this.deps.ledger.acknowledge(batch);
    } catch (error) {
      // Not written down, so they are published once more after a restart: at least once still holds.
      this.refused(error);
    }
  }

  /**
   * A topic that takes nothing holds a run up for ever: the operator is told, once a reason.
   *
   * @throws the error when it is the disk's: no later try would get through, so the process ends with it.
   */
  refused(error: unknown): void {
    if (DISK_FAULTS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    const why = error instanceof Error ? error.message : String(error);
    if (this.warned.has(why)) return;
    this.warned.add(why);
    process.emitWarning(`SES events are not getting through and will be tried again: ${why}`, 'EmbeddedSes');
  }

  private conclude({ entry: { mail }, event }: DueEvent): void {
    const { statistics, suppression, counts } = this.deps;
    statistics.count(event.type, event.at);
    const address = mail.destinations[event.recipient]!;
    const fate = mail.fates[event.recipient];
    if (event.type === 'Delivery') counts.delivered += 1;
    if (event.type === 'Complaint') counts.complained += 1;
    if (event.type === 'Reject') counts.rejected += 1;
    if (event.type !== 'Bounce') return;
    counts.bounced += 1;
    const hard = fate === 'relayed' && event.reply?.bounceType === 'Permanent';
    if (hard && !isSimulator(address)) suppression.add(address, 'BOUNCE', new Date(event.at));
  }
}

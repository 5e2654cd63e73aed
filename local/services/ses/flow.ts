import type { SesSettings } from '../../settings';
import type { Faults } from './faults';
import type { OpenMail } from './ledger';
import type { MailStore } from './mail-store';
import { Outbox } from './outbox';
import { Publisher, type PublisherDeps } from './publisher';
import { Relay } from './relay';

interface Deps extends PublisherDeps {
  faults: Faults;
  store: MailStore;
  now(): number;
}

/** The way of an accepted mail: its events to the topics and, where there is one, its copies to the SMTP server. */
export class Flow {
  private readonly outbox: Outbox;
  private readonly relay: Relay | undefined;

  constructor(smtp: SesSettings['smtp'], deps: Deps) {
    const publisher = new Publisher(deps);
    this.outbox = new Outbox({
      publish: (due) => publisher.publish(due),
      taken: (batch) => publisher.taken(batch),
      refused: (error) => publisher.refused(error),
      faults: deps.faults,
      now: deps.now,
    });
    this.relay = smtp && this.createRelay(smtp, deps, (error) => publisher.refused(error));
  }

  accepted(entry: OpenMail): void {
    this.outbox.schedule(entry, [...entry.events.values()]);
    for (const recipient of entry.relays.keys()) this.relay?.send(entry, recipient);
  }

  /** @param unfinished what the last process left; a copy that it had handed over is not sent again. */
  start(unfinished: OpenMail[]): void {
    for (const entry of unfinished) {
      this.outbox.schedule(entry, [...entry.events.values()]);
      for (const [recipient, handedOver] of entry.relays)
        if (handedOver) void this.relay?.interrupted(entry, recipient);
        else this.relay?.send(entry, recipient);
    }
    this.outbox.start();
  }

  async close(): Promise<void> {
    await this.relay?.close();
    await this.outbox.close();
  }

  private createRelay(
    smtp: NonNullable<SesSettings['smtp']>,
    { ledger, store, now }: Deps,
    failed: (error: unknown) => void,
  ): Relay {
    return new Relay({
      smtp,
      now,
      failed,
      path: (id) => store.path(id),
      handOver: (entry, recipient) => ledger.handOver(entry, recipient),
      result: async (entry, recipient, { type, reply, final }) => {
        const event = await ledger.learn(entry, { type, recipient, at: now(), reply }, final);
        this.outbox.schedule(entry, [event]);
      },
    });
  }
}

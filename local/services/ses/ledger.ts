import { mailMember } from './events';
import { Journal, type JournalLine } from './journal';
import type { Mail } from './mail';
import type { MailStore } from './mail-store';
import { parseHeaders } from './message';
import { type PlannedEvent, planOf } from './plan';

/** A mail that still has something ahead of it. */
export interface OpenMail {
  mail: Mail;
  /** The events' `mail` member, see `mailMember`. */
  member: string;
  /** Events by number; acknowledged ones are taken out. */
  events: Map<number, PlannedEvent>;
  learnt: { event: PlannedEvent; final: boolean }[];
  acked: number[];
  /** Relayed recipients without a final reply; true while a copy is with the SMTP server. */
  relays: Map<number, boolean>;
}

interface Deps {
  directory: string;
  account: string;
  store: MailStore;
  deliveryMs: number;
  quota: { record(at: number, recipients: number): void; history(): [number, number][] };
}

/** What was accepted and is not finished, kept in memory and, so that it outlives us, in the journal. */
export class Ledger {
  private readonly open = new Map<string, OpenMail>();
  private readonly journal: Journal;

  constructor(private readonly deps: Deps) {
    this.journal = new Journal(deps.directory, () => this.snapshot());
  }

  /** The mails that the last process left unfinished. Those without an `.eml` were never accepted. */
  recover(): OpenMail[] {
    const minute = 60_000;
    const counted = new Map<string, number>();
    for (const line of this.journal.read()) {
      if ('q' in line) for (const [at, n] of line.q) this.deps.quota.record(at * minute, n);
      else this.replay(line, counted);
    }
    this.deps.store.sweep();
    for (const [id, entry] of this.open) {
      if (!this.deps.store.has(id)) {
        this.open.delete(id);
        continue;
      }
      const quota = counted.get(id) ?? 0;
      if (quota > 0) this.deps.quota.record(entry.mail.at, quota);
      entry.mail.headers = parseHeaders(this.deps.store.read(id));
      entry.member = mailMember(entry.mail, this.deps.account);
    }
    this.journal.rewrite();
    return [...this.open.values()];
  }

  /** Writes down a mail that is about to be committed. */
  async begin(mail: Mail, quota: number): Promise<OpenMail> {
    const entry = this.opened(mail);
    entry.member = mailMember(mail, this.deps.account);
    const { headers: _inTheEml, ...accepted } = mail;
    await this.journal.append({ m: accepted, quota });
    return entry;
  }

  /** A mail that could not be committed never was. */
  abandon(id: string): void {
    this.open.delete(id);
  }

  /** A copy goes to the SMTP server: from here on only its reply may lead to another try. */
  handOver(entry: OpenMail, recipient: number): Promise<void> {
    entry.relays.set(recipient, true);
    return this.journal.append({ h: entry.mail.id, recipient });
  }

  /** Adds what an SMTP server's reply means. */
  async learn(entry: OpenMail, what: Omit<PlannedEvent, 'n'>, final: boolean): Promise<PlannedEvent> {
    const event = { ...what, n: 1000 + entry.learnt.length };
    this.addLearnt(entry, event, final);
    await this.journal.append({ e: entry.mail.id, event, final });
    return event;
  }

  /** Events that SNS took. */
  acknowledge(batch: { entry: OpenMail; event: PlannedEvent }[]): Promise<void> {
    for (const { entry, event } of batch) this.ack(entry, event.n);
    return this.journal.append({ a: batch.map(({ entry, event }) => [entry.mail.id, event.n]) });
  }

  /** Mails with events or copies still to come. */
  size(): number {
    return this.open.size;
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  private replay(line: Exclude<JournalLine, { q: unknown }>, counted: Map<string, number>): void {
    if ('m' in line) {
      this.opened({ ...line.m, headers: [] });
      counted.set(line.m.id, line.quota);
    } else if ('e' in line) {
      const entry = this.open.get(line.e);
      if (entry) this.addLearnt(entry, line.event, line.final);
    } else if ('h' in line) {
      this.open.get(line.h)?.relays.set(line.recipient, true);
    } else {
      for (const [id, n] of line.a) {
        const entry = this.open.get(id);
        if (!entry || this.ack(entry, n)) continue;
        this.deps.quota.record(entry.mail.at, counted.get(id) ?? 0);
      }
    }
  }

  private opened(mail: Mail): OpenMail {
    const entry: OpenMail = {
      mail,
      member: '',
      events: new Map(planOf(mail, this.deps.deliveryMs).map((event) => [event.n, event])),
      learnt: [],
      acked: [],
      relays: new Map(),
    };
    mail.fates.forEach((fate, recipient) => {
      if (fate === 'relayed') entry.relays.set(recipient, false);
    });
    this.open.set(mail.id, entry);
    return entry;
  }

  private addLearnt(entry: OpenMail, event: PlannedEvent, final: boolean): void {
    entry.learnt.push({ event, final });
    entry.events.set(event.n, event);
    if (final) entry.relays.delete(event.recipient);
    else entry.relays.set(event.recipient, false);
  }

  /** Whether the mail has more ahead of it. */
  private ack(entry: OpenMail, n: number): boolean {
    entry.events.delete(n);
    entry.acked.push(n);
    const more = entry.events.size > 0 || entry.relays.size > 0;
    if (!more) this.open.delete(entry.mail.id);
    return more;
  }

  private snapshot(): JournalLine[] {
    const lines: JournalLine[] = [{ q: this.deps.quota.history() }];
    for (const { mail, learnt, acked, relays } of this.open.values()) {
      const { headers: _inTheEml, ...accepted } = mail;
      lines.push({ m: accepted, quota: 0 });
      for (const { event, final } of learnt) lines.push({ e: mail.id, event, final });
      for (const [recipient, handedOver] of relays) if (handedOver) lines.push({ h: mail.id, recipient });
      if (acked.length > 0) lines.push({ a: acked.map((n) => [mail.id, n]) });
    }
    return lines;
  }
}

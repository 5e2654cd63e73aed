import nodemailer, { type Transporter } from 'nodemailer';
import type { OpenMail } from './ledger';
import type { EventType, Reply } from './plan';

/** How a copy fared; a final one is never tried again. */
export interface RelayResult {
  type: EventType;
  reply: Reply;
  final: boolean;
}

interface Deps {
  smtp: { host: string; port: number; retrySeconds?: number };
  path(id: string): string;
  /** Called before a copy is handed over; what it writes down keeps a restart from sending a second one. */
  handOver(entry: OpenMail, recipient: number): Promise<void>;
  result(entry: OpenMail, recipient: number, result: RelayResult): Promise<void>;
  /** Called when the journal cannot be written. */
  failed(error: unknown): void;
  now(): number;
}

/** SES gives up on a deferred mail after 14 hours. */
const GIVE_UP_MS = 14 * 3_600_000;
const MAX_WAIT_MS = 30 * 60_000;

/** Hands copies to a real SMTP server: 250 is a delivery, 5xx a bounce, 4xx a delay and another try. */
export class Relay {
  private readonly transport: Transporter;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly deps: Deps) {
    const { host, port } = deps.smtp;
    this.transport = nodemailer.createTransport({
      pool: true,
      host,
      port,
      maxConnections: 5,
      maxMessages: 1_000,
    });
  }

  send(entry: OpenMail, recipient: number, tries = 0): void {
    const run = this.attempt(entry, recipient, tries)
      .catch((error) => this.deps.failed(error))
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /**
   * A copy that a dead process had handed over: its reply is lost and another copy might be the second one.
   * SES would know; we say that we do not.
   */
  async interrupted(entry: OpenMail, recipient: number): Promise<void> {
    const reply: Reply = {
      status: '4.4.0',
      text: 'reply of the SMTP server lost',
      delayType: 'Undetermined',
    };
    try {
      await this.deps.result(entry, recipient, { type: 'DeliveryDelay', reply, final: true });
    } catch (error) {
      this.deps.failed(error);
    }
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.transport.close();
    await Promise.allSettled(this.running);
  }

  private async attempt(entry: OpenMail, recipient: number, tries: number): Promise<void> {
    await this.deps.handOver(entry, recipient);
    const result = await this.deliver(entry, recipient);
    if (!result) return this.interrupted(entry, recipient);
    if (!result.final && this.deps.now() - entry.mail.at > GIVE_UP_MS) {
      const reply: Reply = { ...result.reply, status: '4.4.7', bounceType: 'Transient' };
      return this.deps.result(entry, recipient, { type: 'Bounce', reply, final: true });
    }
    await this.deps.result(entry, recipient, result);
    if (!result.final) this.later(entry, recipient, tries + 1);
  }

  private later(entry: OpenMail, recipient: number, tries: number): void {
    const wait = Math.min(MAX_WAIT_MS, (this.deps.smtp.retrySeconds ?? 30) * 1_000 * 2 ** (tries - 1));
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.send(entry, recipient, tries);
    }, wait);
    this.timers.add(timer);
  }

  /** Undefined when the copy may or may not have been taken. */
  private async deliver(entry: OpenMail, recipient: number): Promise<RelayResult | undefined> {
    const { source, destinations, id } = entry.mail;
    try {
      const { response } = await this.transport.sendMail({
        envelope: { from: source, to: [destinations[recipient]!] },
        raw: { path: this.deps.path(id) },
      });
      return { type: 'Delivery', reply: { status: '2.0.0', text: response ?? '250' }, final: true };
    } catch (error) {
      return fromError(error);
    }
  }
}

/** A reply decides; without one only a connection that never came about is safe to try again. */
function fromError(error: unknown): RelayResult | undefined {
  const { responseCode, response, syscall, code } = error as {
    responseCode?: number;
    response?: string;
    syscall?: string;
    code?: string;
  };
  if (responseCode !== undefined && responseCode >= 400) {
    const text = response ?? String(responseCode);
    const permanent = responseCode >= 500;
    const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? (permanent ? '5.0.0' : '4.0.0');
    return permanent
      ? { type: 'Bounce', reply: { status, text, bounceType: 'Permanent' }, final: true }
      : { type: 'DeliveryDelay', reply: { status, text, delayType: 'RecipientServerError' }, final: false };
  }
  if (syscall !== 'connect' && syscall !== 'getaddrinfo' && code !== 'EDNS') return undefined;
  const reply: Reply = {
    status: '4.4.1',
    text: `no connection to the SMTP server (${code ?? syscall})`,
    delayType: 'TransientCommunicationFailure',
  };
  return { type: 'DeliveryDelay', reply, final: false };
}

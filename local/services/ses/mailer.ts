import { ServiceError } from '../../gateway/errors';
import type { ServiceResponse } from '../../gateway/types';
import type { Principal } from '../../iam/types';
import type { SesFault } from '../../settings';
import * as broken from './broken-replies';
import type { Counts } from './counts';
import { rateExceeded } from './errors';
import type { Faults } from './faults';
import type { Ledger, OpenMail } from './ledger';
import type { MailStore } from './mail-store';
import { type AcceptanceRules, acceptable, type RawMail } from './send';
import { failure, success } from './xml';

interface Deps {
  rules: AcceptanceRules;
  store: MailStore;
  ledger: Ledger;
  counts: Counts;
  faults: Faults;
  /** Called once a mail is accepted for good. */
  accepted(entry: OpenMail): void;
}

const SLOWEST_MS = 3_000;

/** Takes mails, and answers as the fault mode wants it. */
export class Mailer {
  /** Settles when this process is asked to end: no call hangs longer than that. */
  private readonly ending: Promise<void>;
  private end = () => {};

  constructor(private readonly deps: Deps) {
    this.ending = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  close(): void {
    this.end();
  }

  async send(action: string, caller: Principal, requestId: string, input: RawMail): Promise<ServiceResponse> {
    const { faults } = this.deps;
    const fault = faults.forCall();
    if (fault === 'throttle') throw rateExceeded();
    // A front end may fail before or after the mail went in, and its caller cannot tell which.
    if (fault === 'error-503' && faults.chance() < 0.5) return unavailable(requestId);
    const id = await this.accept(action, caller, input);
    return this.reply(fault, requestId, success(action, requestId, { MessageId: id }));
  }

  private async reply(
    fault: SesFault['kind'] | undefined,
    requestId: string,
    reply: ServiceResponse,
  ): Promise<ServiceResponse> {
    switch (fault) {
      case 'accept-then-reset':
        return broken.reset();
      case 'truncated-200':
        return broken.truncated(reply);
      case 'empty-200':
        return broken.empty(reply);
      case 'error-500':
        return failure(undefined, requestId);
      case 'error-503':
        return unavailable(requestId);
      case 'hang':
        await this.ending;
        return broken.reset();
      case 'slow':
        await Promise.race([pause(SLOWEST_MS * this.deps.faults.chance()), this.ending]);
        return reply;
      default:
        return reply;
    }
  }

  /**
   * The journal knows the mail and its events before the rename makes it accepted, so that a death at any
   * moment leaves either nothing or a mail whose events will still come.
   */
  private async accept(action: string, caller: Principal, input: RawMail): Promise<string> {
    const { rules, store, ledger, counts } = this.deps;
    const { mail, quota } = acceptable(rules, caller, `ses:${action}`, input);
    try {
      store.stage(mail.id, input.raw);
      const entry = await ledger.begin(mail, quota);
      store.commit(mail.id);
      counts.accept(mail.destinations, mail.tags);
      this.deps.accepted(entry);
      return mail.id;
    } catch (error) {
      ledger.abandon(mail.id);
      throw error;
    }
  }
}

const unavailable = (requestId: string): ServiceResponse =>
  failure(
    new ServiceError('ServiceUnavailable', 'Service is temporarily unavailable.', 503, 'Receiver'),
    requestId,
  );

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

import type { SesFault } from '../../settings';
import type { Counts } from './counts';
import type { Faults } from './faults';
import type { Ledger } from './ledger';
import type { Limits, SendLimits } from './limits';
import type { SuppressionList } from './suppression';

export interface SesChange extends Partial<Limits> {
  sandbox?: boolean;
  /** null ends the fault. */
  fault?: SesFault | null;
}

interface Parts {
  counts: Counts;
  faults: Faults;
  ledger: Ledger;
  limits: SendLimits;
  suppression: SuppressionList;
  mode: { sandbox: boolean };
}

/** The hand that AWS itself has on an account: what tests and operators turn while everything runs. */
export class Control {
  readonly counts: Counts;
  readonly suppression: SuppressionList;

  constructor(private readonly parts: Parts) {
    this.counts = parts.counts;
    this.suppression = parts.suppression;
  }

  /** Holds from the next call on; what is not named stays. */
  change({ sandbox, fault, ...limits }: SesChange): void {
    if (sandbox !== undefined) this.parts.mode.sandbox = sandbox;
    if (fault !== undefined) this.parts.faults.change(fault ?? undefined);
    this.parts.limits.change(limits);
  }

  /** Accepted mails that still have events or SMTP replies to come. */
  unfinished(): number {
    return this.parts.ledger.size();
  }

  /** How many calls and events the fault mode has hit. */
  faultsHit(): number {
    return this.parts.faults.count();
  }
}

import type { Outcome } from '../outcome';
import type { Decision, Notice, Recipient, SecondRoute } from '../sending/recipient';

/** One (company, group, address) of a recipient, with the place it was found at. */
export interface FoundExposure {
  generation: number;
  address: string;
  company: string;
  group: string;
  country?: string;
  language?: string;
  drop: string;
  member: number;
  line: number;
  flags?: string[];
}

/** A notice as the evidence tells of it. */
export interface ToldNotice extends Notice {
  run: string;
  language?: string;
  reference?: string;
  contentHash?: string;
  unknownBecause?: string;
  duplicatePossible?: boolean;
}

export interface MadeDecision extends Decision {
  by: string;
  why: string;
  route?: SecondRoute;
}

/** One SES event; `raw` is the JSON as SES published it. */
export interface MailEvent {
  rid: string;
  sequence: number;
  attempt: string;
  messageId: string;
  type: string;
  at: string;
  receivedAt: string;
  raw: string;
}

/** Everything that is known of one recipient as of the cut. */
export interface Person extends Recipient<FoundExposure, MadeDecision, ToldNotice> {
  outcome: Outcome;
  events: MailEvent[];
  /** Exposure items in the register, by generation: a file that repeats a row repeats the item, not the exposure. */
  stored: Map<number, number>;
}

/** Accepted by SES or by the recipient's mail server. Nobody can prove that a mail was read. */
export const TOLD: readonly Outcome[] = ['sent', 'delayed', 'delivered', 'complained'];
/** Mail did not reach them: the second route's work list. `unknown` may have been told, so a person decides. */
export const NOT_REACHED: readonly Outcome[] = ['bounced', 'suppressed', 'rejected', 'unknown', 'withheld'];
/** Still to come. */
export const OPEN: readonly Outcome[] = ['pending', 'claimed'];

import { randomUUID } from 'node:crypto';
import type { HeaderField } from './message';

/**
 * What becomes of one recipient's copy, decided when the mail is accepted. `relayed`: an SMTP server decides
 * later.
 */
export const FATES = [
  'delivered',
  'bounced',
  'out-of-office',
  'complained',
  'suppressed-globally',
  'suppressed',
  'rejected',
  'relayed',
] as const;
export type Fate = (typeof FATES)[number];

/** What SES knows of a mail it took; with the `.eml` it is enough to rebuild every event of it. */
export interface AcceptedMail {
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  source: string;
  sourceArn: string;
  /** Name of the calling role or user: the tag `ses:caller-identity`. */
  caller: string;
  destinations: string[];
  /** One a destination. */
  fates: Fate[];
  configurationSet?: string;
  tags: [name: string, value: string][];
}

/** An accepted mail with its header fields, which stand in the `.eml` and not in the journal. */
export interface Mail extends AcceptedMail {
  headers: HeaderField[];
}

/**
 * A message id of SES's form: time, then randomness, so two are never equal and names sort by time. `0107` is
 * the prefix of eu-central-1.
 */
export function newMessageId(at: number): string {
  return `0107${at.toString(16).padStart(12, '0')}-${randomUUID()}-000000`;
}

import type { NoticeFacts } from './notice-state';

/**
 * One recipient as a shard shows it: who is affected, what people decided, what has happened. These are the
 * fields that sending decides on; the register's items carry more.
 */
export interface Recipient<
  X extends Exposure = Exposure,
  D extends Decision = Decision,
  N extends Notice = Notice,
> {
  rid: string;
  exposures: X[];
  /** In the order of their times. */
  decisions: D[];
  /** In the order of their sequence. */
  notices: N[];
}

export interface Exposure {
  generation: number;
  flags?: string[];
}

/** How somebody is told whom mail cannot reach; in the order in which to try. */
export const SECOND_ROUTES = ['other-admin', 'security-contact', 'telephone', 'post'] as const;
export type SecondRoute = (typeof SECOND_ROUTES)[number];

export interface Decision {
  decision: 'withhold' | 'release' | 'second-route-done' | 'resend' | 'accept-unknown' | 'supplement';
  sequence?: number;
  at: string;
}

export interface Notice extends NoticeFacts {
  sequence: number;
  attempt: number;
  attemptId: string;
  claimedAt: string;
  /** The decision that this attempt or supplement follows. */
  decidedAt?: string;
  unknownFinalAt?: string;
}

/** SES takes no address with a non-ASCII local part (no SMTPUTF8): its owner is told by the second route. */
export const UNSENDABLE_FLAG = 'non-ascii-local-part';

/** The exposures a run may tell of: those of its manifest, at addresses SES can send to. */
export function sendable<X extends Exposure>(exposures: readonly X[], generation: number): X[] {
  return exposures.filter(
    (exposure) => exposure.generation <= generation && !exposure.flags?.includes(UNSENDABLE_FLAG),
  );
}

/** Where an exposure was found: the file by its generation, the member of an archive, the line. */
interface Found {
  generation: number;
  member: number;
  line: number;
}

/** In the order in which they were found: the first one's spelling of the address is the one that mail goes to. */
export function inOrderFound<X extends Found>(exposures: readonly X[]): X[] {
  return [...exposures].sort((a, b) => a.generation - b.generation || a.member - b.member || a.line - b.line);
}

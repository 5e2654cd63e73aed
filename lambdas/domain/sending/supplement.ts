import { dueNotice, isWithheld } from './due';
import { type NoticeStatus, standingOf } from './notice-state';
import type { Decision, Exposure, Notice, Recipient } from './recipient';

/** Whom a second mail can reach. Everybody else who was written to is on the second route. */
const REACHABLE: readonly NoticeStatus[] = ['sent', 'delayed', 'delivered'];

/** An exposure by what a notice says of it. */
interface Named extends Exposure {
  company: string;
  group: string;
}

/**
 * Whether a person was told of less than is known now: a later file names a company or group that their last notice
 * could not. Only proposed; a supplement is sent when somebody decides so.
 *
 * @param generation the highest one that counts.
 * @param coveredBy the generation that a run's manifest covered; undefined when it is not known any more.
 */
export function isSupplementProposed<N extends Notice & { run: string }>(
  recipient: Recipient<Named, Decision, N>,
  generation: number,
  coveredBy: (run: string) => number | undefined,
): boolean {
  const last = recipient.notices.at(-1);
  if (!last || !REACHABLE.includes(standingOf(last).status)) return false;
  if (isWithheld(recipient.decisions) || dueNotice(recipient, generation)) return false;
  const covered = coveredBy(last.run) ?? generation;
  const told = new Set<string>();
  for (const exposure of recipient.exposures) if (exposure.generation <= covered) told.add(nameOf(exposure));
  return recipient.exposures.some(
    (exposure) =>
      exposure.generation > covered && exposure.generation <= generation && !told.has(nameOf(exposure)),
  );
}

const nameOf = ({ company, group }: Named) => JSON.stringify([company, group]);

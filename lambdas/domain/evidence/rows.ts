import { inOrderFound } from '../sending/recipient';
import { countryOf } from './country';
import { csvLine } from './csv';
import type { Person } from './person';

/** The tables about people. Each header is a constant, so that docs/evidence.md and the tests can name columns. */

export const RECIPIENT_COLUMNS = [
  'recipient', 'address', 'country', 'outcome', 'notice', 'attempt', 'language', 'reference', 'run',
  'claimedAt', 'acceptedBySesAt', 'messageId', 'delayedAt', 'acceptedByMailServerAt', 'bouncedAt', 'bounceType',
  'bounceSubType', 'suppressedAt', 'complainedAt', 'rejectedAt', 'rejection', 'unknownAt', 'unknownBecause',
  'duplicatePossible', 'messageSha256', 'companies', 'groups', 'exposures', 'events', 'decisions',
] as const; // biome-ignore format: a table reads best as a table

/** One line a notice; a person who was sent nothing yet has one line with an empty `notice`. */
export function recipientLines(person: Person): string {
  const { rid, outcome, exposures, events, decisions } = person;
  const first = exposures[0]!;
  const companies = new Set(exposures.map(({ company }) => company)).size;
  const groups = new Set(exposures.map(({ company, group }) => `${company}\0${group}`)).size;
  const known = [rid, inOrderFound(exposures)[0]!.address, countryOf(first), outcome];
  const counts = [companies, groups, exposures.length, events.length, decisions.length];
  if (person.notices.length === 0) {
    const gap = RECIPIENT_COLUMNS.length - known.length - counts.length;
    return csvLine([...known, ...Array<undefined>(gap), ...counts]);
  }
  return person.notices
    .map(
      (n) =>
      csvLine([
        ...known, n.sequence, n.attempt, n.language, n.reference, n.run,
        n.claimedAt, n.sentAt, n.messageId, n.delayedAt, n.deliveredAt, n.bouncedAt, n.bounce?.type,
        n.bounce?.subType, n.suppressedAt, n.complainedAt, n.rejectedAt, n.rejection, n.unknownAt, n.unknownBecause,
        n.duplicatePossible ? 'yes' : undefined, n.contentHash, ...counts,
      ]), // biome-ignore format: in the order of RECIPIENT_COLUMNS
    )
    .join('');
}

export const EXPOSURE_COLUMNS = [
  'recipient',
  'address',
  'company',
  'group',
  'file',
  'member',
  'line',
  'flags',
] as const;

/** One line an exposure. @param files the number of each drop. */
export function exposureLines({ rid, exposures }: Person, files: ReadonlyMap<string, number>): string {
  return exposures
    .map(({ address, company, group, drop, member, line, flags }) =>
      csvLine([rid, address, company, group, files.get(drop), member + 1, line, flags?.join(' ')]),
    )
    .join('');
}

/** The JSON lines of events.jsonl, `raw` exactly as SES published it. */
export function eventLines({ events }: Person): string {
  return events
    .map(
      ({ rid, sequence, attempt, messageId, type, at, receivedAt, raw }) =>
        `${JSON.stringify({ recipient: rid, notice: sequence, attempt, messageId, type, at, receivedAt, raw })}\n`,
    )
    .join('');
}

import { createHmac } from 'node:crypto';

/**
 * Keys of the one table `register`. What is found (exposures, quarantined lines) is written once under a key
 * that its content decides, so any batch may be repeated by anyone; what happens is a separate item.
 */

/** Generations and log sequences sort as text. */
const padded = (value: number, width: number) => String(value).padStart(width, '0');

export const incidentsPk = 'INCIDENTS';
export const incidentPk = (incident: string) => `INC#${incident}`;
export const metaSk = 'META';
/** The run's control field, alone in a small item: the sender reads it every second. */
export const controlSk = 'CONTROL';
export const reputationSk = 'REPUTATION';
export const dropSk = (drop: string) => `DROP#${drop}`;
export const dropPrefix = 'DROP#';
export const laneSk = (run: string, lane: number) => `LANE#${run}#${padded(lane, 3)}`;
export const lanePrefix = (run: string) => `LANE#${run}#`;
export const exportSk = (id: string) => `EXPORT#${id}`;
export const exportPrefix = 'EXPORT#';
/** A version of the incident record, by its content. */
export const recordPrefix = 'RECORD#';
export const recordSk = (hash: string) => `${recordPrefix}${hash}`;

export const logPk = (incident: string) => `INC#${incident}#LOG`;
export const logSk = (sequence: number) => padded(sequence, 12);

export const quarantinePk = (incident: string) => `INC#${incident}#Q`;
/** `member` is the file's place inside an archive, 0 for a plain file. */
export const quarantineSk = (drop: string, member: number, line: number) =>
  `${drop}#${padded(member, 4)}#${padded(line, 10)}`;

export const recipientsPk = (incident: string, shard: number) => `INC#${incident}#R${shard}`;

/**
 * An exposure: one (company, group, address as spelt) of one recipient, as brought by one generation.
 * The generation is in the key, so a later drop of the same rows adds an item beside the first one and
 * never moves a known exposure out of the manifest that covers it.
 */
export const exposureSk = (rid: string, hash: string, generation: number) =>
  `${rid}#X${hash}#${padded(generation, 6)}`;
/**
 * Under the incident's key, like the recipient's id: a plain hash would let anyone who holds the table try out
 * addresses and companies, even after they were erased.
 */
export const exposureHash = (incidentKey: Uint8Array, company: string, group: string, address: string) =>
  createHmac('sha256', incidentKey)
    .update(JSON.stringify([company, group, address]))
    .digest('hex')
    .slice(0, 24);

export const decisionSk = (rid: string, at: string) => `${rid}#D${at}`;
export const noticePrefix = (rid: string) => `${rid}#N`;
export const noticeSk = (rid: string, sequence: number) => `${rid}#N${padded(sequence, 3)}`;

export const eventsPk = (incident: string, shard: number) => `INC#${incident}#E${shard}`;
export const eventSk = (rid: string, messageId: string, type: string, discriminator: string) =>
  `${rid}#${messageId}#${type}#${discriminator}`;

/** Reads a recipient-shard sort key back: `X` exposure, `D` decision, `N` notice state. */
export function recipientItemKind(sk: string): { rid: string; kind: 'X' | 'D' | 'N'; rest: string } {
  const at = sk.indexOf('#');
  return { rid: sk.slice(0, at), kind: sk.charAt(at + 1) as 'X' | 'D' | 'N', rest: sk.slice(at + 2) };
}

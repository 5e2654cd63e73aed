import { sha256 } from '../ids';
import { canonicalJson } from './canonical-json';

/** What a writer of the log says: who did what, why, and the figures that belong to it. Never personal data. */
export interface LogFacts {
  by: string;
  /** What happened, e.g. `approved`, `run-started`, `export-built`. */
  what: string;
  why?: string;
  facts?: Record<string, unknown>;
}

/** One link of an incident's log. `hash` covers everything else in it, and the incident's id. */
export interface LogEntry extends LogFacts {
  /** 1, 2, 3, ... without gaps. */
  sequence: number;
  at: string;
  previous: string;
  hash: string;
}

/** What the first entry names as the one before it. */
export const LOG_START = '0'.repeat(64);

/** Hash of one entry: SHA-256 of its canonical JSON together with the incident's id, without `hash` itself. */
export function logHash(
  incident: string,
  { hash: _, ...body }: LogEntry | (Omit<LogEntry, 'hash'> & { hash?: string }),
): string {
  return sha256(canonicalJson({ incident, ...body }));
}

/**
 * The entry that follows `last`. Its time is never before its predecessor's, so that "the log as of a moment" is
 * always the front part of the chain, whatever the clocks of two machines say.
 *
 * @param last the newest entry, or undefined in an empty log.
 */
export function nextEntry(
  incident: string,
  last: Pick<LogEntry, 'sequence' | 'at' | 'hash'> | undefined,
  said: LogFacts,
  now: Date,
): LogEntry {
  const at = now.toISOString();
  const body = {
    sequence: (last?.sequence ?? 0) + 1,
    at: last && last.at > at ? last.at : at,
    // through JSON and back: what is hashed is exactly what a store or a file can give back
    ...(JSON.parse(
      canonicalJson({ by: said.by, what: said.what, why: said.why, facts: said.facts }),
    ) as LogFacts),
    previous: last?.hash ?? LOG_START,
  };
  return { ...body, hash: logHash(incident, body) };
}

/** What is wrong with the first entry that breaks the chain, or undefined when every link holds. */
export type ChainFault = { sequence: number; fault: string };

/**
 * Checks one entry against the one before it; fold it over a log of any length in flat memory.
 *
 * @param last the entry checked before, undefined for the first one.
 */
export function checkLink(
  incident: string,
  last: LogEntry | undefined,
  entry: LogEntry,
): ChainFault | undefined {
  const expected = (last?.sequence ?? 0) + 1;
  if (entry.sequence !== expected) {
    return {
      sequence: expected,
      fault: `entry ${expected} is missing or out of order (found ${entry.sequence})`,
    };
  }
  if (entry.previous !== (last?.hash ?? LOG_START)) {
    return { sequence: expected, fault: `entry ${expected} does not follow the one before it` };
  }
  if (logHash(incident, entry) !== entry.hash) {
    return { sequence: expected, fault: `entry ${expected} was changed` };
  }
  return undefined;
}

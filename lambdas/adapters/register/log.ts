import { type LogEntry, type LogFacts, nextEntry } from '../../domain/evidence/log-chain';
import type { Clock } from '../../shared/clock';
import { ConditionLost } from '../../shared/errors';
import type { LogItem } from './items';
import { logPk, logSk } from './keys';
import type { RegisterTable } from './table';

/** The part of the table the log needs. */
export type LogTable = Pick<RegisterTable, 'query' | 'put'>;

/** Writers of one incident meet here; each lost race costs one read and one write, so 50 is far beyond need. */
const ATTEMPTS = 50;

/**
 * Appends one entry to the incident's hash-chained log: reads the newest entry, puts the next sequence on the
 * condition that nobody was first, and tries again when somebody was. `why` and `facts` carry ids and figures,
 * never an address, a company or text of a file: the log outlives the erasure of both.
 *
 * @returns the entry as written.
 */
export async function appendLog(
  table: LogTable,
  incident: string,
  said: LogFacts,
  clock: Clock,
): Promise<LogEntry> {
  const pk = logPk(incident);
  for (let attempt = 1; ; attempt++) {
    const entry = nextEntry(incident, await newestEntry(table, incident), said, clock.now());
    const item: LogItem = { pk, sk: logSk(entry.sequence), ...entry };
    try {
      await table.put(item, { expression: 'attribute_not_exists(pk)' });
      return entry;
    } catch (error) {
      if (!(error instanceof ConditionLost)) throw error;
      // the SDK sent again a put whose first answer was lost: it was ours that won
      if (error.current?.hash === entry.hash) return entry;
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** The head of the log, or undefined while it is empty. */
export async function newestEntry(
  table: Pick<LogTable, 'query'>,
  incident: string,
): Promise<LogEntry | undefined> {
  for await (const item of table.query<LogItem>(logPk(incident), { descending: true, pageSize: 1 })) {
    return entryOf(item);
  }
  return undefined;
}

/** A log item without its keys. */
export function entryOf({ pk: _pk, sk: _sk, ...entry }: LogItem): LogEntry {
  return entry;
}

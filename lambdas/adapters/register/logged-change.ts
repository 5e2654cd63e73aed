import type { LogEntry, LogFacts } from '../../domain/evidence/log-chain';
import type { Clock } from '../../shared/clock';
import { ConditionLost } from '../../shared/errors';
import { changeOf, type IncidentChange, type Incidents } from './incidents';
import type { IncidentItem } from './items';
import { appendLog } from './log';
import type { Key, RegisterTable, TransactedWrite } from './table';

type LoggedTable = Pick<RegisterTable, 'query' | 'transact'>;

/**
 * Writes a change and the entry of the log that tells of it in one transaction: neither is ever there without the
 * other, whoever dies in between, and of two that make the same change one tells of it.
 *
 * @returns the entry as written.
 * @throws ConditionLost when the change's own condition does not hold.
 */
export async function changeLogged(
  table: LoggedTable,
  incident: string,
  said: LogFacts,
  clock: Clock,
  ...change: TransactedWrite[]
): Promise<LogEntry> {
  let lost: ConditionLost | undefined;
  const written = await appendLog(
    {
      query: (pk, range) => table.query(pk, range),
      async put(entry, condition) {
        try {
          await table.transact([{ put: entry, condition }, ...change]);
        } catch (error) {
          // the log's own race comes back with the entry that won it and is run again; any other is the change's
          if (!(error instanceof ConditionLost) || isAt(entry, error.current)) throw error;
          lost = error;
        }
      },
    },
    incident,
    said,
    clock,
  );
  if (lost) throw lost;
  return written;
}

const isAt = ({ pk, sk }: Key, item: Record<string, unknown> | undefined) =>
  item?.pk === pk && item.sk === sk;

/** A change of META, what the log says of it, and what else is written with the two. */
export interface Decided {
  change: IncidentChange;
  said: LogFacts;
  also?: TransactedWrite[];
}

/** As `Incidents.decide`, with an entry of the log for each change. `undefined` changes nothing. */
export async function decideLogged(
  { table, incidents, clock }: { table: LoggedTable; incidents: Incidents; clock: Clock },
  incident: string,
  decision: (current: IncidentItem) => Decided | undefined,
): Promise<IncidentItem | undefined> {
  for (let attempt = 0; ; attempt++) {
    const current = await incidents.get(incident);
    const decided = current && decision(current);
    if (!decided) return current;
    const { change, said, also = [] } = decided;
    try {
      await changeLogged(table, incident, said, clock, changeOf(current, change), ...also);
      return { ...current, ...change, revision: current.revision + 1 };
    } catch (error) {
      if (!(error instanceof ConditionLost) || attempt === 10) throw error;
    }
  }
}

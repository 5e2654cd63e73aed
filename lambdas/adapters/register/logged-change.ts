import type { LogFacts } from '../../domain/evidence/log-chain';
import type { Clock } from '../../shared/clock';
import { ConditionLost } from '../../shared/errors';
import { appendLog } from './log';
import type { RegisterTable, TransactedWrite } from './table';

/**
 * Writes a change and the entry of the log that tells of it in one transaction: neither is ever there without the
 * other, whoever dies in between, and of two that make the same change one tells of it.
 *
 * @throws ConditionLost when the change's own condition does not hold.
 */
export async function changeLogged(
  table: Pick<RegisterTable, 'query' | 'transact'>,
  incident: string,
  said: LogFacts,
  clock: Clock,
  change: TransactedWrite,
): Promise<void> {
  let lost = false;
  await appendLog(
    {
      query: (pk, range) => table.query(pk, range),
      async put(entry, condition) {
        try {
          await table.transact([{ put: entry, condition }, change]);
        } catch (error) {
          // the log's own race comes back with the entry that won it and is run again; any other is the change's
          if (!(error instanceof ConditionLost) || error.current) throw error;
          lost = true;
        }
      },
    },
    incident,
    said,
    clock,
  );
  if (lost) throw new ConditionLost();
}

import type { ExportItem } from '../adapters/register/items';
import { exportSk, incidentPk } from '../adapters/register/keys';
import type { RegisterTable } from '../adapters/register/table';
import type { Clock } from '../shared/clock';
import { stamp } from '../shared/clock';
import { ConditionLost } from '../shared/errors';
import type { BuildExport } from '../shared/messages';

/** A builder says it lives every 2 s; after 10 s without a word another one takes over. */
const BEAT_MS = 2_000;
export const DEAD_AFTER_MS = 10_000;

/** The right to build one export: exactly one builder has it, and proves every 2 s that it lives. */
export interface Claim {
  item: ExportItem;
  /** Writes the result if the claim is still ours. @throws ConditionLost when another builder took over. */
  finish(result: Partial<ExportItem>): Promise<void>;
  /** Stops the heartbeat. */
  release(): void;
}

/**
 * Takes an export that was asked for, or one whose builder is dead.
 *
 * @returns `finished` when it is done or failed, `alive` when somebody else is at work, `missing` when there is none.
 */
export async function claimExport(
  table: Pick<RegisterTable, 'get' | 'update'>,
  message: BuildExport,
  builder: string,
  clock: Clock,
): Promise<Claim | 'finished' | 'alive' | 'missing'> {
  const key = { pk: incidentPk(message.incident), sk: exportSk(message.export) };
  const seen = await table.get<ExportItem>(key);
  if (!seen) return 'missing';
  if (seen.state === 'done' || seen.state === 'failed') return 'finished';
  const dead = new Date(clock.now().getTime() - DEAD_AFTER_MS).toISOString();
  try {
    const item = await table.update<ExportItem>(
      key,
      {
        expression: 'SET #state = :building, builder = :builder, heartbeatAt = :now',
        names: { '#state': 'state' },
        values: {
          ':building': 'building',
          ':asked': 'asked',
          ':builder': builder,
          ':now': stamp(clock),
          ':dead': dead,
        },
      },
      '#state = :asked OR (#state = :building AND heartbeatAt < :dead)',
    );
    return holdClaim(table, key, item, builder, clock);
  } catch (error) {
    if (error instanceof ConditionLost) return 'alive';
    throw error;
  }
}

function holdClaim(
  table: Pick<RegisterTable, 'update'>,
  key: { pk: string; sk: string },
  item: ExportItem,
  builder: string,
  clock: Clock,
): Claim {
  const beat = setInterval(() => {
    const update = { expression: 'SET heartbeatAt = :now', values: { ':now': stamp(clock), ':me': builder } };
    // a beat that fails is no matter: the next one comes, and a lost claim shows when the result is written
    table.update(key, update, 'builder = :me').catch(() => {});
  }, BEAT_MS);
  return {
    item,
    release: () => clearInterval(beat),
    async finish(result) {
      const fields = Object.entries(result).filter(([, value]) => value !== undefined);
      const names = Object.fromEntries(fields.map(([field]) => [`#${field}`, field]));
      const values = Object.fromEntries(fields.map(([field, value]) => [`:${field}`, value]));
      const expression = `SET ${fields.map(([field]) => `#${field} = :${field}`).join(', ')}`;
      await table.update(key, { expression, names, values: { ...values, ':me': builder } }, 'builder = :me');
    },
  };
}

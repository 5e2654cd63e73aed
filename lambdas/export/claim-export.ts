import type { ExportItem } from '../adapters/register/items';
import { exportSk, incidentPk } from '../adapters/register/keys';
import { changeLogged } from '../adapters/register/logged-change';
import type { RegisterTable } from '../adapters/register/table';
import type { LogFacts } from '../domain/evidence/log-chain';
import type { Clock } from '../shared/clock';
import { stamp } from '../shared/clock';
import { ConditionLost } from '../shared/errors';
import type { BuildExport } from '../shared/messages';

/** A builder says it lives every 2 s; after 10 s without a word another one takes over. */
const BEAT_MS = 2_000;
export const DEAD_AFTER_MS = 10_000;

type ExportTable = Pick<RegisterTable, 'get' | 'query' | 'update' | 'transact'>;

/** The right to build one export: exactly one builder has it, and proves every 2 s that it lives. */
export interface Claim {
  item: ExportItem;
  /** Aborted when the claim is ours no longer: another builder took over, or the build was called off. */
  lost: AbortSignal;
  /** @throws ConditionLost when the claim is ours no longer. */
  check(): Promise<void>;
  /** Writes the result together with its entry in the log. @throws ConditionLost as `check` */
  finish(result: Partial<ExportItem>, said: LogFacts): Promise<void>;
  /** Stops the heartbeat and says that this builder will write nothing more. */
  release(): Promise<void>;
}

/**
 * Takes an export that was asked for, or one whose builder gave up or is dead.
 *
 * @returns `finished` when it is done or failed, `alive` when somebody else is at work, `missing` when there is none.
 */
export async function claimExport(
  table: ExportTable,
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
        expression: 'SET #state = :building, #builder = :builder, #heartbeatAt = :now',
        names: { '#state': 'state', '#builder': 'builder', '#heartbeatAt': 'heartbeatAt' },
        values: {
          ':building': 'building',
          ':asked': 'asked',
          ':builder': builder,
          ':now': stamp(clock),
          ':dead': dead,
        },
      },
      '#state = :asked OR (#state = :building AND (attribute_not_exists(#builder) OR #heartbeatAt < :dead))',
    );
    return holdClaim(table, item, builder, clock);
  } catch (error) {
    if (error instanceof ConditionLost) return 'alive';
    throw error;
  }
}

const OURS = '#builder = :me AND #state = :building';

function holdClaim(table: ExportTable, item: ExportItem, builder: string, clock: Clock): Claim {
  const { pk, sk, incident } = item;
  const key = { pk, sk };
  const names = { '#builder': 'builder', '#state': 'state' };
  const values = { ':me': builder, ':building': 'building' };
  const lost = new AbortController();
  async function check(): Promise<void> {
    const update = {
      expression: 'SET #heartbeatAt = :now',
      names: { ...names, '#heartbeatAt': 'heartbeatAt' },
      values: { ...values, ':now': stamp(clock) },
    };
    try {
      await table.update(key, update, OURS, 'NONE');
    } catch (error) {
      if (error instanceof ConditionLost) lost.abort(error);
      throw error;
    }
  }
  // a beat that fails for another reason is no matter: the next one comes
  const beat = setInterval(() => void check().catch(() => {}), BEAT_MS);
  return {
    item,
    lost: lost.signal,
    check,
    async finish(result, said) {
      const fields = Object.entries(result).filter(([, value]) => value !== undefined);
      const update = {
        expression: `SET ${fields.map(([field]) => `#${field} = :${field}`).join(', ')}`,
        names: { ...names, ...Object.fromEntries(fields.map(([field]) => [`#${field}`, field])) },
        values: { ...values, ...Object.fromEntries(fields.map(([field, value]) => [`:${field}`, value])) },
      };
      await changeLogged(table, incident, said, clock, { key, update, condition: OURS });
    },
    async release() {
      clearInterval(beat);
      const update = {
        expression: 'REMOVE #builder',
        names: { '#builder': 'builder' },
        values: { ':me': builder },
      };
      await table.update(key, update, '#builder = :me', 'NONE').catch((error) => {
        if (!(error instanceof ConditionLost)) throw error;
      });
    },
  };
}

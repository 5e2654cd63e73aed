import type { Queue } from '../adapters/queue';
import type { ExportItem, IncidentItem } from '../adapters/register/items';
import { exportPrefix, incidentPk } from '../adapters/register/keys';
import { changeLogged } from '../adapters/register/logged-change';
import type { RegisterTable } from '../adapters/register/table';
import { ERASING } from '../domain/evidence/erasure';
import { type Clock, stamp } from '../shared/clock';
import type { Log } from '../shared/logger';
import type { BuildExport } from '../shared/messages';

export interface ExportTender {
  table: RegisterTable;
  exports: Queue<BuildExport>;
  /** A builder without a heartbeat for so long is dead. */
  stallSeconds: number;
  clock: Clock;
  log: Log;
}

/** Two are built at a time, 15 min at most each: one that waits longer for its turn has lost its message. */
const TURN_MS = 20 * 60_000;
/** Builders have died for an hour: the next one will, too. */
const GIVE_UP_MS = 60 * 60_000;
const GAVE_UP =
  'No builder has finished it within an hour: look into the log of the export function, then ask again.';

/** Exports that are neither done nor failed come to an end, whatever became of their messages and builders. */
export async function tendExports(tender: ExportTender, meta: IncidentItem): Promise<void> {
  const { incident, erasing, exportAskedAt } = meta;
  if (!erasing && !exportAskedAt) return;
  let open = 0;
  const now = tender.clock.now().getTime();
  for await (const item of exportsOf(tender.table, incident)) {
    if (item.state !== 'asked' && item.state !== 'building') continue;
    open++;
    const quiet = (ms: number) => now - lastSign(item) > ms;
    const silent = item.state === 'building' ? quiet(tender.stallSeconds * 1000) : quiet(TURN_MS);
    if (erasing) await fail(tender, item, 'erasing', ERASING);
    else if (silent && now - Date.parse(item.askedAt) > GIVE_UP_MS)
      await fail(tender, item, 'gave-up', GAVE_UP);
    else if (silent) await sendAgain(tender, item);
  }
  if (open === 0 && exportAskedAt) await forget(tender, meta);
}

/** Unless one more was asked for meanwhile. */
async function forget({ table }: ExportTender, { pk, sk, exportAskedAt }: IncidentItem): Promise<void> {
  const update = { expression: 'REMOVE exportAskedAt', values: { ':seen': exportAskedAt } };
  await table.update({ pk, sk }, update, 'exportAskedAt = :seen', 'NONE');
}

/** All exports of an incident, open and ended. */
export function exportsOf(table: Pick<RegisterTable, 'query'>, incident: string): AsyncGenerator<ExportItem> {
  return table.query<ExportItem>(incidentPk(incident), { prefix: exportPrefix });
}

const lastSign = ({ askedAt, heartbeatAt = '', sentAt = '' }: ExportItem) =>
  Math.max(...[askedAt, heartbeatAt, sentAt].filter(Boolean).map(Date.parse));

/** Nothing of it has changed since it was looked at: no builder has taken it, and no other tick. */
function unchanged({ state, heartbeatAt, sentAt }: ExportItem) {
  const same = (field: string, value: string | undefined) =>
    value === undefined ? `attribute_not_exists(#${field})` : `#${field} = :seen_${field}`;
  const seen = Object.entries({ heartbeatAt, sentAt }).filter(([, value]) => value !== undefined);
  return {
    names: { '#state': 'state', '#heartbeatAt': 'heartbeatAt', '#sentAt': 'sentAt' },
    values: {
      ':seen': state,
      ...Object.fromEntries(seen.map(([field, value]) => [`:seen_${field}`, value])),
    },
    condition: `#state = :seen AND ${same('heartbeatAt', heartbeatAt)} AND ${same('sentAt', sentAt)}`,
  };
}

async function sendAgain({ table, exports, clock, log }: ExportTender, item: ExportItem): Promise<void> {
  const { pk, sk, incident, export: id } = item;
  const { names, values, condition } = unchanged(item);
  const update = { expression: 'SET #sentAt = :now', names, values: { ...values, ':now': stamp(clock) } };
  await table.update({ pk, sk }, update, condition, 'NONE');
  await exports.send({ incident, export: id });
  log.warn('stalled export sent again', { incident, export: id });
}

/** The builder, if it lives, sees it at its next heartbeat and uploads nothing more. */
async function fail(tender: ExportTender, item: ExportItem, code: string, because: string): Promise<void> {
  const { pk, sk, incident, export: id } = item;
  const update = {
    expression: 'SET #state = :failed, #fault = :fault',
    names: { '#state': 'state', '#fault': 'fault' },
    values: { ':failed': 'failed', ':fault': `${code}: ${because}`, ':seen': item.state },
  };
  const said = { by: 'reconcile', what: 'export-failed', facts: { export: id, code } };
  const change = { key: { pk, sk }, update, condition: '#state = :seen' };
  await changeLogged(tender.table, incident, said, tender.clock, change);
  tender.log.warn('export ended', { incident, export: id, code });
}

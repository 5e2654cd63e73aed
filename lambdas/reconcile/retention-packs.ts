import type { ExportItem } from '../adapters/register/items';
import { exportPrefix, incidentPk } from '../adapters/register/keys';
import { stamp } from '../shared/clock';
import type { Keeper } from './retention';

/** The longest that a builder's function runs: one that has been silent for so long uploads nothing any more. */
const BUILDER_ENDS_AFTER_MS = 5 * 60_000;

/**
 * Destroys every version of the incident's evidence packs. Regulator packs and anchors stay: they name nobody. A
 * builder that read the register before it was erased is waited for; one that begins now finds nothing to tell.
 *
 * @returns how many packs there were; undefined when it has to go on in the next tick.
 */
export async function eraseEvidencePacks(
  keeper: Keeper,
  incident: string,
  deadline: Date,
): Promise<number | undefined> {
  const exports = await exportsOf(keeper, incident);
  const now = keeper.clock.now().getTime();
  const alive = ({ state, heartbeatAt }: ExportItem) =>
    state === 'building' && now - Date.parse(heartbeatAt ?? '') < BUILDER_ENDS_AFTER_MS;
  if (exports.some(alive)) return undefined;
  const prefix = `${incident}/`;
  for await (const { key, version } of keeper.evidenceObjects.list(prefix)) {
    if (!/^[^/]+\/evidence\.zip$/.test(key.slice(prefix.length))) continue;
    if (keeper.clock.now() >= deadline) return undefined;
    await keeper.evidenceObjects.destroy(key, version);
  }
  const built = exports.filter(({ evidence }) => evidence);
  for (const item of built) if (!item.evidenceErasedAt) await markErased(keeper, item);
  return built.length;
}

async function exportsOf({ table }: Keeper, incident: string): Promise<ExportItem[]> {
  const found: ExportItem[] = [];
  for await (const item of table.query<ExportItem>(incidentPk(incident), { prefix: exportPrefix }))
    found.push(item);
  return found;
}

/** Its hash stays on record: a pack that somebody kept can still be told to be the one. */
async function markErased({ table, clock }: Keeper, { pk, sk }: ExportItem): Promise<void> {
  await table.update(
    { pk, sk },
    { expression: 'SET evidenceErasedAt = :now', values: { ':now': stamp(clock) } },
    'attribute_exists(pk)',
    'NONE',
  );
}

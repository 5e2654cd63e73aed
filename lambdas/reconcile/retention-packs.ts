import type { ExportItem } from '../adapters/register/items';
import { stamp } from '../shared/clock';
import type { Keeper } from './retention';
import { exportsOf } from './tend-exports';

/** The longest that a builder's function runs, see EXPORT_TIMEOUT: whatever it does, it does it before. */
const BUILDER_ENDS_AFTER_MS = 15 * 60_000;

/**
 * Destroys every version of the incident's evidence packs, and what was uploaded of one that never became whole.
 * Regulator packs and anchors stay: they name nobody. Builders have been told to stop (`tendExports`); one that has
 * not said that it did is waited for as long as it can live.
 *
 * @returns how many packs there were; undefined when it has to go on in the next tick.
 */
export async function eraseEvidencePacks(
  keeper: Keeper,
  incident: string,
  deadline: Date,
): Promise<number | undefined> {
  const exports: ExportItem[] = [];
  for await (const item of exportsOf(keeper.table, incident)) exports.push(item);
  if (exports.some((item) => mayStillWrite(item, keeper.clock.now()))) return undefined;
  const prefix = `${incident}/`;
  const isEvidence = (key: string) => /^[^/]+\/evidence\.zip$/.test(key.slice(prefix.length));
  for await (const { key, upload } of keeper.evidenceObjects.unfinished(prefix)) {
    if (isEvidence(key)) await keeper.evidenceObjects.abandon(key, upload);
  }
  for await (const { key, version } of keeper.evidenceObjects.list(prefix)) {
    if (!isEvidence(key)) continue;
    if (keeper.clock.now() >= deadline) return undefined;
    await keeper.evidenceObjects.destroy(key, version);
  }
  const built = exports.filter(({ evidence }) => evidence);
  for (const item of built) if (!item.evidenceErasedAt) await markErased(keeper, item);
  return built.length;
}

function mayStillWrite({ state, builder, heartbeatAt = '' }: ExportItem, now: Date): boolean {
  if (state === 'asked' || state === 'building') return true;
  return builder !== undefined && now.getTime() - Date.parse(heartbeatAt) < BUILDER_ENDS_AFTER_MS;
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

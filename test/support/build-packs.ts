import type { ExportItem } from '../../lambdas/adapters/register/items';
import { exportSk, incidentPk } from '../../lambdas/adapters/register/keys';
import type { LogAnchor } from '../../lambdas/domain/evidence/anchors';
import { buildExport, type Exporter } from '../../lambdas/export/build-export';
import { INCIDENT, incidentItems, itemsOfPerson, LATER, testBucket, testSigner } from './export-fixture';
import { FakeTable } from './fake-table';

/** An incident with so many people, and an export that was asked for. */
export async function seeded(people: number, cutAt = LATER) {
  const table = new FakeTable();
  table.seed(...incidentItems(people));
  for (let i = 0; i < people; i++) table.seed(...itemsOfPerson(i));
  table.seed(askedExport('e1', cutAt));
  return table;
}

export function askedExport(id: string, cutAt: string): ExportItem {
  return {
    pk: incidentPk(INCIDENT),
    sk: exportSk(id),
    incident: INCIDENT,
    export: id,
    state: 'asked',
    askedBy: 'alice',
    askedAt: LATER,
    cutAt,
  };
}

/** Builds both packs and says where they lie. @param parts in place of the exporter's own */
export async function packsOf(
  table: FakeTable,
  signer = testSigner(),
  id = 'e1',
  parts: Partial<Exporter> = {},
) {
  const bucket = await testBucket();
  const anchored: LogAnchor[] = [];
  const anchors = {
    put: async (anchor: LogAnchor) => void anchored.push(anchor),
    list: async () => [],
  };
  const clock = { now: () => new Date(LATER) };
  const outcome = await buildExport(
    { table, bucket, anchors, signer, clock, newId: () => 'builder-1', ...parts },
    { incident: INCIDENT, export: id },
  );
  const item = (await table.get<ExportItem>({ pk: incidentPk(INCIDENT), sk: exportSk(id) }))!;
  return {
    outcome,
    item,
    anchored,
    locked: bucket.locked,
    evidence: bucket.path(`${INCIDENT}/${id}/evidence.zip`),
    regulator: bucket.path(`${INCIDENT}/${id}/regulator.zip`),
  };
}

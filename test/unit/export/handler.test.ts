import type { SQSBatchResponse } from 'aws-lambda';
import type { ExportItem } from '../../../lambdas/adapters/register/items';
import { createHandler } from '../../../lambdas/export/handler';
import { askedExport, seeded } from '../../support/build-packs';
import { INCIDENT, LATER, testBucket, testSigner } from '../../support/export-fixture';
import type { FakeTable } from '../../support/fake-table';

let now: Date;
let waits: number;
beforeEach(() => {
  now = new Date(LATER);
  waits = 0;
});

/** One delivery of the message; `whileWaiting` happens in each of the handler's waits. */
async function delivered(table: FakeTable, whileWaiting: () => void): Promise<SQSBatchResponse> {
  const exporter = {
    table,
    bucket: await testBucket(),
    anchors: { put: async () => {}, list: async () => [] },
    signer: testSigner(),
    clock: { now: () => now },
    newId: () => 'successor',
  };
  const wait = async (ms: number) => {
    waits++;
    now = new Date(now.getTime() + ms + 1);
    whileWaiting();
  };
  const handler = createHandler(exporter, { info: () => {} } as never, wait);
  const body = JSON.stringify({ incident: INCIDENT, export: 'e1' });
  const event = { Records: [{ messageId: 'm1', body }] };
  return (await handler(event as never, undefined as never, () => {})) as SQSBatchResponse;
}

async function withBuilder(): Promise<FakeTable> {
  const table = await seeded(4);
  table.seed({
    ...askedExport('e1', LATER),
    state: 'building',
    builder: 'dead',
    heartbeatAt: LATER,
  } as ExportItem);
  return table;
}

const item = async (table: FakeTable) => {
  const { pk, sk } = askedExport('e1', LATER);
  return (await table.get<ExportItem>({ pk, sk }))!;
};

test('delivered again, the message waits for the dead builder’s death to show, and builds the packs', async () => {
  const table = await withBuilder();
  expect(await delivered(table, () => {})).toEqual({ batchItemFailures: [] });
  expect(waits).toBe(2);
  expect(await item(table)).toMatchObject({ state: 'done', balanced: true });
});

test('while the builder lives the message goes back, and nothing is built twice', async () => {
  const table = await withBuilder();
  const beat = async () =>
    table.seed({ ...(await item(table)), heartbeatAt: now.toISOString() } as ExportItem);
  expect(await delivered(table, () => void beat())).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm1' }],
  });
  expect(await item(table)).toMatchObject({ state: 'building', builder: 'dead' });
});

test('a message of an export that nobody knows is taken', async () => {
  const table = await seeded(4);
  table.remove(askedExport('e1', LATER));
  expect(await delivered(table, () => {})).toEqual({ batchItemFailures: [] });
});

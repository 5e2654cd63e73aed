import type { ExportItem } from '../../../lambdas/adapters/register/items';
import { exportSk, incidentPk } from '../../../lambdas/adapters/register/keys';
import type { RangeOptions } from '../../../lambdas/adapters/register/table';
import { shardOf } from '../../../lambdas/domain/ids';
import { verifyPack } from '../../../lambdas/export/verify/verify-pack';
import { askedExport, packsOf } from '../../support/build-packs';
import {
  INCIDENT,
  incidentItems,
  itemsOfPerson,
  LATER,
  personOf,
  SHARD_BITS,
} from '../../support/export-fixture';
import { FakeTable } from '../../support/fake-table';

/** Makes the items of people when they are asked for: the table itself must not be what fills memory. */
class EndlessTable extends FakeTable {
  private readonly shards: { rid: string; i: number }[][];

  constructor(people: number) {
    super();
    this.seed(...incidentItems(people), askedExport('e1', LATER));
    this.shards = Array.from({ length: 2 ** SHARD_BITS }, () => []);
    for (let i = 0; i < people; i++) {
      const { rid } = personOf(i);
      this.shards[shardOf(rid, SHARD_BITS)]?.push({ rid, i });
    }
    for (const shard of this.shards) shard.sort((a, b) => (a.rid < b.rid ? -1 : 1));
  }

  override async *query<T extends object>(pk: string, options: RangeOptions = {}): AsyncGenerator<T> {
    const [, kind, shard] = /#([RE])(\d+)$/.exec(pk) ?? [];
    if (!kind) {
      yield* super.query<T>(pk, options);
      return;
    }
    for (const { i } of this.shards[Number(shard)] ?? []) {
      const items = itemsOfPerson(i).filter((item) => item.pk === pk);
      yield* items.sort((a, b) => (a.sk < b.sk ? -1 : 1)) as unknown as T[];
    }
  }
}

test('100,000 people: a balanced pack that verifies, with memory that does not grow with them', async () => {
  const people = 100_000;
  const table = new EndlessTable(people);
  let highest = 0;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().heapUsed);
  }, 100);
  const started = Date.now();
  const before = process.memoryUsage().heapUsed;
  const { evidence, item } = await packsOf(table);
  clearInterval(watch);
  if (process.env.SHOW)
    process.stderr.write(
      `${Date.now() - started} ms, heap ${before >> 20} -> ${highest >> 20} MB, ${item.evidence!.bytes >> 10} KB\n`,
    );
  expect((await table.get<ExportItem>({ pk: incidentPk(INCIDENT), sk: exportSk('e1') }))?.totals?.total).toBe(
    people,
  );
  expect(item.balanced).toBe(true);
  // 85 bytes a person would be 8 MB; everything kept would be over 300 MB
  expect(highest - before).toBeLessThan(200 * 1024 * 1024);
  const verifying = Date.now();
  expect(await verifyPack(evidence)).toMatchObject({ genuine: true, balanced: true });
  if (process.env.SHOW) process.stderr.write(`verified in ${Date.now() - verifying} ms\n`);
});

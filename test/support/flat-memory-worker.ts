import { parentPort, workerData } from 'node:worker_threads';
import type { RangeOptions } from '../../lambdas/adapters/register/table';
import { shardOf } from '../../lambdas/domain/ids';
import { verifyPack } from '../../lambdas/export/verify/verify-pack';
import { askedExport, packsOf } from './build-packs';
import { incidentItems, itemsOfPerson, LATER, personOf, SHARD_BITS } from './export-fixture';
import { FakeTable } from './fake-table';

/** Makes the items of people when they are asked for: the table itself must not be what fills memory. */
class EndlessTable extends FakeTable {
  private readonly shards: { rid: string; i: number }[][] = Array.from({ length: 2 ** SHARD_BITS }, () => []);

  constructor(people: number) {
    super();
    this.seed(...incidentItems(people), askedExport('e1', LATER));
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

/** Builds and verifies the packs of so many people inside whatever memory this worker was given. */
async function run(people: number) {
  const started = Date.now();
  const { evidence, item } = await packsOf(new EndlessTable(people));
  const builtMs = Date.now() - started;
  const verdict = await verifyPack(evidence);
  parentPort?.postMessage({ item, verdict, builtMs, cpuMs: process.cpuUsage().user / 1000 });
}

void run(workerData.people as number);

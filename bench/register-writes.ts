import { type Key, RegisterTable } from '../lambdas/adapters/register/table';
import { FindingsWriter, START } from '../lambdas/intake/findings-writer';
import { createRegister, TABLE } from '../test/unit/local/dynamodb/register';
import { Stand } from '../test/unit/local/s3/stand';

const RECIPIENTS = 4_000;
const ROUNDS = 3;
const INCIDENT = { incident: 'bench', key: new Uint8Array(32), shardBits: 2 };

/**
 * What batches are worth: intake's writer, 25 a call, against one conditional write each with as many calls in flight,
 * on the same embedded DynamoDB behind the same gateway, signatures and policies included. By wall time: the
 * embedded AWS and its caller share this process, as they share a laptop.
 */
export async function run(): Promise<void> {
  const stand = await Stand.open();
  try {
    await createRegister(stand);
    const table = new RegisterTable(stand.dynamo(), TABLE);
    const single: number[] = [];
    const batched: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      single.push(await perSecond(round * 2, { batchPut: (items) => oneByOne(table, items) }));
      batched.push(await perSecond(round * 2 + 1, table));
    }
    // The first round warms up.
    const ratios = batched.slice(1).map((rate, index) => rate / (single[index + 1] as number));
    const best = (rates: number[]) => Math.round(Math.max(...rates.slice(1))).toLocaleString('en');
    process.stdout.write(
      `register writes, recipients a second: single conditional ${best(single)}, batched ${best(batched)}, ` +
        `ratio ${ratios.map((ratio) => ratio.toFixed(1)).join(' ')}\n`,
    );
  } finally {
    await stand.discard();
  }
}

async function perSecond(generation: number, table: Pick<RegisterTable, 'batchPut'>): Promise<number> {
  const writer = new FindingsWriter(table, INCIDENT, { drop: 'd', generation }, START);
  const from = performance.now();
  for (let line = 1; line <= RECIPIENTS; line++) {
    const address = `admin${line}@example.com`;
    writer.exposure(line, () => ({
      company: `Company ${line % 700}`,
      group: 'Group',
      address,
      key: address,
      flags: [],
      line,
    }));
    if (line % 500 === 0) await writer.settle();
  }
  await writer.flush();
  return RECIPIENTS / ((performance.now() - from) / 1000);
}

async function oneByOne(table: RegisterTable, items: readonly (Key & object)[]): Promise<void> {
  for (const item of items) await table.put(item, { expression: 'attribute_not_exists(pk)' });
}

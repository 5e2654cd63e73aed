import { readdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sorter } from '../../../lambdas/export/sorter';
import { spool, withScratch } from '../../../lambdas/export/spool';

const before = process.env.TMPDIR;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scratch-'));
  process.env.TMPDIR = folder;
});
afterEach(() => {
  process.env.TMPDIR = before;
});

const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());

test('what is spooled has no name at any time: a builder that is killed leaves nothing to read', async () => {
  await withScratch(async (scratch) => {
    const text = spool(scratch);
    const sorter = new Sorter<readonly [string]>(scratch);
    for (let n = 0; n < 60_000; n++) {
      await text.write(`admin${n}@example.com\r\n`);
      await sorter.push([`admin${n}@example.com`]);
    }
    expect(files()).toEqual([]);
    let length = 0;
    for await (const chunk of await text.read()) length += chunk.length;
    expect(length).toBeGreaterThan(60_000 * 20);
    const sorted: string[] = [];
    for await (const [address] of sorter.sorted()) sorted.push(address);
    expect(sorted).toHaveLength(60_000);
    expect(sorted).toEqual(sorted.toSorted());
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('files and folder go when the work fails, too', async () => {
  const work = withScratch(async (scratch) => {
    await spool(scratch).write('x'.repeat(100_000));
    throw new Error('broken');
  });
  await expect(work).rejects.toThrow('broken');
  expect(readdirSync(folder)).toEqual([]);
});

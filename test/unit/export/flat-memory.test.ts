import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';

/** What the worker answers; an error when it ran out of memory. */
function inLittleMemory(people: number, maxOldGenerationSizeMb: number): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'flat-'));
  const outfile = join(folder, 'worker.js');
  // the fonts of the PDF lie beside the bundle
  symlinkSync(join(__dirname, '../../../node_modules'), join(folder, 'node_modules'));
  buildSync({
    entryPoints: [join(__dirname, '../../support/flat-memory-worker.ts')],
    bundle: true,
    platform: 'node',
    outfile,
  });
  return new Promise((resolve, reject) => {
    const worker = new Worker(outfile, {
      workerData: { people },
      resourceLimits: { maxOldGenerationSizeMb },
    });
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

test('100,000 people: a balanced pack that verifies, within 128 MB of heap', async () => {
  const answer = await inLittleMemory(100_000, 128);
  if (process.env.SHOW_FIGURES) process.stderr.write(`${JSON.stringify(answer)}\n`);
  expect(answer).toMatchObject({
    item: { balanced: true, totals: { total: 100_000 } },
    verdict: { genuine: true, balanced: true },
  });
});

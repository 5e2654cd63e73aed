import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { benchFile, type Shape } from './intake-files';

const ROUNDS = 5;

interface Measured {
  cpuMs: number;
  wallMs: number;
  rss: number;
  baseRss: number;
  records: number;
  recipients?: number;
  exposures?: number;
}

/**
 * The reading stage against a bare csv-parse pass over the same file: interleaved rounds, each measurement a process
 * of its own, CPU time and not wall time, so that other work on the computer does not count.
 */
export async function run([rows = '2000000']: string[]): Promise<void> {
  const worker = bundle();
  const table: string[][] = [
    [
      'file',
      'MB',
      'csv-parse',
      'stage',
      'stage / csv-parse',
      'rows/s',
      'recipients',
      'bytes each',
      'peak RSS',
    ],
  ];
  for (const shape of ['mixed', 'quoted', 'ragged'] as const) {
    // csv-parse alone takes 35 µs for each ragged row.
    const fewer = shape === 'ragged' ? 10 : 1;
    table.push(await measureShape(worker, Math.round(Number(rows) / fewer), shape));
  }
  table.push(await measureSample(worker));
  process.stdout.write(`${formatTable(table)}\n`);
  await (await import('./register-writes')).run();
}

async function measureShape(worker: string, rows: number, shape: Shape): Promise<string[]> {
  const { path, bytes } = await benchFile(rows, shape);
  return compare(worker, shape, path, bytes);
}

/** The sample as it is, cold: what the first file of a fresh function takes. */
function measureSample(worker: string): Promise<string[]> {
  return compare(worker, 'sample, cold', join(__dirname, '../samples/customers.csv'), 313_335);
}

async function compare(worker: string, name: string, path: string, bytes: number): Promise<string[]> {
  const bare: Measured[] = [];
  const stage: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await measure(worker, 'csv-parse', path));
    stage.push(await measure(worker, 'stage', path));
  }
  const ratios = stage.map(({ cpuMs }, round) => (bare[round] as Measured).cpuMs / cpuMs);
  const cpu = (all: Measured[]) => median(all.map(({ cpuMs }) => cpuMs));
  const [first] = stage as [Measured];
  const grown = median(stage.map(({ rss, baseRss }) => rss - baseRss));
  return [
    name,
    (bytes / 1e6).toFixed(1),
    `${cpu(bare).toFixed(0)} ms`,
    `${cpu(stage).toFixed(0)} ms`,
    `${median(ratios).toFixed(2)}x (${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)})`,
    Math.round((first.records / cpu(stage)) * 1000).toLocaleString('en'),
    (first.recipients ?? 0).toLocaleString('en'),
    (grown / (first.recipients || 1)).toFixed(0),
    `${(median(stage.map(({ rss }) => rss)) / 1e6).toFixed(0)} MB`,
  ];
}

async function measure(worker: string, what: string, path: string): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [worker, what, path]);
  return JSON.parse(stdout) as Measured;
}

/** Bundled as the Lambda is, so that nothing is compiled within a measurement. */
function bundle(): string {
  const outfile = join(__dirname, '../node_modules/.cache/breach-notify/bench-intake.cjs');
  buildSync({
    entryPoints: [join(__dirname, 'intake-worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
  return outfile;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

function formatTable(rows: string[][]): string {
  const widths = (rows[0] as string[]).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  '))
    .join('\n');
}

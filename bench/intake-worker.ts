import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { Parser } from 'csv-parse';
import { TableReader } from '../lambdas/domain/intake/readers/table-reader';
import { Dedupe } from '../lambdas/domain/intake/seen/dedupe';

/** One measurement in a process of its own: `<what> <file>`; prints one line of JSON. */
const [what, path] = process.argv.slice(2) as ['csv-parse' | 'stage', string];

/** Pieces in which both are at their fastest; with 64 KB the reads alone are a tenth of the stage's time. */
const open = () => createReadStream(path, { highWaterMark: 256 * 1024 });

/** A bare pass of csv-parse in its fastest form: records read and thrown away. */
async function bareCsvParse(): Promise<object> {
  const parser = new Parser({ bom: true, relax_column_count: true });
  let records = 0;
  parser.on('readable', () => {
    while (parser.read() !== null) records++;
  });
  open().pipe(parser);
  await new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject));
  return { records };
}

/** The stage without its writes: hash, decode, account, parse, normalise, tell new from known. */
async function stage(): Promise<object> {
  const dedupe = new Dedupe(randomBytes(16), { bytes: statSync(path).size });
  let exposures = 0;
  const findings = { exposure: () => void exposures++, quarantine: () => {} };
  const reader = new TableReader({}, dedupe, findings);
  const hash = createHash('sha256');
  for await (const piece of open() as AsyncIterable<Buffer>) {
    hash.update(piece);
    for (const _ of reader.push(piece));
  }
  const steps = reader.end();
  let last = steps.next();
  while (!last.done) last = steps.next();
  hash.digest('hex');
  const { lines, recipients } = last.value;
  return { records: lines.total, recipients, exposures };
}

const baseRss = process.memoryUsage().rss;
const cpu = process.cpuUsage();
const wall = performance.now();
void (what === 'stage' ? stage() : bareCsvParse()).then((counts) => {
  const { user, system } = process.cpuUsage(cpu);
  const result = {
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - wall,
    rss: process.resourceUsage().maxRSS * 1024,
    baseRss,
    ...counts,
  };
  process.stdout.write(JSON.stringify(result));
});

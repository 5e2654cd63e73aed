import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import type { ExportItem } from '../lambdas/adapters/register/items';
import { exportSk, incidentPk } from '../lambdas/adapters/register/keys';
import { appendLog } from '../lambdas/adapters/register/log';
import { RegisterTable } from '../lambdas/adapters/register/table';
import { askedExport } from '../test/support/build-packs';
import { at, INCIDENT, incidentItems, LATER } from '../test/support/export-fixture';
import { createRegister, TABLE } from '../test/unit/local/dynamodb/register';
import { REGION, ROOT_MAY_DELEGATE, Stand } from '../test/unit/local/s3/stand';
import { StreamedRegister } from './export-register';

interface Measured {
  cpuMs: number;
  wallMs: number;
  rss: number;
  baseRss: number;
}

/**
 * Both packs of one incident, by the real Lambda in a process of its own against the embedded S3, KMS and a DynamoDB
 * that makes its recipients as they are asked for. 4.5 items a person, events of 2 KB.
 *
 * `npm run bench -- export [recipients...]`
 */
export async function run(sizes: readonly string[]): Promise<void> {
  const worker = bundle();
  let first: number | undefined;
  for (const people of (sizes.length > 0 ? sizes : ['10000', '100000', '1000000']).map(Number)) {
    const { measured, item } = await exportOf(worker, people);
    const { cpuMs, wallMs, rss, baseRss } = measured;
    const grown = rss - baseRss;
    first ??= grown;
    const figures = [
      `${people.toLocaleString('en')} recipients`,
      `${Math.round((people / cpuMs) * 1000).toLocaleString('en')} a CPU second`,
      `CPU ${(cpuMs / 1000).toFixed(1)} s, wall ${(wallMs / 1000).toFixed(1)} s`,
      `peak RSS ${mb(rss)}, ${mb(grown)} over its base (${(grown / first).toFixed(2)} of the first)`,
      `evidence ${mb(item.evidence?.bytes ?? 0)}, regulator ${mb(item.regulator?.bytes ?? 0)}`,
      item.balanced ? 'balanced' : 'NOT BALANCED',
    ];
    process.stdout.write(`${figures.join('; ')}\n`);
  }
}

const mb = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 0)} MB`;

async function exportOf(worker: string, people: number): Promise<{ measured: Measured; item: ExportItem }> {
  const stand = await Stand.open();
  try {
    await createRegister(stand);
    await stand.create('AWS::S3::Bucket', 'Evidence', {
      BucketName: 'evidence',
      ObjectLockEnabled: true,
      VersioningConfiguration: { Status: 'Enabled' },
    });
    const key = await stand.create('AWS::KMS::Key', 'Signing', {
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      KeyPolicy: ROOT_MAY_DELEGATE,
    });
    const table = new RegisterTable(stand.dynamo(), TABLE);
    await table.batchPut([...incidentItems(people), askedExport('e1', LATER)]);
    const opened = { by: 'alice', what: 'opened', facts: {} };
    await appendLog(table, INCIDENT, opened, { now: () => new Date(at(-95)) });
    stand.gateway.register(new StreamedRegister(stand.dynamodb.service, people));
    const { credentials, endpoint } = stand.options('admin');
    const body = JSON.stringify({ kind: 'build-export', incident: INCIDENT, export: 'e1' });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...profiling(), '--max-old-space-size=256', worker, body],
      {
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: endpoint,
          AWS_REGION: REGION,
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          REGISTER_TABLE: TABLE,
          EVIDENCE_BUCKET: 'evidence',
          SIGNING_KEY: key,
          RECORD_DAYS: '1',
          EVIDENCE_LOCK: 'GOVERNANCE',
          NODE_NO_WARNINGS: '1',
        },
        maxBuffer: 1e8,
      },
    );
    const item = await table.get<ExportItem>({ pk: incidentPk(INCIDENT), sk: exportSk('e1') });
    if (item?.state !== 'done')
      throw new Error(`the export ended as ${item?.state}: ${item?.fault} ${stdout}`);
    return { measured: JSON.parse(stdout.trim().split('\n').at(-1)!) as Measured, item };
  } finally {
    await stand.discard();
  }
}

const profiling = () => {
  const folder = process.env.BENCH_PROFILE;
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
};

/** Bundled as the Lambda is; the fonts of the PDF come from the repository's node_modules. */
function bundle(): string {
  const outfile = join(__dirname, '../node_modules/.cache/breach-notify/bench-export.cjs');
  buildSync({
    entryPoints: [join(__dirname, 'export-worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
  });
  return outfile;
}

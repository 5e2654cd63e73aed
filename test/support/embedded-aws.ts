import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type EmbeddedAws, type OperatorKeys, startEmbeddedAws } from '../../local';
import type { EmbeddedAwsSettings, SesSettings } from '../../local/settings';

const ROOT = resolve(__dirname, '../..');
const PREFIX = 'breach-notify-assembly-';

export interface BootOptions extends Partial<Omit<EmbeddedAwsSettings, 'ses'>> {
  ses?: Partial<SesSettings>;
}

export interface TestAws extends EmbeddedAws {
  data: string;
  /** Where accepted mail is kept. */
  mail: string;
  /** For the constructor of any SDK client. */
  client(operator: string | Pick<OperatorKeys, 'accessKeyId' | 'secretAccessKey'>): ClientSettings;
}

export interface ClientSettings {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
}

const running = new Set<EmbeddedAws>();
/** Also when a test fails half way: the Lambdas must not outlive it. */
afterAll(async () => {
  await Promise.all([...running].map((aws) => aws.close()));
});

/**
 * The embedded AWS on the stacks as they are now, or on the assembly it is told. It gets a data folder of its own,
 * which `close` removes, unless it is told one.
 */
export async function bootEmbeddedAws(options: BootOptions = {}): Promise<TestAws> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'breach-notify-data-'));
  const mail = options.ses?.mailDirectory ?? join(data, 'mail');
  const aws = await startEmbeddedAws({
    port: 0,
    echoLogs: false,
    ...options,
    data,
    assembly: options.assembly ?? (await synthesize()),
    ses: { maxSendRate: 500, max24HourSend: 1_000_000, ...options.ses, mailDirectory: mail },
  });
  running.add(aws);
  return {
    ...aws,
    data,
    mail,
    client: (operator) => ({
      endpoint: aws.endpoint,
      region: aws.region,
      credentials: typeof operator === 'string' ? aws.operator(operator) : operator,
      maxAttempts: 1,
    }),
    async close() {
      running.delete(aws);
      await aws.close();
      if (!options.data) rmSync(data, { recursive: true, force: true });
    },
  };
}

/**
 * The stacks with the laptop's settings, as `npm start` synthesizes them: once per test process, whose test files
 * share nothing but its id.
 */
export async function synthesize(): Promise<string> {
  const assembly = join(tmpdir(), PREFIX + process.pid);
  const done = join(assembly, 'synthesized');
  const processStart = Date.now() - process.uptime() * 1000;
  if (existsSync(done) && statSync(done).mtimeMs >= processStart) return assembly;
  removeLeftovers();
  await promisify(execFile)(process.execPath, [require.resolve('tsx/cli'), 'bin/app.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: assembly,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ stage: 'laptop' }),
    },
  });
  writeFileSync(done, '');
  return assembly;
}

/** Assemblies of test processes that have ended. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : 0;
    if (pid > 0 && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

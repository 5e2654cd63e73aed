import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type EmbeddedAws, startEmbeddedAws } from '../../local';
import type { EmbeddedAwsSettings } from '../../local/settings';
import { Fault, orFault } from './fault';

export const projectRoot = path.resolve(__dirname, '../..');

/** Synthesizes the stacks with the laptop's settings into `assembly` and boots the embedded AWS on them. */
export async function boot(settings: Omit<EmbeddedAwsSettings, 'assembly'>): Promise<EmbeddedAws> {
  const assembly = path.join(settings.data, 'assembly');
  await orFault(settings.data, () => mkdir(assembly, { recursive: true }));
  await synthesize(assembly);
  return startEmbeddedAws({ ...settings, assembly });
}

/**
 * Runs the CDK app exactly as `cdk synth` does, in a process of its own: the CDK needs 100 MB that the run itself
 * does not. CloudFormation validation is left to `npm run synth`: it costs 5 s and 470 MB.
 */
function synthesize(output: string): Promise<void> {
  const tsx = require.resolve('tsx/cli');
  const child = spawn(process.execPath, [tsx, path.join(projectRoot, 'bin/app.ts')], {
    cwd: projectRoot,
    env: {
      ...process.env,
      CDK_OUTDIR: output,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ stage: 'laptop' }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      reject(
        new Fault(`the stacks could not be synthesized: ${complaints.trim().split('\n').at(-1) ?? code}`),
      );
    });
  });
}

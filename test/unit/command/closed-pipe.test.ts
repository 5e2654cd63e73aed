import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleVerifier } from '../../../lambdas/export/verify/bundle';
import { finished, startCommand } from '../../support/command';
import { temporaryFolder } from '../../support/outputs';

test('a command whose reader has gone ends quietly', async () => {
  const child = startCommand('incident', 'check', 'samples/incident.json');
  child.stdout?.destroy();
  expect(await finished(child)).toMatchObject({ code: 0, stderr: '' });
});

test('a command that fails does so with its own exit code, whoever reads it', async () => {
  const child = startCommand('show');
  child.stderr?.destroy();
  expect(await finished(child)).toMatchObject({ code: 1, stdout: '' });
});

test('verify.mjs whose reader has gone ends with its verdict', async () => {
  const folder = await temporaryFolder();
  const script = join(folder, 'verify.mjs');
  writeFileSync(script, bundleVerifier());
  const pack = join(folder, 'pack.zip');
  writeFileSync(pack, 'no pack');
  const child = spawn(process.execPath, [script, pack], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.destroy();
  expect(await finished(child)).toMatchObject({ code: 3, stdout: '' });
});

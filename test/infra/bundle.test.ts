import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slices } from '../../lambdas/export/pdf/font-slices';
import { bundleLambdas, LAMBDAS } from '../../lib/bundle';
import { synthesize } from './synthesized';

const folder = mkdtempSync(join(tmpdir(), 'breach-notify-bundle-'));
const bundles = bundleLambdas(join(folder, 'one'));
const functions = synthesize('prod').resources('AWS::Lambda::Function');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the same sources make the same bytes, wherever they are written: an asset changes only with its code', () => {
  const again = bundleLambdas(join(folder, 'elsewhere'));
  for (const name of LAMBDAS)
    expect(
      readFileSync(join(again, name, 'index.js')).equals(readFileSync(join(bundles, name, 'index.js'))),
    ).toBe(true);
});

test('bundling leaves nothing but bundles and their maps, and touches no file that has not changed', () => {
  const before = LAMBDAS.map((name) => statSync(join(bundles, name, 'index.js')).ino);
  bundleLambdas(bundles);
  expect(LAMBDAS.map((name) => statSync(join(bundles, name, 'index.js')).ino)).toEqual(before);
  expect(readdirSync(bundles).sort()).toEqual([...LAMBDAS].sort());
  for (const name of LAMBDAS)
    expect(readdirSync(join(bundles, name)).sort()).toEqual([
      'index.js',
      'index.js.map',
      ...(name === 'export' ? ['node_modules'] : []),
    ]);
});

test('every font file that a PDF may need lies beside export, with its licence, in less than 15 MB', () => {
  const beside = join(bundles, 'export', 'node_modules');
  for (const slice of slices())
    for (const weight of [400, 600] as const)
      expect(statSync(join(beside, slice.file(weight))).size).toBeGreaterThan(0);
  const files = readdirSync(beside, { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => file.endsWith('LICENSE'))).toHaveLength(7);
  const bytes = files.reduce((sum, file) => sum + statSync(join(beside, file)).size, 0);
  expect(bytes).toBeLessThan(15e6);
});

test.each(LAMBDAS)('%s starts from its bundle alone, with the environment of the stack', (name) => {
  const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const found = functions.find((one) => one.id === id);
  const variables = Object.entries(found?.Properties.Environment.Variables ?? {}).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : key.endsWith('_URL') ? 'https://sqs.example/1/queue' : 'name',
  ]);
  // In a folder without node_modules: whatever is not in the bundle is missing.
  const kind = execFileSync(process.execPath, ['-p', `typeof require('./index.js').handler`], {
    cwd: join(bundles, name),
    env: {
      AWS_REGION: 'eu-central-1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...Object.fromEntries(variables),
    },
    encoding: 'utf8',
  });
  expect(kind.trim()).toBe('function');
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { slices } from '../../lambdas/export/pdf/font-slices';
import { bundleLambdas, LAMBDAS } from '../../lib/bundle';
import { isUpToDate, writeStamp } from '../../lib/bundle-stamp';
import { synthesize } from './synthesized';

const root = resolve(__dirname, '../..');
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
  rmSync(`${bundles}.json`);
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

test('a bundle that is not what its sources make is made again', () => {
  const whole = readFileSync(join(bundles, 'api', 'index.js'));
  for (const spoil of [
    () => writeFileSync(join(bundles, 'api', 'index.js'), 'another version'),
    () => rmSync(join(bundles, 'api', 'index.js')),
  ]) {
    spoil();
    bundleLambdas(bundles);
    expect(readFileSync(join(bundles, 'api', 'index.js')).equals(whole)).toBe(true);
  }
});

describe('the stamp of a bundle', () => {
  const sources = ['source-1', 'source-2'].map((name) => join(folder, name));
  const stamp = join(folder, 'stamp.json');
  beforeEach(() => {
    for (const file of sources) writeFileSync(file, 'abc');
    writeStamp(stamp, sources);
  });

  test('holds as long as no byte of any file has changed', () => {
    expect(isUpToDate(stamp)).toBe(true);
    for (const file of sources) writeFileSync(file, 'abc');
    expect(isUpToDate(stamp)).toBe(true);
  });

  test.each<[string, () => void]>([
    ['a file has other bytes of the same length', () => writeFileSync(sources[0]!, 'abd')],
    [
      'bytes went from one file to the next',
      () => sources.forEach((file, at) => void writeFileSync(file, 'abcabc'.slice(at * 4, 4 + at * 2))),
    ],
    ['a file is gone', () => rmSync(sources[1]!)],
    ['the stamp is gone', () => rmSync(stamp)],
    ['the stamp was cut off', () => writeFileSync(stamp, readFileSync(stamp, 'utf8').slice(0, -9))],
  ])('does not when %s', (_what, change) => {
    change();
    expect(isUpToDate(stamp)).toBe(false);
  });

  test.each(['lambdas/api/index.ts', 'lambdas/domain/holds.ts', 'lib/bundle.ts', 'package-lock.json'])(
    'covers %s',
    (source) =>
      expect(JSON.parse(readFileSync(`${bundles}.json`, 'utf8')).files).toContain(join(root, source)),
  );
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

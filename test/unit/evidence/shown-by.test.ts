import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

test('every test that the evidence page names is there', () => {
  const page = readFileSync(join(root, 'docs/evidence.md'), 'utf8');
  const named = [...page.matchAll(/`((?:unit|integration|e2e)\/[\w/-]+)`/g)].map(([, name]) =>
    join(root, 'test', name!),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(path) && !existsSync(`${path}.test.ts`))).toEqual([]);
});

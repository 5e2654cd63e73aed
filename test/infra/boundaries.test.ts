import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const sources = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name: join(folder, name), text: readFileSync(join(root, folder, name), 'utf8') }));
const imports = (text: string) =>
  [...text.matchAll(/^import (type )?[^;]*? from '([^']+)';/gms)].map(([, type, from]) => ({ type, from }));

test('infrastructure takes only types from the Lambdas, so no handler code runs at synthesis', () => {
  const values = sources('lib').flatMap(({ name, text }) =>
    imports(text)
      .filter(({ from, type }) => from?.includes('/lambdas/') && !type)
      .map(({ from }) => `${name} ${from}`),
  );
  expect(values).toEqual([]);
});

test('every stage takes the type of its environment, so that a missing variable fails the compiler', () => {
  const stages = sources('lib/stages').filter(({ name }) => !name.endsWith('props.ts'));
  expect(stages).toHaveLength(7);
  for (const { text } of stages) expect(text).toContain('satisfies Record<keyof Env, string>');
});

test('only bin/app.ts decides by the process environment', () => {
  expect(sources('lib').filter(({ text }) => text.includes('process.env'))).toEqual([]);
});

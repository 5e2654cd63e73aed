import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../../..');
const FOLDERS = ['dispatch', 'feedback', 'reconcile', 'sending'];

function sourceOf(file: string): string {
  const paths = FOLDERS.map((folder) => path.join(root, 'test/unit', folder, `${file}.test.ts`));
  const found = paths.find((one) => existsSync(one));
  return found ? readFileSync(found, 'utf8') : '';
}

/** The rows of the table of errors and faults: what happens, and the tests that prove it. */
const rows = readFileSync(path.join(root, 'docs/sending.md'), 'utf8')
  .split('## Errors and faults')[1]!
  .split('\n## ')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| what happens'))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .map((cells) => ({ happens: cells[1]!, tests: cells[5]!.split('; ') }));

test('the table is read', () => {
  expect(rows.length).toBeGreaterThan(40);
});

test.each(rows)('what proves "$happens" is there', ({ tests }) => {
  for (const one of tests) {
    const [, file = '', words = ''] = /^([\w-]+): (.+)$/.exec(one) ?? [];
    expect(sourceOf(file)).toContain(words);
  }
});

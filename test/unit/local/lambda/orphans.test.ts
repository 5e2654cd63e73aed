import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { temporaryFolder } from '../sqs/support';
import { alive, linesOf, until } from './support';

it('leaves no function behind when the parent is killed, idle, busy or loading', async () => {
  const pids = join(temporaryFolder(), 'pids');
  const arguments_ = ['--import', 'tsx', join(__dirname, 'parent.ts'), pids];
  const parent = spawn(process.execPath, arguments_, { stdio: 'inherit' });
  await until(() => linesOf(pids).length === 3);
  const children = linesOf(pids).map(Number);
  expect(children.every(alive)).toBe(true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await until(() => !children.some(alive));
});

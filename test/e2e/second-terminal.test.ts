import { existsSync } from 'node:fs';
import path from 'node:path';
import { command, finished, startCommand } from '../support/command';
import { rows, writeCase } from '../support/customer-files';
import { eventually } from '../support/eventually';
import { mailedTo, readSummary, temporaryFolder } from '../support/outputs';

test('a run can be looked at and stopped from another terminal, and goes on when somebody resumes it', async () => {
  const folder = await temporaryFolder();
  const { file, incident } = writeCase(folder, rows(120));
  const id = require(incident).incident as string;
  const data = path.join(folder, 'data');
  const out = path.join(folder, 'out');
  const args = ['run', file, '--incident', incident, '--approve', '--data', data, '--out', out, '--json'];
  const first = finished(startCommand(...args, '--rate', '10'));
  await eventually('the first mails', () => existsSync(path.join(out, 'mail')) && mailedTo(out).length > 5);

  const shown = await command('show', id, '--data', data);
  expect(shown.stderr).not.toContain('starting the stack');
  expect(shown.stdout).toContain('mails are being sent');
  expect((await command('pause', id, '--why', 'a doubt', '--data', data)).code).toBe(0);

  const paused = await first;
  expect(paused.code).toBe(2);
  expect(paused.stderr).toContain('held: paused: a doubt');
  expect(mailedTo(out).length).toBeLessThan(120);
  expect(existsSync(path.join(data, 'connection.json'))).toBe(false);

  expect((await command('resume', id, '--why', 'settled', '--data', data)).code).toBe(0);
  const second = await finished(startCommand(...args));
  expect([second.code, second.stderr]).toEqual([0, '']);
  const { recipients, timing } = readSummary(out);
  expect(recipients).toMatchObject({ total: 120, delivered: 120 });
  expect(timing.sendMs).toBeLessThanOrEqual(timing.totalMs);
  const told = mailedTo(out);
  expect(told).toHaveLength(120);
  expect(new Set(told).size).toBe(120);
});

test('what was approved between two runs is sent by the second one, not reported as held', async () => {
  const folder = await temporaryFolder();
  const { file, incident } = writeCase(folder, rows(5));
  const id = require(incident).incident as string;
  const data = path.join(folder, 'data');
  const out = path.join(folder, 'out');
  const args = ['run', file, '--incident', incident, '--data', data, '--out', out, '--json'];
  expect((await command(...args)).stderr).toContain('held: awaiting-approval');
  expect((await command('approve', id, '--as', 'approver-1', '--data', data)).code).toBe(0);
  expect((await command('show', id, '--data', data)).stdout).toContain('(when the stack runs again');
  const second = await command(...args);
  expect([second.code, second.stderr]).toEqual([0, '']);
  expect(mailedTo(out)).toHaveLength(5);
});

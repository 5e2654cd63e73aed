import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import type { IncidentView } from '../../lambdas/api/contract';
import { command, finished, groupOf, killGroup, root, startCommand } from '../support/command';
import { rows, writeCsv } from '../support/customer-files';
import { eventually } from '../support/eventually';
import { temporaryFolder } from '../support/outputs';

const SAMPLE = require(path.join(root, 'samples/incident.json')).incident as string;

let folder: string;
let data: string;
let port: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  data = path.join(folder, 'data');
  port = String(await freePort());
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `start`, and what it says until it is ready. */
async function start(): Promise<{ child: ChildProcess; ended: ReturnType<typeof finished>; said: string }> {
  const child = startCommand('start', '--data', data, '--port', port);
  const ended = finished(child);
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  await eventually('the ready line', () => said.includes('Ctrl-C stops it') || child.exitCode !== null);
  expect(said).toContain(`ready at http://127.0.0.1:${port} `);
  return { child, ended, said };
}

async function stop({ child, ended }: Awaited<ReturnType<typeof start>>): Promise<void> {
  killGroup(child, 'SIGINT');
  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr.trim().split('\n').at(-1)).toBe(
    'breach-notify: stopped; start again to go on where it stopped.',
  );
  expect(groupOf(child)).toEqual([]);
}

async function show(incident: string): Promise<IncidentView> {
  const { code, stdout } = await command('show', incident, '--data', data, '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

/** In the order of a day: each test goes on with what the one before left. */
describe('start', () => {
  let running: Awaited<ReturnType<typeof start>>;

  test('on a fresh folder says when it is ready, and drops the sample, which waits for an approval', async () => {
    running = await start();
    expect(running.said).toContain(`the sample was dropped as incident '${SAMPLE}'`);
    const view = await eventually('the review of the sample', async () => {
      const seen = await show(SAMPLE);
      return (seen.manifest?.recipients ?? 0) > 0 && seen.holds.length > 0 && seen;
    });
    expect(view.manifest?.recipients).toBeGreaterThan(4_000);
    expect(view.holds.map(({ code }) => code)).toEqual(['awaiting-approval']);
    expect(readdirSync(path.join(data, 'mail'))).toEqual([]);
  });

  test('a second one is told in one line that the port, or the folder, is in use', async () => {
    const [samePort, sameFolder] = await Promise.all([
      command('start', '--data', path.join(folder, 'other'), '--port', port),
      command('start', '--data', data, '--port', String(await freePort())),
    ]);
    expect(samePort.code).toBe(1);
    expect(samePort.stderr.trim().split('\n').at(-1)).toMatch(
      new RegExp(`^breach-notify: .*port ${port} is in use`),
    );
    expect(sameFolder.code).toBe(1);
    expect(sameFolder.stderr.trim().split('\n').at(-1)).toMatch(/^breach-notify: .*is in use by process \d+/);
    for (const { stderr } of [samePort, sameFolder]) expect(stderr).not.toContain('    at ');
  });

  test('Ctrl-C ends it with all that it started', async () => {
    await stop(running);
    expect(existsSync(path.join(data, 'connection.json'))).toBe(false);
  });

  test('started again it goes on: the sample is there once, and more can be dropped', async () => {
    running = await start();
    expect(running.said).not.toContain('the sample was dropped');
    const dropped = await command('drop', SAMPLE, writeCsv(folder, 'more.csv', rows(3)), '--data', data);
    expect(dropped.code).toBe(0);
    const view = await eventually('the second file', async () => {
      const seen = await show(SAMPLE);
      return seen.manifest?.generation === 2 && seen;
    });
    expect(view.drops.map(({ state }) => state)).toEqual(['read', 'read']);
    await stop(running);
  });
});

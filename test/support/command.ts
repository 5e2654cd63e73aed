import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(__dirname, '../..');

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The command as a person starts it, without npm's own process around it. */
export function command(...args: string[]): Promise<Finished> {
  return finished(startCommand(...args));
}

export function startCommand(...args: string[]): ChildProcess {
  return spawn(
    process.execPath,
    [require.resolve('tsx/cli'), path.join(root, 'bin/breach-notify.ts'), ...args],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: undefined, JEST_WORKER_ID: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a test can kill the command with everything that it started.
      detached: true,
    },
  );
}

export function finished(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

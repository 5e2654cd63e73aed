import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(__dirname, '../..');

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

const started = new Set<ChildProcess>();
/** Also when a test fails half way: nothing that it started may outlive it. */
afterAll(() => {
  for (const child of started) killGroup(child, 'SIGKILL');
});

/** The command as a person starts it, without npm's own process around it. */
export function command(...args: string[]): Promise<Finished> {
  return finished(startCommand(...args));
}

/** The command exactly as the documentation says, through npm. */
export function npmStart(...args: string[]): ChildProcess {
  return start('npm', ['start', '--silent', '--', ...args]);
}

/** The child is the command's own process, so that a signal to it reaches nobody else. */
export function startCommand(...args: string[]): ChildProcess {
  return start(process.execPath, ['--import', 'tsx', path.join(root, 'bin/breach-notify.ts'), ...args]);
}

function start(program: string, args: string[]): ChildProcess {
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, NODE_ENV: undefined, JEST_WORKER_ID: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a shell would give it: by it a test finds everything that the command started.
    detached: true,
  });
  started.add(child);
  return child;
}

/** As Ctrl-C in a terminal does: the signal goes to the command and to all that it started. */
export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid!, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whoever lives of the command and of all that it started. */
export function groupOf({ pid: group }: ChildProcess): { pid: number; args: string }[] {
  const all = execFileSync('ps', ['-A', '-o', 'pgid=,pid=,stat=,args='], { encoding: 'utf8' });
  return all.split('\n').flatMap((line) => {
    const [, pgid, pid, stat = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return Number(pgid) === group && !stat.startsWith('Z') ? [{ pid: Number(pid), args }] : [];
  });
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
    child.once('close', (code, signal) => {
      started.delete(child);
      resolve({ code, signal, stdout, stderr });
    });
  });
}

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which process: its id, and when it started where the system tells, since ids are used again. */
interface Owner {
  pid: number;
  started: string | undefined;
}

/**
 * One process per folder. The lock is a file with its owner in it; it appears by `link`, whole or not at all, and
 * the lock of a dead process is taken over, so nothing has to be cleaned up after kill -9.
 */
export class FolderLock {
  private constructor(private readonly file: string) {}

  /** @throws Error when a living process has the folder. */
  static take(folder: string): FolderLock {
    const file = join(folder, 'lock');
    const own = `${file}.${process.pid}`;
    writeFileSync(
      own,
      JSON.stringify({ pid: process.pid, started: statusOf(process.pid)?.started } satisfies Owner),
    );
    try {
      // Each round ends with the lock taken, with its living owner, or with one dead owner less.
      for (;;) {
        if (tryLink(own, file)) return new FolderLock(file);
        const content = read(file);
        if (content === undefined) continue;
        const owner = parse(content);
        if (owner && isAlive(owner)) {
          throw new Error(`the data folder ${folder} is in use by process ${owner.pid}`);
        }
        removeDead(file, content);
      }
    } finally {
      rmSync(own, { force: true });
    }
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

function tryLink(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two processes may find the same dead lock; who moves the other's fresh one away by that puts it back. */
function removeDead(file: string, content: string): void {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== content) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = statusOf(pid);
  if (now?.state === 'Z') return false;
  return started === undefined || now === undefined || started === now.started;
}

/**
 * Fields 3 and 22 of Linux's /proc/PID/stat; other systems do not tell. The state is `Z` for a dead process that
 * nobody has collected, as orphans stay in containers without an init; the start is in ticks since the boot.
 */
function statusOf(pid: number): { state?: string; started?: string } | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0], started: fields[19] };
}

function parse(content: string): Owner | undefined {
  try {
    return JSON.parse(content) as Owner;
  } catch {
    return undefined;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

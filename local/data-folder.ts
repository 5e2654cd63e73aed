import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderLock } from './folder-lock';

/** Raised whenever a newer layout could not be read by older code. */
const FORMAT = 1;

/** The state of one embedded AWS. One process at a time; every file in it survives kill -9. */
export interface DataFolder {
  path: string;
  /** 32 random bytes, made once: access keys derive from it. */
  secret: Buffer;
  /** `<data>/<name>`, made if missing. */
  directory(name: string): string;
  close(): void;
}

/** @throws Error in one sentence: of a newer version, in use, not writable, no space. */
export function openDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true });
    const lock = FolderLock.take(path);
    try {
      checkFormat(path);
      return {
        path,
        secret: secretOf(path),
        directory: (name) => made(join(path, name)),
        close: () => lock.release(),
      };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, path);
  }
}

function checkFormat(path: string): void {
  const file = join(path, 'version');
  if (!existsSync(file)) {
    writeWhole(file, `${FORMAT}\n`);
    return;
  }
  const found = Number(readFileSync(file, 'utf8'));
  if (!Number.isInteger(found)) throw new Error(`${file} is damaged: it should hold a number`);
  if (found > FORMAT) {
    throw new Error(
      `the data folder ${path} was written by a newer version (format ${found}, not ${FORMAT})`,
    );
  }
}

function secretOf(path: string): Buffer {
  const file = join(path, 'secret');
  if (!existsSync(file)) writeWhole(file, randomBytes(32));
  const secret = readFileSync(file);
  if (secret.length !== 32) throw new Error(`${file} is damaged: it should hold 32 bytes`);
  return secret;
}

/** A reader after a crash finds the whole file or none. */
function writeWhole(file: string, content: string | Buffer): void {
  writeFileSync(`${file}.part`, content, { mode: 0o600, flush: true });
  renameSync(`${file}.part`, file);
}

function made(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}

const REASONS: Record<string, string> = {
  EACCES: 'is not writable for this user',
  EPERM: 'is not writable for this user',
  EROFS: 'is on a read-only file system',
  ENOSPC: 'is on a full disk',
  EDQUOT: 'is over its disk quota',
  ENOTDIR: 'is not a folder',
  EEXIST: 'is not a folder',
};

/** The file system's own errors in the words of a person; anything else is said already. */
export function explained(error: NodeJS.ErrnoException, folder: string): Error {
  const reason = error.code && error.syscall !== 'listen' && REASONS[error.code];
  if (!reason) return error;
  const where = error.path === undefined || error.path === folder ? 'it' : error.path;
  return new Error(`cannot keep state in ${folder}: ${where} ${reason}`, { cause: error });
}

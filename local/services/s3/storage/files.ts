import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Only the owner may read what is stored: intake files are the leak itself. */
export const PRIVATE = 0o600;
const PRIVATE_DIRECTORY = 0o700;

export const makeDirectory = (path: string) => mkdirSync(path, { recursive: true, mode: PRIVATE_DIRECTORY });

/** A file that is there whole or not at all, also after kill -9. */
export function writeWhole(path: string, value: unknown): void {
  const next = `${path}.next`;
  writeFileSync(next, JSON.stringify(value), { mode: PRIVATE });
  renameSync(next, path);
}

/** Bodies on their way in. What is left from a crash was never acknowledged, and goes at boot. */
export class Incoming {
  private readonly directory: string;

  constructor(root: string) {
    this.directory = join(root, 'incoming');
    rmSync(this.directory, { recursive: true, force: true });
    makeDirectory(this.directory);
  }

  path(): string {
    return join(this.directory, randomUUID());
  }

  discard(path: string): void {
    rmSync(path, { force: true });
  }
}

/** Moves a body to where it belongs. */
export function place(from: string, to: string): void {
  makeDirectory(dirname(to));
  renameSync(from, to);
}

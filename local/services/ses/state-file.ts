import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small JSON file that is replaced as a whole; for what changes rarely. */
export class StateFile<T> {
  private readonly path: string;

  constructor(directory: string, name: string) {
    this.path = join(directory, name);
  }

  read(otherwise: T): T {
    return existsSync(this.path) ? (JSON.parse(readFileSync(this.path, 'utf8')) as T) : otherwise;
  }

  write(value: T): void {
    writeFileSync(`${this.path}.next`, `${JSON.stringify(value, null, 2)}\n`);
    renameSync(`${this.path}.next`, this.path);
  }
}

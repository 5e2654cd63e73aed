import { closeSync, fsyncSync, ftruncateSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import type { StoredItem } from './item-store';
import { readLines } from './read-lines';

/** One item's new state; without `item` it is gone. */
export interface Change {
  table: string;
  key: string;
  item?: StoredItem;
}

// JSON text holds no raw control character, so these need no escaping.
const FIELD = '\t';
const CHANGE = '\x1e';
const FLUSH_AT = 4 * 1024 * 1024;
/** A rewrite costs about a second per 200 MB: worth it when most of a large journal is history. */
const REWRITE_FROM = 16 * 1024 * 1024;

/**
 * An append-only file, one line a commit, so that a commit is in it whole or not at all. A commit counts once
 * the operating system has its line: kill -9 loses nothing, a power cut may lose the last seconds (no fsync).
 * Commits of one turn of the event loop share one write.
 */
export class Journal {
  private readonly file: number;
  private length: number;
  private pending: string[] = [];
  private turn?: Promise<void>;
  private broken?: Error;

  /** Replays into `apply` what is there; a torn last line was never acknowledged and is cut off. */
  constructor(path: string, apply: (change: Change) => void) {
    this.file = openSync(path, 'a+', 0o600);
    this.length = readLines(this.file, (line) => {
      for (const change of line.split(CHANGE)) apply(parsed(change));
    });
    if (statSync(path).size > this.length) ftruncateSync(this.file, this.length);
  }

  /** @throws Error once a write has failed: memory is then ahead of the disk, so nothing may be answered. */
  assertSound(): void {
    if (this.broken) throw this.broken;
  }

  /** @returns when the operating system has it. */
  commit(changes: readonly Change[]): Promise<void> {
    this.assertSound();
    this.pending.push(changes.map(text).join(CHANGE));
    this.turn ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.turn = undefined;
        try {
          this.flush();
          resolve();
        } catch (error) {
          this.broken = error as Error;
          reject(error);
        }
      });
    });
    return this.turn;
  }

  /** Resolves when all that has been committed so far is safe: a read must not show what a crash could undo. */
  settled(): Promise<void> | undefined {
    this.assertSound();
    return this.turn;
  }

  /** Whether the file is mostly history: `live` is what a rewrite would hold, in bytes. */
  worthRewriting(live: number): boolean {
    return this.length > REWRITE_FROM && this.length > 2 * live;
  }

  /** Puts a journal of only the present state in this one's place. */
  static rewrite(path: string, changes: Iterable<Change>): void {
    const next = `${path}.next`;
    const file = openSync(next, 'w', 0o600);
    let lines: string[] = [];
    let gathered = 0;
    for (const change of changes) {
      const line = `${text(change)}\n`;
      lines.push(line);
      gathered += line.length;
      if (gathered < FLUSH_AT) continue;
      append(file, lines.join(''));
      lines = [];
      gathered = 0;
    }
    append(file, lines.join(''));
    fsyncSync(file);
    closeSync(file);
    renameSync(next, path);
  }

  close(): void {
    if (!this.broken) {
      this.flush();
      fsyncSync(this.file);
    }
    closeSync(this.file);
  }

  private flush(): void {
    if (this.pending.length === 0) return;
    const lines = `${this.pending.join('\n')}\n`;
    this.pending = [];
    try {
      this.length += append(this.file, lines);
    } catch (error) {
      ftruncateSync(this.file, this.length);
      throw error;
    }
  }
}

function append(file: number, lines: string): number {
  const bytes = Buffer.from(lines);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  return bytes.length;
}

const text = ({ table, key, item }: Change) =>
  item
    ? `P${FIELD}${table}${FIELD}${key}${FIELD}${item.size}${FIELD}${item.json}`
    : `D${FIELD}${table}${FIELD}${key}`;

function parsed(change: string): Change {
  const [kind, table, key, size, json] = change.split(FIELD) as [string, string, string, string, string];
  return kind === 'P' ? { table, key, item: { size: Number(size), json } } : { table, key };
}

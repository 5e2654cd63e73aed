import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BTree from 'sorted-btree';
import type { Version } from '../model';
import { byUtf8 } from '../object-key';
import type { Sequence } from '../sequence';
import { makeDirectory, place, writeWhole } from './files';

/**
 * The versions of one bucket. On disk a version is `<hash of key>/<sequencer>.json` beside its `.blob`, and it
 * exists from the moment its JSON is in place; in memory an index in list order, rebuilt at boot.
 */
export class ObjectStore {
  /** Newest first; a key without versions has no entry. */
  private readonly index = new BTree<string, Version[]>(undefined, byUtf8);

  constructor(
    private readonly directory: string,
    sequence: Sequence,
  ) {
    makeDirectory(directory);
    for (const version of stored(directory)) {
      sequence.observe(version.sequencer);
      this.insert(version);
    }
    this.finishReplacements();
  }

  versions(key: string): readonly Version[] {
    return this.index.get(key) ?? [];
  }

  latest(key: string): Version | undefined {
    return this.versions(key)[0];
  }

  find(key: string, versionId: string): Version | undefined {
    return this.versions(key).find((version) => version.versionId === versionId);
  }

  /** Keys in list order, from this one (included) on. */
  *from(key: string): Generator<[string, readonly Version[]]> {
    for (const [at, versions] of this.index.entries(key)) yield [at, versions];
  }

  blob(version: Pick<Version, 'key' | 'sequencer'>): string {
    return `${this.stem(version)}.blob`;
  }

  /** Where the version's existence is written; an event may only be sent when this is there. */
  record(version: Pick<Version, 'key' | 'sequencer'>): string {
    return `${this.stem(version)}.json`;
  }

  /** Makes a version exist. An unversioned object, or marker, takes the place of the one before it. */
  publish(version: Version, body?: string): void {
    const replaced = version.versionId === 'null' ? this.find(version.key, 'null') : undefined;
    if (body === undefined) makeDirectory(join(this.stem(version), '..'));
    else place(body, this.blob(version));
    writeWhole(this.record(version), version);
    this.insert(version);
    if (replaced) this.remove(replaced);
  }

  /** Takes new facts (a retention) about a version. */
  amend(version: Version): void {
    writeWhole(this.record(version), version);
    const versions = this.index.get(version.key)!;
    versions[versions.findIndex(({ sequencer }) => sequencer === version.sequencer)] = version;
  }

  /** The record goes first: a blob without one is nothing. */
  remove(version: Version): void {
    rmSync(this.record(version), { force: true });
    rmSync(this.blob(version), { force: true });
    const left = this.versions(version.key).filter(({ sequencer }) => sequencer !== version.sequencer);
    if (left.length > 0) this.index.set(version.key, left);
    else this.index.delete(version.key);
  }

  private insert(version: Version): void {
    const versions = [...this.versions(version.key), version];
    versions.sort((a, b) => (a.sequencer < b.sequencer ? 1 : -1));
    this.index.set(version.key, versions);
  }

  /** A crash between publish and remove leaves two `null` versions: the newer one counts. */
  private finishReplacements(): void {
    for (const versions of [...this.index.values()]) {
      for (const version of versions.filter(({ versionId }) => versionId === 'null').slice(1))
        this.remove(version);
    }
  }

  private stem({ key, sequencer }: Pick<Version, 'key' | 'sequencer'>): string {
    const hash = createHash('sha256').update(key).digest('hex');
    return join(this.directory, hash.slice(0, 2), hash, sequencer);
  }
}

function* stored(directory: string): Generator<Version> {
  for (const shard of readdirSync(directory)) {
    for (const hash of readdirSync(join(directory, shard))) {
      const folder = join(directory, shard, hash);
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (name.endsWith('.json')) yield JSON.parse(readFileSync(path, 'utf8')) as Version;
        else if (name.endsWith('.next') || !existsSync(path.replace(/\.blob$/, '.json'))) {
          rmSync(path, { force: true });
        }
      }
    }
  }
}

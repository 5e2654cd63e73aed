import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceError } from '../../gateway/errors';
import type { PolicyDocument } from '../../iam/types';
import { type KeyMaterial, type KeySpec, newMaterial } from './key-material';

/** A key as the template describes it, with its secret. */
export interface Key {
  id: string;
  arn: string;
  spec: KeySpec;
  usage: 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY';
  description: string;
  createdAt: number;
  policy: PolicyDocument;
  material: KeyMaterial;
}

type Declared = Pick<Key, 'id' | 'spec' | 'usage' | 'description' | 'policy'>;

/**
 * The keys, in one file that only its owner may read. Material is made once, when a key is first declared: what
 * was signed or encrypted in an earlier run must stay checkable and readable.
 */
export class KeyRing {
  private readonly keys = new Map<string, Key>();
  private readonly aliases = new Map<string, string>();
  private readonly path: string;

  constructor(
    directory: string,
    private readonly arnPrefix: string,
    private readonly now: () => Date,
  ) {
    this.path = join(directory, 'keys.json');
    if (!existsSync(this.path)) return;
    for (const key of JSON.parse(readFileSync(this.path, 'utf8')) as Key[]) this.keys.set(key.id, key);
  }

  /** Makes a key, or takes over what the template now says about the one that is there. */
  declare(declared: Declared): Key {
    const known = this.keys.get(declared.id);
    if (known && (known.spec !== declared.spec || known.usage !== declared.usage)) {
      throw new Error(`KMS key ${declared.id} is a ${known.spec}; its kind cannot be changed, only replaced`);
    }
    const key: Key = {
      ...declared,
      arn: `${this.arnPrefix}:key/${declared.id}`,
      createdAt: known?.createdAt ?? this.now().getTime(),
      material: known?.material ?? newMaterial(declared.spec),
    };
    this.keys.set(key.id, key);
    this.save();
    return key;
  }

  alias(name: string, keyId: string): void {
    this.aliases.set(name, this.find(keyId).id);
  }

  /** @param keyId id, ARN, alias name or alias ARN. @throws NotFoundException */
  find(keyId: string): Key {
    const name = keyId.startsWith('arn:') ? keyId.split(':').slice(5).join(':') : keyId;
    const id = name.startsWith('alias/') ? this.aliases.get(name) : name.replace(/^key\//, '');
    const key = id === undefined ? undefined : this.keys.get(id);
    if (!key) {
      const what = name.startsWith('alias/') ? `Alias ${this.arnPrefix}:${name}` : `Key '${keyId}'`;
      throw new ServiceError('NotFoundException', `${what} is not found.`);
    }
    return key;
  }

  listAliases(): { name: string; arn: string; key: Key }[] {
    return [...this.aliases]
      .map(([name, id]) => ({ name, arn: `${this.arnPrefix}:${name}`, key: this.keys.get(id)! }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private save(): void {
    const next = `${this.path}.next`;
    writeFileSync(next, JSON.stringify([...this.keys.values()], undefined, 1), { mode: 0o600 });
    renameSync(next, this.path);
  }
}

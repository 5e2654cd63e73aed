import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Anchored } from '../../domain/evidence/anchors';
import {
  BAGIT,
  MANIFEST,
  PAYLOAD,
  PUBLIC_KEY,
  README,
  SIGNATURE,
  TAG_MANIFEST,
  VERIFIER,
} from '../../domain/evidence/bag';
import { isLowered } from '../../domain/evidence/signature';
import { checkContent } from './check-content';
import { Fault } from './fault';
import { PackFiles } from './pack-files';

export type Verdict =
  | {
      genuine: true;
      fingerprint: string;
      pack: 'evidence' | 'regulator';
      incident: string;
      cutAt: string;
      balanced: boolean;
      rehearsal?: boolean;
      log: { entries: number; anchored?: Anchored };
      files: number;
    }
  | { genuine: false; fault: string };

const FOLDERS = ['evidence', 'regulator'] as const;

/**
 * Checks a pack offline: the signature, then every file's name and bytes, then what the files say of each other.
 * The ZIP's own bookkeeping does not count: packed again in another order or compression it stays genuine.
 *
 * @param fingerprint of the key that must have signed, in hex; without it any key will do, and the verdict says which.
 * @returns the first thing that is wrong, or that the pack is genuine.
 * @throws the error of the file system when the file cannot be opened.
 */
export async function verifyPack(
  path: string,
  { fingerprint }: { fingerprint?: string } = {},
): Promise<Verdict> {
  const file = await open(path);
  try {
    return await check(await PackFiles.open(file), fingerprint);
  } catch (error) {
    if (error instanceof Fault) return { genuine: false, fault: error.message };
    // the file system's own errors are about this computer; anything else comes from bytes that make no sense
    if (error instanceof Error && !('syscall' in error)) {
      return { genuine: false, fault: `the pack is not readable: ${error.message}` };
    }
    throw error;
  } finally {
    await file.close();
  }
}

async function check(pack: PackFiles, wanted: string | undefined): Promise<Verdict> {
  const folder = folderOf(pack);
  const inside = (name: string) => `${folder}/${name}`;
  const tagFiles = [
    'bagit.txt',
    'bag-info.txt',
    MANIFEST,
    TAG_MANIFEST,
    SIGNATURE,
    PUBLIC_KEY,
    README,
    VERIFIER,
  ];
  const needed = [...tagFiles, ...PAYLOAD[folder].map((name) => `data/${name}`)];
  for (const name of needed) if (!pack.has(inside(name))) throw new Fault(`${inside(name)} is missing`);
  const key = await publicKey(pack, inside(PUBLIC_KEY));
  const fingerprint = createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');
  if (wanted !== undefined && normalised(wanted) !== fingerprint) {
    throw new Fault(`signed with another key: its fingerprint is ${fingerprint}`);
  }
  const tagManifest = await pack.whole(inside(TAG_MANIFEST));
  const signature = await pack.whole(inside(SIGNATURE));
  const signed = isLowered(signature) && verify('sha256', tagManifest, key, signature);
  const tags = await checkManifest(pack, folder, TAG_MANIFEST);
  if (!signed)
    throw new Fault(
      `${inside(SIGNATURE)} does not sign ${TAG_MANIFEST}: one of the two, or the key, was changed`,
    );
  const payload = await checkManifest(pack, folder, MANIFEST);
  const known = new Set([...tags, ...payload, inside(TAG_MANIFEST), inside(SIGNATURE)]);
  const inUse = (path: string) => [...known].some((name) => name.startsWith(`${path}/`));
  const added = pack.names().find((name) => !known.has(name)) ?? pack.folders.find((path) => !inUse(path));
  if (added) throw new Fault(`${added} was added: no manifest names it`);
  if ((await pack.text(inside('bagit.txt'))) !== BAGIT)
    throw new Fault(`${inside('bagit.txt')} is not a bag's`);
  if (!(await pack.text(inside('bag-info.txt'))).includes(`Internal-Sender-Identifier: ${folder}\n`)) {
    throw new Fault(`the folder was renamed to ${folder}`);
  }
  const content = await checkContent(pack, folder, fingerprint);
  return { genuine: true, fingerprint, pack: folder, ...content, files: pack.names().length };
}

/** RFC 8493: one folder holds the whole bag. */
function folderOf(pack: PackFiles): (typeof FOLDERS)[number] {
  const folder = FOLDERS.find((name) => pack.has(`${name}/${TAG_MANIFEST}`) || pack.has(`${name}/bagit.txt`));
  if (!folder)
    throw new Fault('this is not a pack: it has neither evidence/bagit.txt nor regulator/bagit.txt');
  return folder;
}

async function publicKey(pack: PackFiles, name: string): Promise<KeyObject> {
  try {
    const key = createPublicKey(await pack.whole(name));
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch (error) {
    if (error instanceof Fault) throw error;
  }
  throw new Fault(`${name} is not a P-256 public key`);
}

/** Every line of a manifest names a file that is there with these bytes. */
async function checkManifest(pack: PackFiles, folder: string, manifest: string): Promise<string[]> {
  const names: string[] = [];
  for await (const line of pack.lines(`${folder}/${manifest}`)) {
    const [, hash, path] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
    if (!hash || !path) throw new Fault(`${folder}/${manifest} has a line that is none: it was changed`);
    const name = `${folder}/${path}`;
    if (!pack.has(name)) throw new Fault(`${name} is missing`);
    if ((await pack.sha256(name)) !== hash) throw new Fault(`${name} was changed`);
    names.push(name);
  }
  return names;
}

/** As people copy it: with colons, spaces or capitals. */
const normalised = (fingerprint: string) =>
  fingerprint
    .replace(/^sha256:/i, '')
    .replace(/[\s:]/g, '')
    .toLowerCase();

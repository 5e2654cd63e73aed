import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { Signer } from '../../lambdas/adapters/signer';
import { signatureOf } from '../../lambdas/export/sign';
import type { Entries } from './zip';

const MANIFEST = 'manifest-sha256.txt';
const TAG_MANIFEST = 'tagmanifest-sha256.txt';

/**
 * Makes hashes, manifests and signature of changed entries right again, as somebody with a key could: every file
 * is named by its manifest, whatever the old ones said.
 *
 * @param listed which files the manifests name; all of them when left out.
 */
export async function resigned(
  entries: Entries,
  key: Signer & { privateKey: KeyObject },
  listed: (path: string) => boolean = () => true,
): Promise<Entries> {
  const folder = entries[0]![0].split('/')[0]!;
  const files = new Map(entries);
  const pem = createPublicKey(key.privateKey).export({ format: 'pem', type: 'spki' });
  files.set(`${folder}/public-key.pem`, Buffer.from(pem));
  const line = (path: string) =>
    `${createHash('sha256')
      .update(files.get(`${folder}/${path}`)!)
      .digest('hex')}  ${path}\n`;
  const paths = [...files.keys()]
    .filter((name) => name.startsWith(`${folder}/`))
    .map((name) => name.slice(folder.length + 1))
    .filter(listed)
    .sort();
  const isTag = (path: string) =>
    !path.startsWith('data/') && ![TAG_MANIFEST, 'signature.der'].includes(path);
  const put = (path: string, text: string) => files.set(`${folder}/${path}`, Buffer.from(text));
  put(
    MANIFEST,
    paths
      .filter((path) => path.startsWith('data/'))
      .map(line)
      .join(''),
  );
  put(TAG_MANIFEST, paths.filter(isTag).map(line).join(''));
  files.set(
    `${folder}/signature.der`,
    Buffer.from(await signatureOf(key, files.get(`${folder}/${TAG_MANIFEST}`)!)),
  );
  return [...files];
}

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

export type KeySpec = 'SYMMETRIC_DEFAULT' | 'ECC_NIST_P256';

/** Base64: 32 bytes for a symmetric key, PKCS #8 for a signing key. */
export type KeyMaterial = string;

export function newMaterial(spec: KeySpec): KeyMaterial {
  if (spec === 'SYMMETRIC_DEFAULT') return randomBytes(32).toString('base64');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}

const privateKeyOf = (material: KeyMaterial): KeyObject =>
  createPrivateKey({ key: Buffer.from(material, 'base64'), type: 'pkcs8', format: 'der' });

/** DER SubjectPublicKeyInfo, as GetPublicKey answers. */
export const publicKeyOf = (material: KeyMaterial): Buffer =>
  createPublicKey(privateKeyOf(material)).export({ type: 'spki', format: 'der' });

/** The private scalar, for signing a digest that was computed elsewhere. */
export const scalarOf = (material: KeyMaterial): Buffer =>
  Buffer.from(privateKeyOf(material).export({ format: 'jwk' }).d!, 'base64url');

/** The uncompressed point, for checking a signature over a digest. */
export function pointOf(material: KeyMaterial): Buffer {
  const { x, y } = createPublicKey(privateKeyOf(material)).export({ format: 'jwk' });
  return Buffer.concat([Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]);
}

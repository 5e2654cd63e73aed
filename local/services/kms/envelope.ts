import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ServiceError } from '../../gateway/errors';
import type { Key } from './key-ring';

const ID_BYTES = 36;
const IV_BYTES = 12;
const TAG_BYTES = 16;

export type EncryptionContext = Record<string, string>;

/** Ciphertext as KMS gives it: opaque, names its key, opens only under the same encryption context. */
export function seal(key: Key, plaintext: Buffer, context: EncryptionContext): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv);
  cipher.setAAD(canonical(context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from(key.id, 'latin1'), iv, cipher.getAuthTag(), sealed]);
}

/** Which key a ciphertext names; it says so itself, so that Decrypt needs no key id. */
export const keyIdOf = (blob: Buffer): string => blob.toString('latin1', 0, ID_BYTES);

/** @throws InvalidCiphertextException for another context, key or text. */
export function open(key: Key, blob: Buffer, context: EncryptionContext): Buffer {
  try {
    const iv = blob.subarray(ID_BYTES, ID_BYTES + IV_BYTES);
    const tag = blob.subarray(ID_BYTES + IV_BYTES, ID_BYTES + IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(canonical(context));
    decipher.setAuthTag(tag);
    const sealed = blob.subarray(ID_BYTES + IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    throw new ServiceError(
      'InvalidCiphertextException',
      'The ciphertext does not open under this key and context.',
    );
  }
}

const canonical = (context: EncryptionContext) =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));

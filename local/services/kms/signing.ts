import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { ServiceError } from '../../gateway/errors';
import { type KeyMaterial, pointOf, scalarOf } from './key-material';

export const SIGNING_ALGORITHM = 'ECDSA_SHA_256';
/** KMS takes whole messages up to here; larger ones are sent as their digest. */
const MAX_RAW = 4096;

/** Node can only sign what it has hashed itself, and the evidence is hashed as it streams: hence noble/curves. */
export function signDigest(material: KeyMaterial, digest: Buffer): Buffer {
  return Buffer.from(p256.sign(digest, scalarOf(material), { lowS: false, prehash: false }).toDERRawBytes());
}

export function isSignatureOf(material: KeyMaterial, digest: Buffer, signature: Buffer): boolean {
  try {
    return p256.verify(signature, digest, pointOf(material), { lowS: false, prehash: false, format: 'der' });
  } catch {
    return false; // not even DER
  }
}

/** The digest to sign: given as such, or of the raw message. */
export function digestOf(message: Buffer, messageType: string): Buffer {
  if (messageType === 'DIGEST') {
    if (message.length !== 32) throw invalid('Digest is invalid length for algorithm ECDSA_SHA_256.');
    return message;
  }
  if (messageType !== 'RAW') throw invalid(`MessageType ${messageType} is not RAW or DIGEST`);
  if (message.length === 0 || message.length > MAX_RAW) {
    throw invalid(`Value at 'message' failed to satisfy constraint: 1 to ${MAX_RAW} bytes`);
  }
  return createHash('sha256').update(message).digest();
}

const invalid = (message: string) => new ServiceError('ValidationException', message);

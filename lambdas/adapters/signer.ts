import { createHash } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';

/** Signs evidence: ECDSA on P-256 with SHA-256, as every OpenSSL can check. */
export interface Signer {
  /** The public key as DER (SubjectPublicKeyInfo). */
  publicKey(): Promise<Uint8Array>;
  /** A DER signature over the SHA-256 of `bytes`. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** @param keyId of an ECC_NIST_P256 key for SIGN_VERIFY; KMS never gives its private part away. */
export function createSigner(kms: KMSClient, keyId: string): Signer {
  return {
    async publicKey() {
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
      if (!PublicKey) throw new Error('KMS answered without a public key');
      return PublicKey;
    },
    async sign(bytes) {
      const { Signature } = await kms.send(
        new SignCommand({
          KeyId: keyId,
          // the digest: KMS takes at most 4 KB of a raw message
          Message: createHash('sha256').update(bytes).digest(),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      if (!Signature) throw new Error('KMS answered without a signature');
      return Signature;
    },
  };
}

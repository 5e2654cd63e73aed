import type { Signer } from '../adapters/signer';
import { lowered } from '../domain/evidence/signature';

/** Signs the bytes in the one form that the verifier takes. */
export async function signatureOf(signer: Signer, bytes: Uint8Array): Promise<Uint8Array> {
  return lowered(await signer.sign(bytes));
}

import { createHmac } from 'node:crypto';

/** An access key as the SDK and the CLI expect it. */
export interface KeyPair {
  accessKeyId: string;
  secretAccessKey: string;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The key pair of a principal, derived from the data folder's secret: nobody can guess it, and a profile of the
 * AWS CLI or a presigned URL outlives a restart on the same data.
 *
 * @param prefix `AKIA` for users, `ASIA` for roles, as AWS has it.
 */
export function keyPair(secret: Buffer, arn: string, prefix: 'AKIA' | 'ASIA'): KeyPair {
  const derive = (purpose: string) => createHmac('sha256', secret).update(`${purpose}\n${arn}`).digest();
  const id = [...derive('access-key-id').subarray(0, 16)].map((byte) => BASE32[byte & 31]).join('');
  return {
    accessKeyId: prefix + id,
    secretAccessKey: derive('secret-access-key').toString('base64').replace(/=+$/, '').slice(0, 40),
  };
}

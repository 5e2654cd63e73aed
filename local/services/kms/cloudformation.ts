import { createHash } from 'node:crypto';
import type { ResourceHandlers } from '../../cloudformation/types';
import { NotImplemented } from '../../gateway/errors';
import type { PolicyDocument } from '../../iam/types';
import type { KeySpec } from './key-material';
import type { KeyRing } from './key-ring';

interface KeyProperties {
  KeyPolicy: PolicyDocument;
  KeySpec?: string;
  KeyUsage?: string;
  Description?: string;
  Enabled?: boolean;
}

const USAGES: Record<string, string> = { SYMMETRIC_DEFAULT: 'ENCRYPT_DECRYPT', ECC_NIST_P256: 'SIGN_VERIFY' };

/** AWS::KMS::Key (symmetric, or ECC_NIST_P256 for signing) and AWS::KMS::Alias. */
export function keyHandlers(ring: KeyRing): ResourceHandlers {
  return {
    'AWS::KMS::Key': (request) => {
      const properties = request.properties as unknown as KeyProperties;
      const spec = properties.KeySpec ?? 'SYMMETRIC_DEFAULT';
      const usage = properties.KeyUsage ?? 'ENCRYPT_DECRYPT';
      if (USAGES[spec] !== usage) throw new NotImplemented(`A KMS key of spec ${spec} for ${usage}`);
      if (properties.Enabled === false) throw new NotImplemented('A disabled KMS key');
      const key = ring.declare({
        id: keyId(request.physicalName(200)),
        spec: spec as KeySpec,
        usage: usage as 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY',
        description: properties.Description ?? '',
        policy: properties.KeyPolicy,
      });
      return { ref: key.id, attributes: { Arn: key.arn, KeyId: key.id } };
    },
    'AWS::KMS::Alias': ({ properties }) => {
      const name = String(properties.AliasName);
      ring.alias(name, String(properties.TargetKeyId));
      return { ref: name, attributes: {} };
    },
  };
}

/** A key id has the form of a UUID; ours is the same at every boot. */
function keyId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

import type { ServiceContext } from '../../gateway/types';
import type { Principal } from '../../iam/types';
import type { KeyRing } from './key-ring';

/** What other services ask of KMS: may this principal use that key through them? */
export interface KeyUse {
  /** @throws AccessDenied when the role's or the key's policy says no, NotFoundException for an unknown key. */
  authorizeUse(request: {
    principal: Principal;
    /** Key id, key ARN or alias. */
    keyId: string;
    action: string;
    /** `s3.eu-central-1.amazonaws.com`: the service that uses the key in the caller's name. */
    viaService: string;
    encryptionContext?: Record<string, string>;
  }): void;
  /** The key's ARN, whichever way it is named. */
  arnOf(keyId: string): string;
}

export function createKeyUse(context: ServiceContext, ring: KeyRing): KeyUse {
  return {
    arnOf: (keyId) => ring.find(keyId).arn,
    authorizeUse({ principal, keyId, action, viaService, encryptionContext = {} }) {
      const key = ring.find(keyId);
      context.authorizer.authorize({
        principal,
        action,
        resource: key.arn,
        resourcePolicy: key.policy,
        resourcePolicyMustAllow: true,
        context: {
          'kms:ViaService': viaService,
          'kms:CallerAccount': context.account,
          ...encryptionContextKeys(encryptionContext),
        },
      });
    },
  };
}

/** Condition keys of an encryption context: one per pair, and the list of names. */
export function encryptionContextKeys(pairs: Record<string, string>): Record<string, string | string[]> {
  const keys: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(pairs)) keys[`kms:EncryptionContext:${name}`] = value;
  if (Object.keys(pairs).length > 0) keys['kms:EncryptionContextKeys'] = Object.keys(pairs);
  return keys;
}

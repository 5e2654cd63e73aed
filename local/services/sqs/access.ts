import type { ServiceContext } from '../../gateway/types';
import type { AccessRequest, Principal } from '../../iam/types';
import type { KeyUse } from '../kms/key-use';
import type { QueueSettings } from './core/settings';

/** What SQS asks of KMS: may this principal use that key through us? */
export type Keys = Pick<KeyUse, 'authorizeUse'>;

/** Senders need both, because SQS checks that what it encrypts can be read again. */
const KEY_ACTIONS: Record<string, readonly string[]> = {
  'sqs:SendMessage': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:ReceiveMessage': ['kms:Decrypt'],
};

export type Access = ReturnType<typeof createAccess>;

/** Who may do what with a queue: identity policies, the queue's policy, and its key. */
export function createAccess(context: ServiceContext, keys?: Keys) {
  const viaService = `sqs.${context.region}.amazonaws.com`;
  return {
    /** @throws AccessDenied */
    authorize(
      principal: Principal,
      action: string,
      queue: QueueSettings,
      conditions: AccessRequest['context'] = {},
    ): void {
      context.authorizer.authorize({
        principal,
        action,
        resource: queue.arn,
        context: conditions,
        resourcePolicy: queue.policy,
      });
      const keyId = queue.kmsKeyId;
      if (!keyId || keyId === 'alias/aws/sqs') return;
      for (const keyAction of KEY_ACTIONS[action] ?? []) {
        keys?.authorizeUse({
          principal,
          keyId,
          action: keyAction,
          viaService,
          encryptionContext: { 'aws:sqs:arn': queue.arn },
        });
      }
    },

    /** For operations without a queue. */
    authorizeAccount(principal: Principal, action: string): void {
      context.authorizer.authorize({ principal, action, resource: '*' });
    },
  };
}

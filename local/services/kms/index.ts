import type { ResourceHandlers } from '../../cloudformation/types';
import { AccessDenied, NotImplemented, ServiceError } from '../../gateway/errors';
import type { Service, ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/types';
import { jsonResponse, readJson, targetOperation } from '../json-protocol';
import { keyHandlers } from './cloudformation';
import { type Key, KeyRing } from './key-ring';
import { createKeyUse, encryptionContextKeys, type KeyUse } from './key-use';
import { encryptionContext, operations, type Request } from './operations';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

export interface Kms {
  service: Service;
  handlers: ResourceHandlers;
  /** For the services that use keys in a caller's name. */
  keys: KeyUse;
}

/** KMS on this computer: real keys, real signatures, key policies enforced. */
export function createKmsService(context: ServiceContext): Kms {
  const ring = new KeyRing(context.directory, `arn:aws:kms:${context.region}:${context.account}`, () =>
    context.now(),
  );

  function handle(name: string, data: Request, request: ServiceRequest): Record<string, unknown> {
    if (name === 'ListAliases') {
      context.authorizer.authorize({
        principal: request.principal,
        action: 'kms:ListAliases',
        resource: '*',
      });
      return aliases(ring, data);
    }
    const operation = operations[name];
    if (!operation) throw new NotImplemented(`KMS ${name}`);
    const key = operation.key(data, ring);
    context.authorizer.authorize({
      principal: request.principal,
      action: `kms:${name}`,
      resource: key.arn,
      resourcePolicy: key.policy,
      resourcePolicyMustAllow: true,
      context: conditions(data, context.account),
    });
    if (operation.usage && operation.usage !== key.usage) {
      throw new ServiceError(
        'InvalidKeyUsageException',
        `${key.arn} key usage is ${key.usage}, not ${operation.usage}.`,
      );
    }
    return operation.run(data, key);
  }

  return {
    keys: createKeyUse(context, ring),
    handlers: keyHandlers(ring),
    service: {
      name: 'kms',
      failure,
      async handle(request) {
        const answer = handle(targetOperation(request), await readJson(request.body), request);
        return jsonResponse(200, JSON.stringify(answer), CONTENT_TYPE);
      },
      async close() {},
    },
  };
}

function conditions(data: Request, account: string): Record<string, string | string[]> {
  const keys: Record<string, string | string[]> = {
    'kms:CallerAccount': account,
    ...encryptionContextKeys(encryptionContext(data)),
  };
  if (typeof data.SigningAlgorithm === 'string') keys['kms:SigningAlgorithm'] = data.SigningAlgorithm;
  if (typeof data.MessageType === 'string') keys['kms:MessageType'] = data.MessageType;
  const alias = String(data.KeyId ?? '')
    .split(':')
    .at(-1)!;
  if (alias.startsWith('alias/')) keys['kms:RequestAlias'] = alias;
  return keys;
}

function aliases(ring: KeyRing, data: Request): Record<string, unknown> {
  const wanted: Key | undefined = typeof data.KeyId === 'string' ? ring.find(data.KeyId) : undefined;
  return {
    Aliases: ring
      .listAliases()
      .filter(({ key }) => !wanted || key === wanted)
      .map(({ name, arn, key }) => ({ AliasName: name, AliasArn: arn, TargetKeyId: key.id })),
    Truncated: false,
  };
}

function failure(error: unknown): ServiceResponse {
  if (!(error instanceof ServiceError)) {
    return respond(500, 'KMSInternalException', 'The request failed inside the embedded KMS.');
  }
  return respond(
    error instanceof AccessDenied ? 400 : error.status,
    error instanceof AccessDenied ? 'AccessDeniedException' : error.code,
    error.message,
  );
}

const respond = (status: number, type: string, message: string) =>
  jsonResponse(status, JSON.stringify({ __type: type, message }), CONTENT_TYPE);

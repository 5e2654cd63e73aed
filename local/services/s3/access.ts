import { AccessDenied } from '../../gateway/errors';
import type { AccessRequest } from '../../iam/types';
import type { Call, S3 } from './call';
import { noSuchKey } from './call';
import type { Encryption } from './model';

type Context = NonNullable<AccessRequest['context']>;
type Caller = Pick<Call, 's3' | 'request' | 'bucket'>;

/** @throws AccessDenied unless identity and bucket policies allow `action` on the bucket. */
export function allowOnBucket(call: Caller, action: string, context: Context = {}): void {
  authorize(call, action, call.bucket.arn, context);
}

/** @throws AccessDenied unless they allow it on the object. */
export function allowOnObject(call: Call, action: string, context: Context = {}): void {
  authorize(call, action, `${call.bucket.arn}/${call.key}`, context);
}

function authorize(
  { s3, request, bucket }: Caller,
  action: string,
  resource: string,
  context: Context,
): void {
  s3.context.authorizer.authorize({
    principal: request.principal,
    action: `s3:${action}`,
    resource,
    resourcePolicy: bucket.policy,
    context: {
      's3:authType': request.presigned ? 'REST-QUERY-STRING' : 'REST-HEADER',
      's3:signatureversion': 'AWS4-HMAC-SHA256',
      ...context,
    },
  });
}

/** The caller needs the key, not the bucket: S3 uses it in the caller's name. */
export function allowKey(
  { s3, request, bucket }: Caller,
  encryption: Encryption,
  action: 'kms:GenerateDataKey' | 'kms:Decrypt',
): void {
  if (encryption.algorithm !== 'aws:kms' || encryption.keyArn === undefined) return;
  s3.keys.authorizeUse({
    principal: request.principal,
    keyId: encryption.keyArn,
    action,
    viaService: `s3.${s3.context.region}.amazonaws.com`,
    // With a bucket key the context is the bucket's ARN, so that one data key serves all of its objects.
    encryptionContext: { 'aws:s3:arn': bucket.arn },
  });
}

/** Who may not list a bucket is not told whether a key exists: 403 instead of 404. */
export function missing(call: Call, headers: Record<string, string> = {}): Error {
  try {
    allowOnBucket(call, 'ListBucket');
    return noSuchKey(headers);
  } catch (denied) {
    if (denied instanceof AccessDenied) return denied;
    throw denied;
  }
}

/** For operations without a bucket. */
export function allowOnAccount({ s3, request }: { s3: S3; request: Call['request'] }, action: string): void {
  s3.context.authorizer.authorize({ principal: request.principal, action: `s3:${action}`, resource: '*' });
}

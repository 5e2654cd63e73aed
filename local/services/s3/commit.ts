import { randomBytes } from 'node:crypto';
import { ServiceError } from '../../gateway/errors';
import { allowKey, allowOnObject } from './access';
import { type Call, header, type S3 } from './call';
import { eventMessage, interested } from './events/notification';
import type { Bucket, Described, Version } from './model';

export type Draft = Omit<Version, 'key' | 'versionId' | 'sequencer' | 'lastModified'>;

/** IAM and KMS for a new object; more is needed where it is to be locked. */
export function allowWrite(call: Call, { encryption, retention }: Described): void {
  allowOnObject(call, 'PutObject', {
    's3:x-amz-server-side-encryption': encryption.algorithm,
    ...(encryption.keyArn && { 's3:x-amz-server-side-encryption-aws-kms-key-id': encryption.keyArn }),
  });
  if (retention && header(call, 'x-amz-object-lock-mode')) {
    allowOnObject(call, 'PutObjectRetention', { 's3:object-lock-mode': retention.mode });
  }
  allowKey(call, encryption, 'kms:GenerateDataKey');
}

/** If-None-Match and If-Match of a write. Checked before the body for a quick answer, and again at the commit. */
export function checkWriteConditions(call: Call): void {
  const latest = call.bucket.objects.latest(call.key);
  const current = latest?.deleteMarker ? undefined : latest;
  const noneMatch = header(call, 'if-none-match');
  const match = header(call, 'if-match');
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw new ServiceError('NotImplemented', 'If-None-Match of a write can only be *', 501);
  }
  if (noneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
  if (match === undefined) return;
  if (!current) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  if (match.replaceAll('"', '') !== current.etag) throw preconditionFailed('If-Match');
}

/**
 * Makes a version exist and its event due. It runs within one turn of the event loop, so of two writers under
 * one condition exactly one gets through.
 */
export function commit(call: Call, draft: Draft, body: string, eventName: string): Version {
  const { s3, bucket, key, request } = call;
  const version = versionOf(s3, bucket, key, draft);
  const messages = interested(bucket, eventName, key).map((notification) => ({
    queueArn: notification.queueArn,
    body: eventMessage({ bucket, version, eventName, notification }, request, s3.context.region),
  }));
  if (messages.length > 0) {
    s3.outbox.prepare(version.sequencer, {
      bucket: bucket.name,
      bucketArn: bucket.arn,
      record: bucket.objects.record(version),
      messages,
    });
  }
  bucket.objects.publish(version, body);
  if (messages.length > 0) s3.outbox.send(version.sequencer);
  return version;
}

/** Hides a key behind a delete marker. */
export function commitMarker(s3: S3, bucket: Bucket, key: string): Version {
  const marker = versionOf(s3, bucket, key, {
    deleteMarker: true,
    size: 0,
    etag: '',
    headers: {},
    metadata: {},
    encryption: bucket.encryption,
  });
  bucket.objects.publish(marker);
  return marker;
}

const versionOf = (s3: S3, bucket: Bucket, key: string, draft: Draft): Version => ({
  ...draft,
  key,
  versionId: bucket.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null',
  sequencer: s3.sequence.next(),
  lastModified: s3.context.now().toISOString(),
});

export const preconditionFailed = (condition: string) =>
  new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    'Sender',
    { xml: { Condition: condition } },
  );

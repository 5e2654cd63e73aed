import type { ServiceRequest } from '../../../gateway/types';
import type { Bucket, QueueNotification, Version } from '../model';
import { formEncoded } from '../object-key';

/** The bucket's notifications that an event on this key is for. */
export const interested = (bucket: Bucket, eventName: string, key: string): QueueNotification[] =>
  bucket.notifications.filter(
    ({ event, prefix, suffix }) =>
      (event === `s3:${eventName}` ||
        (event.endsWith(':*') && `s3:${eventName}`.startsWith(event.slice(0, -1)))) &&
      key.startsWith(prefix) &&
      key.endsWith(suffix),
  );

/** The event message S3 sends (version 2.1). `principalId` is the caller's ARN here: ids tell a reader nothing. */
export function eventMessage(
  {
    bucket,
    version,
    eventName,
    notification,
  }: {
    bucket: Bucket;
    version: Version;
    eventName: string;
    notification: QueueNotification;
  },
  request: Pick<ServiceRequest, 'id' | 'principal'>,
  region: string,
): string {
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: version.lastModified,
    eventName,
    userIdentity: { principalId: request.principal.arn },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': request.id, 'x-amz-id-2': request.id },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: notification.id,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: request.principal.arn },
        arn: bucket.arn,
      },
      object: {
        key: formEncoded(version.key),
        size: version.size,
        eTag: version.etag,
        ...(version.versionId === 'null' ? {} : { versionId: version.versionId }),
        sequencer: version.sequencer,
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** What S3 sends once when a notification is set up, to see whether it may. */
export const testMessage = (bucket: Bucket, now: Date, id: string): string =>
  JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: now.toISOString(),
    Bucket: bucket.name,
    RequestId: id,
    HostId: id,
  });

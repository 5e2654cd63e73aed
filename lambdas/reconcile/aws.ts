import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Queue } from '../adapters/queue';
import type { Arrivals, ListedObject, ObjectLister } from './missed-drops';

/** Lists the intake bucket, every version. */
export function createObjectLister(s3: S3Client, bucket: string): ObjectLister {
  return {
    async *versions() {
      let page: ListObjectVersionsCommandOutput | undefined;
      do {
        page = await s3.send(
          new ListObjectVersionsCommand({
            Bucket: bucket,
            KeyMarker: page?.NextKeyMarker,
            VersionIdMarker: page?.NextVersionIdMarker,
          }),
        );
        for (const object of page.Versions ?? []) {
          yield {
            key: object.Key ?? '',
            version: object.VersionId ?? 'null',
            bytes: object.Size ?? 0,
            etag: (object.ETag ?? '').replaceAll('"', ''),
            modifiedAt: object.LastModified ?? new Date(0),
          };
        }
      } while (page.IsTruncated);
    },
  };
}

/** The part of an S3 event that receive reads; `reconcile` as the principal says who noticed. */
export function createArrivals(queue: Queue<object>, bucket: string): Arrivals {
  const record = (object: ListedObject) => ({
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    eventTime: object.modifiedAt.toISOString(),
    userIdentity: { principalId: 'reconcile' },
    s3: {
      bucket: { name: bucket },
      object: {
        key: encodeURIComponent(object.key).replaceAll('%20', '+'),
        size: object.bytes,
        eTag: object.etag,
        versionId: object.version,
      },
    },
  });
  return { announce: (object) => queue.send({ Records: [record(object)] }) };
}

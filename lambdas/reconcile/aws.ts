import type { ObjectVersions } from '../adapters/object-versions';
import type { Queue } from '../adapters/queue';
import type { Arrivals, ListedObject, ObjectLister } from './missed-drops';

/** Lists the intake bucket, every version that has content. */
export function createObjectLister(objects: ObjectVersions): ObjectLister {
  return {
    async *versions() {
      for await (const object of objects.list()) if (!object.deleteMarker) yield object;
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

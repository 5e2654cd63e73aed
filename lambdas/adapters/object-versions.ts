import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';

/** One version of one object; a delete marker is a version without content. */
export interface ObjectVersion {
  key: string;
  version: string;
  deleteMarker: boolean;
  bytes: number;
  etag: string;
  modifiedAt: Date;
}

/** All that a versioned bucket holds, and its end. */
export interface ObjectVersions {
  /** Every version and every delete marker under a prefix. */
  list(prefix?: string): AsyncIterable<ObjectVersion>;
  /** Destroys one version for good; one that is gone already is no fault. */
  destroy(key: string, version: string): Promise<void>;
  /** Uploads in parts that never became an object; S3 keeps their parts until it is told otherwise. */
  unfinished(prefix: string): AsyncIterable<{ key: string; upload: string }>;
  abandon(key: string, upload: string): Promise<void>;
}

export function createObjectVersions(s3: S3Client, bucket: string): ObjectVersions {
  return {
    async *list(prefix) {
      let page: ListObjectVersionsCommandOutput | undefined;
      do {
        page = await s3.send(
          new ListObjectVersionsCommand({
            Bucket: bucket,
            Prefix: prefix,
            // keys are untrusted: one with a control character could not be written in XML at all
            EncodingType: 'url',
            KeyMarker: page?.NextKeyMarker && decoded(page.NextKeyMarker),
            VersionIdMarker: page?.NextVersionIdMarker,
          }),
        );
        for (const object of page.Versions ?? []) {
          yield {
            key: decoded(object.Key ?? ''),
            version: object.VersionId ?? 'null',
            deleteMarker: false,
            bytes: object.Size ?? 0,
            etag: (object.ETag ?? '').replaceAll('"', ''),
            modifiedAt: object.LastModified ?? new Date(0),
          };
        }
        for (const marker of page.DeleteMarkers ?? []) {
          yield {
            key: decoded(marker.Key ?? ''),
            version: marker.VersionId ?? 'null',
            deleteMarker: true,
            bytes: 0,
            etag: '',
            modifiedAt: marker.LastModified ?? new Date(0),
          };
        }
      } while (page.IsTruncated);
    },
    async *unfinished(prefix) {
      let page: ListMultipartUploadsCommandOutput | undefined;
      do {
        page = await s3.send(
          new ListMultipartUploadsCommand({
            Bucket: bucket,
            Prefix: prefix,
            KeyMarker: page?.NextKeyMarker,
            UploadIdMarker: page?.NextUploadIdMarker,
          }),
        );
        for (const { Key = '', UploadId = '' } of page.Uploads ?? []) yield { key: Key, upload: UploadId };
      } while (page.IsTruncated);
    },
    async abandon(key, upload) {
      await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: upload }));
    },
    async destroy(key, version) {
      try {
        await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));
      } catch (error) {
        // S3 says in its message which object it refused, and a key may hold a name
        const reason = error instanceof Error ? error.name : typeof error;
        throw new Error(`an object version could not be destroyed: ${reason}`);
      }
    },
  };
}

/** S3 encodes as forms do: '+' is a blank. */
const decoded = (key: string) => decodeURIComponent(key.replaceAll('+', ' '));

import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Clock } from '../shared/clock';
import { lockedSince, type ObjectLock } from './object-lock';

/** One pack as it lies in the bucket. */
export interface StoredPack {
  key: string;
  sha256: string;
  bytes: number;
}

/** Where packs are kept. */
export interface EvidenceBucket {
  /**
   * Uploads a stream of any length in parts; a failure leaves nothing behind.
   *
   * @param locked puts it under Object Lock: only what names nobody, as it can never be erased.
   */
  upload(key: string, content: Readable, locked: boolean): Promise<StoredPack>;
}

/** Two parts of 8 MB in flight are enough for one core, and bound memory. S3 allows 10,000 parts: 80 GB. */
const PART_BYTES = 8 * 1024 * 1024;

export function createEvidenceBucket(
  s3: S3Client,
  bucket: string,
  lock: ObjectLock,
  clock: Clock,
): EvidenceBucket {
  return {
    async upload(key, content, locked) {
      const hash = createHash('sha256');
      let bytes = 0;
      const body = new PassThrough();
      content.on('data', (chunk: Uint8Array) => {
        hash.update(chunk);
        bytes += chunk.length;
      });
      content.on('error', (error) => body.destroy(error));
      content.pipe(body);
      const upload = new Upload({
        client: s3,
        params: {
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentType: 'application/zip',
          ...(locked && lockedSince(clock.now(), lock)),
        },
        partSize: PART_BYTES,
        queueSize: 2,
      });
      await upload.done();
      return { key, sha256: hash.digest('hex'), bytes };
    },
  };
}

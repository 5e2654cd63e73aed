import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { HeadObjectCommand, NotFound, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { EmbeddedAws } from '../../local';

/** One file as it lies in the intake bucket. */
export interface Dropped {
  key: string;
  version: string;
}

/** Drops a file as the responder would with `aws s3 cp`. What lies there already with the same bytes stays. */
export async function drop(aws: EmbeddedAws, incident: string, file: string): Promise<Dropped> {
  const s3 = new S3Client({
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: aws.operator('responder'),
  });
  const bucket = aws.outputs.IntakeBucket ?? '';
  const key = `${incident}/${path.basename(file)}`;
  const sha256 = await hashOf(file);
  try {
    const there = await findSame(s3, bucket, key, sha256);
    if (there) return { key, version: there };
    const upload = new Upload({
      client: s3,
      params: { Bucket: bucket, Key: key, Body: createReadStream(file), Metadata: { sha256 } },
    });
    const { VersionId } = await upload.done();
    return { key, version: VersionId ?? 'null' };
  } finally {
    s3.destroy();
  }
}

async function findSame(
  s3: S3Client,
  bucket: string,
  key: string,
  sha256: string,
): Promise<string | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return head.Metadata?.sha256 === sha256 ? head.VersionId : undefined;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

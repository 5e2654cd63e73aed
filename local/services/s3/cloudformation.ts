import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResourceHandlers } from '../../cloudformation/types';
import type { PolicyDocument } from '../../iam/types';
import type { Deliveries } from '../../lambda/types';
import { configured } from './bucket-properties';
import type { S3 } from './call';
import { testMessage } from './events/notification';
import type { Bucket } from './model';
import { makeDirectory, writeWhole } from './storage/files';
import { ObjectStore } from './storage/object-store';

/** What a bucket remembers of itself between boots. */
interface BucketFile {
  createdAt: string;
  /** Digest of the notifications whose destinations were tried out. */
  tried?: string;
}

/** AWS::S3::Bucket and AWS::S3::BucketPolicy. */
export function bucketHandlers(s3: S3, deliveries: Deliveries): ResourceHandlers {
  return {
    'AWS::S3::Bucket': async (request) => {
      const name = String(request.properties.BucketName ?? request.physicalName(63));
      const directory = join(s3.context.directory, 'buckets', name);
      makeDirectory(directory);
      const path = join(directory, 'bucket.json');
      const file: BucketFile = existsSync(path)
        ? (JSON.parse(readFileSync(path, 'utf8')) as BucketFile)
        : { createdAt: s3.context.now().toISOString() };
      const bucket: Bucket = {
        ...configured(request, s3.keys),
        name,
        arn: `arn:aws:s3:::${name}`,
        createdAt: file.createdAt,
        objects: new ObjectStore(join(directory, 'objects'), s3.sequence),
      };
      const tried = await tryDestinations(s3, bucket, deliveries, file.tried);
      writeWhole(path, { createdAt: file.createdAt, tried } satisfies BucketFile);
      s3.buckets.set(name, bucket);
      s3.outbox.resume(name);
      return { ref: name, attributes: attributes(s3, bucket) };
    },
    'AWS::S3::BucketPolicy': ({ properties, stack, logicalId }) => {
      const bucket = s3.buckets.get(String(properties.Bucket));
      if (!bucket) throw new Error(`${stack}/${logicalId}: there is no bucket ${properties.Bucket}`);
      bucket.policy = properties.PolicyDocument as PolicyDocument;
      return { ref: bucket.name, attributes: {} };
    },
  };
}

/** Sends S3's test event when the notifications are new, so that a queue which refuses S3 fails the boot. */
async function tryDestinations(s3: S3, bucket: Bucket, deliveries: Deliveries, before?: string) {
  const now = createHash('sha256').update(JSON.stringify(bucket.notifications)).digest('hex');
  if (now === before) return now;
  for (const { queueArn } of bucket.notifications) {
    try {
      await deliveries.sendToQueue(queueArn, testMessage(bucket, s3.context.now(), s3.sequence.next()), {
        service: 's3.amazonaws.com',
        sourceArn: bucket.arn,
      });
    } catch (error) {
      throw new Error(`bucket ${bucket.name}: its notifications cannot reach ${queueArn}`, { cause: error });
    }
  }
  return now;
}

function attributes(s3: S3, { name, arn }: Bucket): Record<string, string> {
  const { endpoint, region } = s3.context;
  return {
    Arn: arn,
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    WebsiteURL: `${endpoint}/${name}`,
  };
}

import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Duration, type RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** The only part of bucket properties that callers choose. */
export interface SecureBucketProps extends Pick<BucketProps, 'lifecycleRules' | 'objectLockEnabled'> {
  key: IKey;
  accessLogs: Bucket;
  removal: RemovalPolicy;
}

/** Versioned, encrypted with our key, no public access, TLS only, access logged. */
export class SecureBucket extends Bucket {
  constructor(scope: Construct, id: string, { key, accessLogs, removal, ...props }: SecureBucketProps) {
    super(scope, id, {
      ...props,
      versioned: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      // One call to KMS per bucket and hour instead of one per object.
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      removalPolicy: removal,
    });
    (this.node.defaultChild as CfnBucket).overrideLogicalId(id);
  }
}

/**
 * Takes the other buckets' access logs. They name object keys, which are untrusted and may hold names, so they go
 * as soon as raw files do. S3 writes such logs only to a bucket with its own keys.
 */
export class AccessLogBucket extends Bucket {
  constructor(scope: Construct, id: string, props: { days: number; removal: RemovalPolicy }) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: Duration.days(props.days) }],
      removalPolicy: props.removal,
    });
    (this.node.defaultChild as CfnBucket).overrideLogicalId(id);
  }
}

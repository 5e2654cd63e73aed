import type { ResourceRequest } from '../../cloudformation/types';
import { NotImplemented } from '../../gateway/errors';
import type { KeyUse } from '../kms/key-use';
import type { Bucket, Encryption, LifecycleRule, QueueNotification, Retention } from './model';

/** Understood, or without meaning on one computer (public access, ownership, logs, tags). */
const ACCEPTED = new Set([
  'BucketName',
  'BucketEncryption',
  'VersioningConfiguration',
  'LifecycleConfiguration',
  'NotificationConfiguration',
  'ObjectLockEnabled',
  'ObjectLockConfiguration',
  'PublicAccessBlockConfiguration',
  'OwnershipControls',
  'LoggingConfiguration',
  'CorsConfiguration',
  'Tags',
]);

interface BucketProperties {
  BucketEncryption?: {
    ServerSideEncryptionConfiguration: {
      ServerSideEncryptionByDefault?: { SSEAlgorithm: string; KMSMasterKeyID?: string };
      BucketKeyEnabled?: boolean;
    }[];
  };
  VersioningConfiguration?: { Status: 'Enabled' | 'Suspended' };
  LifecycleConfiguration?: { Rules: RuleProperties[] };
  NotificationConfiguration?: {
    QueueConfigurations?: {
      Event: string;
      Queue: string;
      Filter?: { S3Key: { Rules: { Name: string; Value: string }[] } };
    }[];
  };
  ObjectLockEnabled?: boolean;
  ObjectLockConfiguration?: {
    Rule?: { DefaultRetention?: { Mode: Retention['mode']; Days?: number; Years?: number } };
  };
}

interface RuleProperties {
  Status: string;
  Prefix?: string;
  TagFilters?: unknown[];
  ExpirationInDays?: number;
  NoncurrentVersionExpiration?: { NoncurrentDays: number };
  NoncurrentVersionExpirationInDays?: number;
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number };
}

export type Configured = Omit<Bucket, 'name' | 'arn' | 'createdAt' | 'objects' | 'policy'>;

/** Reads AWS::S3::Bucket. @throws NotImplemented for a property that would change what the bucket does. */
export function configured(request: ResourceRequest, keys: KeyUse): Configured {
  for (const name of Object.keys(request.properties)) {
    if (!ACCEPTED.has(name)) throw new NotImplemented(`${name} of the bucket ${request.logicalId}`);
  }
  const properties = request.properties as BucketProperties;
  const retention = properties.ObjectLockConfiguration?.Rule?.DefaultRetention;
  return {
    versioning: properties.ObjectLockEnabled ? 'Enabled' : properties.VersioningConfiguration?.Status,
    encryption: encryption(properties, keys),
    notifications: notifications(properties),
    lifecycle: (properties.LifecycleConfiguration?.Rules ?? [])
      .filter(({ Status }) => Status === 'Enabled')
      .map(lifecycleRule),
    objectLock: properties.ObjectLockEnabled ?? false,
    defaultRetention: retention && {
      mode: retention.Mode,
      days: retention.Days ?? (retention.Years ?? 0) * 365,
    },
  };
}

function encryption({ BucketEncryption }: BucketProperties, keys: KeyUse): Encryption {
  const [rule] = BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const byDefault = rule?.ServerSideEncryptionByDefault;
  if (byDefault?.SSEAlgorithm !== 'aws:kms') return { algorithm: 'AES256' };
  return {
    algorithm: 'aws:kms',
    keyArn: byDefault.KMSMasterKeyID && keys.arnOf(byDefault.KMSMasterKeyID),
    bucketKey: rule?.BucketKeyEnabled ?? false,
  };
}

function notifications({ NotificationConfiguration }: BucketProperties): QueueNotification[] {
  const other = Object.keys(NotificationConfiguration ?? {}).find((name) => name !== 'QueueConfigurations');
  if (other) throw new NotImplemented(`${other} of a bucket`);
  return (NotificationConfiguration?.QueueConfigurations ?? []).map(({ Event, Queue, Filter }, at) => {
    if (!Event.startsWith('s3:ObjectCreated:')) throw new NotImplemented(`The bucket event ${Event}`);
    const value = (name: string) =>
      Filter?.S3Key.Rules.find((rule) => rule.Name.toLowerCase() === name)?.Value ?? '';
    return {
      id: `notification-${at + 1}`,
      queueArn: Queue,
      event: Event,
      prefix: value('prefix'),
      suffix: value('suffix'),
    };
  });
}

function lifecycleRule(rule: RuleProperties): LifecycleRule {
  if (rule.TagFilters?.length) throw new NotImplemented('A lifecycle rule with tags');
  return {
    prefix: rule.Prefix ?? '',
    expirationDays: rule.ExpirationInDays,
    noncurrentDays:
      rule.NoncurrentVersionExpiration?.NoncurrentDays ?? rule.NoncurrentVersionExpirationInDays,
    abortUploadsAfterDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  };
}

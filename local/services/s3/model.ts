import type { PolicyDocument } from '../../iam/types';
import type { ObjectStore } from './storage/object-store';

export interface Encryption {
  algorithm: 'AES256' | 'aws:kms';
  keyArn?: string;
  bucketKey?: boolean;
}

export interface Retention {
  mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** RFC 3339 UTC. */
  until: string;
}

export interface ObjectChecksum {
  /** `crc32`, `sha256`, ... */
  algorithm: string;
  value: string;
  type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** What a client says about an object, given back with it. */
export interface Described {
  /** Content-Type and the like, by lower-case header name. */
  headers: Record<string, string>;
  /** `x-amz-meta-*` without the prefix. */
  metadata: Record<string, string>;
  encryption: Encryption;
  retention?: Retention;
}

/** One version of an object, or a delete marker; as stored beside its blob. */
export interface Version extends Described {
  key: string;
  /** `null` where the bucket is not versioned. */
  versionId: string;
  /** Orders versions of a key, and names the files. */
  sequencer: string;
  lastModified: string;
  deleteMarker?: boolean;
  size: number;
  /** Without quotes. */
  etag: string;
  checksum?: ObjectChecksum;
  /** Of a multipart upload: so that a repeated Complete finds what the first one made. */
  uploadId?: string;
}

export interface QueueNotification {
  id: string;
  queueArn: string;
  /** `s3:ObjectCreated:*` */
  event: string;
  prefix: string;
  suffix: string;
}

export interface LifecycleRule {
  prefix: string;
  expirationDays?: number;
  noncurrentDays?: number;
  abortUploadsAfterDays?: number;
}

/** A bucket as the template describes it now, with its objects. */
export interface Bucket {
  name: string;
  arn: string;
  createdAt: string;
  versioning?: 'Enabled' | 'Suspended';
  encryption: Encryption;
  notifications: QueueNotification[];
  lifecycle: LifecycleRule[];
  objectLock: boolean;
  defaultRetention?: { mode: Retention['mode']; days: number };
  policy?: PolicyDocument;
  objects: ObjectStore;
}

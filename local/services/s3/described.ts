import { NotImplemented } from '../../gateway/errors';
import { type Call, header, invalidArgument, invalidRequest } from './call';
import type { Described, Encryption, Retention, Version } from './model';

/** Standard headers that S3 keeps with an object. */
const KEPT = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
const META = 'x-amz-meta-';
const MAX_METADATA = 2048;

/** Changes what is stored or who may read it; taking these and doing nothing would be a lie. */
const NOT_OFFERED =
  /^x-amz-(grant-.*|website-redirect-location|tagging|server-side-encryption-customer-.*|write-offset-bytes|object-lock-legal-hold)$/;
const HARMLESS_ACLS = new Set(['private', 'bucket-owner-full-control']);

/** Reads what a PUT, a copy or a new upload says about its object; the bucket's defaults fill the rest. */
export function describedBy(call: Call): Described {
  const { headers } = call.request;
  const refused = Object.keys(headers).find((name) => NOT_OFFERED.test(name));
  if (refused) throw new NotImplemented(`The S3 header ${refused}`);
  if (!HARMLESS_ACLS.has(header(call, 'x-amz-acl') ?? 'private')) throw new NotImplemented('S3 ACLs');
  if ((header(call, 'x-amz-storage-class') ?? 'STANDARD') !== 'STANDARD') {
    throw new NotImplemented('S3 storage classes');
  }
  return { ...nature(call), encryption: encryptionOf(call), retention: retentionOf(call) };
}

/** Content headers and metadata alone. */
export function nature(call: Call): Pick<Described, 'headers' | 'metadata'> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const name of Object.keys(call.request.headers)) {
    const value = header(call, name)!;
    if (KEPT.includes(name)) kept[name] = value;
    if (!name.startsWith(META)) continue;
    metadata[name.slice(META.length)] = value;
    size += name.length - META.length + value.length;
  }
  if (size > MAX_METADATA)
    throw invalidArgument('Your metadata headers exceed the maximum allowed metadata size');
  return { headers: kept, metadata };
}

function encryptionOf(call: Call): Encryption {
  const asked = header(call, 'x-amz-server-side-encryption');
  if (asked === undefined) return call.bucket.encryption;
  if (asked === 'AES256') return { algorithm: 'AES256' };
  if (asked !== 'aws:kms') throw new NotImplemented(`S3 encryption ${asked}`);
  const key = header(call, 'x-amz-server-side-encryption-aws-kms-key-id') ?? call.bucket.encryption.keyArn;
  return {
    algorithm: 'aws:kms',
    keyArn: key && call.s3.keys.arnOf(key),
    bucketKey: header(call, 'x-amz-server-side-encryption-bucket-key-enabled')?.toLowerCase() === 'true',
  };
}

function retentionOf(call: Call): Retention | undefined {
  const mode = header(call, 'x-amz-object-lock-mode');
  const until = header(call, 'x-amz-object-lock-retain-until-date');
  const now = call.s3.context.now();
  if (mode === undefined && until === undefined) {
    const byDefault = call.bucket.defaultRetention;
    return byDefault && { mode: byDefault.mode, until: addDays(now, byDefault.days) };
  }
  if (mode === undefined || until === undefined) {
    throw invalidArgument(
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  }
  return checkedRetention(call, mode, until);
}

/** @throws when the bucket has no Object Lock, the mode is unknown or the date is past. */
export function checkedRetention(call: Call, mode: string | undefined, until: string | undefined): Retention {
  if (!call.bucket.objectLock) throw invalidRequest('Bucket is missing Object Lock Configuration');
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') throw invalidArgument('Unknown wormMode directive');
  const time = new Date(until ?? '').getTime();
  if (Number.isNaN(time)) throw invalidArgument('The retain until date must be provided in ISO 8601 format');
  if (time <= call.s3.context.now().getTime())
    throw invalidArgument('The retain until date must be in the future!');
  return { mode, until: new Date(time).toISOString() };
}

const addDays = (from: Date, days: number) => new Date(from.getTime() + days * 86_400_000).toISOString();

/** `x-amz-server-side-encryption...`, as every answer about an object carries. */
export const encryptionHeaders = ({ algorithm, keyArn, bucketKey }: Encryption): Record<string, string> => ({
  'x-amz-server-side-encryption': algorithm,
  ...(keyArn && { 'x-amz-server-side-encryption-aws-kms-key-id': keyArn }),
  ...(bucketKey && { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' }),
});

/** What a write answers. */
export const writtenHeaders = (version: Version): Record<string, string> => ({
  etag: `"${version.etag}"`,
  ...(version.versionId !== 'null' && { 'x-amz-version-id': version.versionId }),
  ...encryptionHeaders(version.encryption),
  ...checksumHeaders(version),
});

export const checksumHeaders = ({ checksum }: Version): Record<string, string> =>
  checksum
    ? { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type }
    : {};

/** What reading or heading an object answers, without its length. */
export const describedHeaders = (version: Version): Record<string, string> => ({
  ...version.headers,
  ...Object.fromEntries(Object.entries(version.metadata).map(([name, value]) => [META + name, value])),
  'accept-ranges': 'bytes',
  'last-modified': new Date(version.lastModified).toUTCString(),
  etag: `"${version.etag}"`,
  ...(version.versionId !== 'null' && { 'x-amz-version-id': version.versionId }),
  ...encryptionHeaders(version.encryption),
  ...(version.retention && {
    'x-amz-object-lock-mode': version.retention.mode,
    'x-amz-object-lock-retain-until-date': version.retention.until,
  }),
});

import type { S3 } from './call';
import { commitMarker } from './commit';
import type { Bucket, LifecycleRule, Version } from './model';

const DAY_MS = 86_400_000;

/** Applies every bucket's lifecycle rules once, as S3 does within a day. What is locked stays. */
export function applyLifecycle(s3: S3): void {
  for (const bucket of s3.buckets.values()) {
    for (const rule of bucket.lifecycle) applyRule(s3, bucket, rule);
  }
}

function applyRule(s3: S3, bucket: Bucket, rule: LifecycleRule): void {
  const now = s3.context.now().getTime();
  const past = (since: string, days: number | undefined) =>
    days !== undefined && new Date(since).getTime() + days * DAY_MS <= now;

  for (const [key, versions] of [...bucket.objects.from(rule.prefix)]) {
    if (!key.startsWith(rule.prefix)) break;
    const [latest, ...older] = versions as [Version, ...Version[]];
    let successor = latest;
    for (const version of older) {
      // A version counts as noncurrent from the day its successor was made.
      if (past(successor.lastModified, rule.noncurrentDays)) drop(bucket, version, now);
      successor = version;
    }
    if (latest.deleteMarker) {
      if (rule.expirationDays !== undefined && bucket.objects.versions(key).length === 1) {
        bucket.objects.remove(latest);
      }
    } else if (past(latest.lastModified, rule.expirationDays)) {
      if (bucket.versioning) commitMarker(s3, bucket, key);
      else drop(bucket, latest, now);
    }
  }
  for (const upload of s3.uploads.list(bucket.name)) {
    if (upload.key.startsWith(rule.prefix) && past(upload.initiatedAt, rule.abortUploadsAfterDays)) {
      s3.uploads.remove(upload);
    }
  }
}

function drop(bucket: Bucket, version: Version, now: number): void {
  const locked = version.retention && new Date(version.retention.until).getTime() > now;
  if (!locked) bucket.objects.remove(version);
}

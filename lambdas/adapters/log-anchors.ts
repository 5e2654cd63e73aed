import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';

/** The head of an incident's log at a moment: whoever shows a log later must show this entry in it. */
export interface LogAnchor {
  incident: string;
  sequence: number;
  hash: string;
  /** Time of the entry. */
  at: string;
  anchoredAt: string;
}

export interface LogAnchors {
  /** Writes the anchor where nobody can change or delete it. One that is there already stays as it is. */
  put(anchor: LogAnchor): Promise<void>;
}

export interface AnchorLock {
  /** Governance lets an administrator with a right of its own end the lock; compliance lets nobody. */
  mode: 'GOVERNANCE' | 'COMPLIANCE';
  days: number;
}

const DAY = 86_400_000;

/** Keeps anchors as `anchors/<incident>/<sequence>.json` under Object Lock. They hold no personal data. */
export function createLogAnchors(s3: S3Client, bucket: string, lock: AnchorLock): LogAnchors {
  return {
    async put(anchor) {
      const sequence = String(anchor.sequence).padStart(12, '0');
      try {
        await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: `anchors/${anchor.incident}/${sequence}.json`,
            Body: `${JSON.stringify(anchor, null, 2)}\n`,
            ContentType: 'application/json',
            IfNoneMatch: '*',
            ObjectLockMode: lock.mode,
            ObjectLockRetainUntilDate: new Date(Date.parse(anchor.anchoredAt) + lock.days * DAY),
          }),
        );
      } catch (error) {
        if (!(error instanceof S3ServiceException && error.name === 'PreconditionFailed')) throw error;
      }
    },
  };
}

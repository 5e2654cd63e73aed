import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { lockedSince, type ObjectLock } from './object-lock';
import { newestEntry } from './register/log';
import type { RegisterTable } from './register/table';

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

/** Keeps anchors as `anchors/<incident>/<sequence>.json` under Object Lock. They hold no personal data. */
export function createLogAnchors(s3: S3Client, bucket: string, lock: ObjectLock): LogAnchors {
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
            ...lockedSince(new Date(anchor.anchoredAt), lock),
          }),
        );
      } catch (error) {
        if (!(error instanceof S3ServiceException && error.name === 'PreconditionFailed')) throw error;
      }
    },
  };
}

/**
 * Anchors the newest entry of an incident's log, and so all before it.
 *
 * @param known the entry that is anchored already.
 * @returns the newest entry's number, 0 while the log is empty.
 */
export async function anchorHead(
  { table, anchors }: { table: Pick<RegisterTable, 'query' | 'put'>; anchors: LogAnchors },
  incident: string,
  anchoredAt: string,
  known?: number,
): Promise<number> {
  const head = await newestEntry(table, incident);
  if (!head) return 0;
  const { sequence, hash, at } = head;
  if (sequence !== known) await anchors.put({ incident, sequence, hash, at, anchoredAt });
  return sequence;
}

import { GetObjectCommand, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { anchorKey, anchorPrefix, type KeptAnchor, type LogAnchor } from '../domain/evidence/anchors';
import { lockedSince, type ObjectLock } from './object-lock';
import { createObjectVersions } from './object-versions';
import { newestEntry } from './register/log';
import type { RegisterTable } from './register/table';

export interface LogAnchors {
  /** Writes the anchor where nobody can change or delete it. One that is there already stays as it is. */
  put(anchor: LogAnchor): Promise<void>;
  /** Every version of every anchor of an incident, in the order of the log; also what hides behind a delete marker. */
  list(incident: string): Promise<KeptAnchor[]>;
}

const Anchor = z.object({
  incident: z.string(),
  sequence: z.number(),
  hash: z.string(),
  at: z.iso.datetime(),
  anchoredAt: z.iso.datetime(),
}) satisfies z.ZodType<LogAnchor>;

/** Keeps anchors as `anchors/<incident>/<sequence>.json` under Object Lock. They hold no personal data. */
export function createLogAnchors(s3: S3Client, bucket: string, lock: ObjectLock): LogAnchors {
  const versions = createObjectVersions(s3, bucket);
  async function read(key: string, version: string): Promise<LogAnchor | undefined> {
    const named = { Bucket: bucket, Key: key, VersionId: version };
    const { Body } = await s3.send(new GetObjectCommand(named));
    return anchorIn((await Body?.transformToString()) ?? '');
  }
  return {
    async list(incident) {
      const kept: KeptAnchor[] = [];
      for await (const { key, version, deleteMarker, modifiedAt } of versions.list(anchorPrefix(incident))) {
        if (deleteMarker) continue;
        kept.push({ key, version, storedAt: modifiedAt.toISOString(), ...(await read(key, version)) });
      }
      return kept;
    },
    async put(anchor) {
      try {
        await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: anchorKey(anchor.incident, anchor.sequence),
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

/** Something else may have been put in an anchor's place: that is for whoever holds it against the log to say. */
function anchorIn(text: string): LogAnchor | undefined {
  try {
    return Anchor.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Anchors the newest entry of an incident's log, and so all before it.
 *
 * @param known the entry that is anchored already.
 * @returns the newest entry's number, 0 while the log is empty.
 */
export async function anchorHead(
  { table, anchors }: { table: Pick<RegisterTable, 'query' | 'put'>; anchors: Pick<LogAnchors, 'put'> },
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

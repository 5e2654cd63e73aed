import type { S3EventRecord, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from '../shared/logger';
import { decodeObjectKey } from '../shared/object-key';
import { type Custody, takeCustody } from './take-custody';

/** S3's own messages: notifications, and one test message when the notification is set up. */
interface Arrival {
  Event?: string;
  Records?: S3EventRecord[];
}

/** Takes each arrival into custody; a message fails as a whole and comes again, repeats change nothing. */
export function createHandler(custody: Custody) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    const counts: Record<string, number> = {};
    for (const record of event.Records) {
      try {
        for (const result of await receive(custody, record)) counts[result] = (counts[result] ?? 0) + 1;
      } catch (error) {
        batchItemFailures.push({ itemIdentifier: record.messageId });
        logFailure(custody.log, error);
      }
    }
    custody.log.info('arrivals taken', { ...counts, failed: batchItemFailures.length });
    return { batchItemFailures };
  };
}

async function receive(custody: Custody, message: SQSRecord): Promise<string[]> {
  const arrival = JSON.parse(message.body) as Arrival;
  if (arrival.Event === 's3:TestEvent') return ['test'];
  const results: string[] = [];
  for (const { s3, eventName, eventTime, userIdentity } of arrival.Records ?? []) {
    if (!eventName.includes('ObjectCreated')) continue;
    const key = decodeObjectKey(s3.object.key);
    const isFolder = key.endsWith('/') && (s3.object.size ?? 0) === 0;
    if (isFolder) {
      results.push('folders');
      continue;
    }
    results.push(
      await takeCustody(custody, {
        bucket: s3.bucket.name,
        key,
        version: s3.object.versionId ?? 'null',
        bytes: s3.object.size ?? 0,
        etag: s3.object.eTag ?? '',
        droppedAt: eventTime,
        droppedBy: userIdentity?.principalId ?? 'unknown',
      }),
    );
  }
  return results;
}

/** An AWS error's message may name the object, and its key may hold a name: only the kind of failure is logged. */
function logFailure(log: Log, error: unknown): void {
  log.error('arrival failed', { reason: error instanceof Error ? error.name : typeof error });
}

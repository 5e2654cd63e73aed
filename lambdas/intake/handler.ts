import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Log } from '../shared/logger';
import { type Intake, readSlice } from './read-slice';

const Message = z.object({
  incident: z.string().min(1),
  drop: z.string().min(1),
  slice: z.int().positive(),
});

/** One message, one slice of one file. A failure is retried by the queue and goes on from the last checkpoint. */
export function createHandler(intake: Intake) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of event.Records) {
      try {
        await readSlice(intake, Message.parse(JSON.parse(record.body)));
      } catch (error) {
        batchItemFailures.push({ itemIdentifier: record.messageId });
        logFailure(intake.log, error);
      }
    }
    return { batchItemFailures };
  };
}

/** Messages of errors may quote the file or name the object; the kind and the place of a failure do not. */
function logFailure(log: Log, error: unknown): void {
  const places =
    error instanceof Error ? error.stack?.split('\n').filter((line) => line.startsWith('    at ')) : [];
  log.error('slice failed', {
    reason: error instanceof Error ? error.name : typeof error,
    places: places?.slice(0, 5),
  });
}

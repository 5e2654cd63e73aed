import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSHandler, SQSRecord } from 'aws-lambda';
import { arrivalsOf } from './arrival';
import { type Custodian, takeCustody } from './take-custody';

/** Takes custody of what each S3 event names; a message that fails comes again, the others do not. */
export function createHandler(custodian: Custodian): SQSHandler {
  const processor = new BatchProcessor(EventType.SQS);
  return (event, context) =>
    processPartialResponse(
      event,
      async ({ body }: SQSRecord) => {
        try {
          for (const arrival of arrivalsOf(body)) await takeCustody(custodian, arrival);
        } catch (error) {
          // An error's message may name the object, and a key may hold a name: the kind of failure is enough.
          custodian.log.error('arrival failed', {
            reason: error instanceof Error ? error.name : typeof error,
          });
          throw error;
        }
      },
      processor,
      { context, throwOnFullBatchFailure: false },
    );
}

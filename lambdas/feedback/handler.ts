import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Log } from '../shared/logger';
import type { Received } from './apply-events';
import { readSesEvent } from './ses-event';

/** Applies the events of one incident. @returns the ids of the messages that must come again. */
export type ApplyEvents = (incident: string, received: readonly Received[]) => Promise<string[]>;

/**
 * Takes SES's events off their queue, a hundred at a time; only those that failed come again. A body is never
 * logged: it holds an address.
 */
export function createHandler(apply: ApplyEvents, log: Log) {
  return async (
    { Records }: SQSEvent,
    context?: Pick<Context, 'invokedFunctionArn'>,
  ): Promise<SQSBatchResponse> => {
    const account = context?.invokedFunctionArn?.split(':')[4];
    const failed: string[] = [];
    const byIncident = new Map<string, Received[]>();
    let foreign = 0;
    for (const { messageId: id, body } of Records) {
      try {
        const event = readSesEvent(body, account);
        if (event === 'foreign') foreign++;
        else
          byIncident.set(event.incident, [
            ...(byIncident.get(event.incident) ?? []),
            { id, raw: body, event },
          ]);
      } catch (error) {
        log.error('a message on the feedback queue is no SES event', { why: (error as Error).message });
        failed.push(id);
      }
    }
    if (foreign > 0) log.info('events of other mail let go', { events: foreign });
    for (const [incident, received] of byIncident) {
      failed.push(...(await applyOrFail(apply, incident, received, log)));
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** What fails as a whole, before any single event is at fault, fails for all events of that incident. */
async function applyOrFail(
  apply: ApplyEvents,
  incident: string,
  received: Received[],
  log: Log,
): Promise<string[]> {
  try {
    return await apply(incident, received);
  } catch (error) {
    log.error('events could not be stored and come again', {
      incident,
      events: received.length,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return received.map(({ id }) => id);
  }
}

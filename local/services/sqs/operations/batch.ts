import { AccessDenied, ServiceError } from '../../../gateway/errors';

export interface Entry {
  Id: string;
}

interface Failed extends Entry {
  SenderFault: boolean;
  Code: string;
  Message: string;
}

const MAX_ENTRIES = 10;

/** Runs each entry by itself: one that fails leaves the others alone. */
export function runBatch<Request extends Entry, Result extends Entry>(
  entries: readonly Request[],
  run: (entry: Request) => Result,
): { Successful: Result[]; Failed: Failed[] } {
  checkEntries(entries);
  const outcome: { Successful: Result[]; Failed: Failed[] } = { Successful: [], Failed: [] };
  for (const entry of entries) {
    try {
      outcome.Successful.push(run(entry));
    } catch (error) {
      if (!(error instanceof ServiceError) || error instanceof AccessDenied) throw error;
      const { code, message, fault } = error;
      outcome.Failed.push({ Id: entry.Id, SenderFault: fault === 'Sender', Code: code, Message: message });
    }
  }
  return outcome;
}

function checkEntries(entries: readonly Entry[]): void {
  if (entries.length === 0) {
    throw new ServiceError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MAX_ENTRIES) {
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id))) {
    throw new ServiceError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new ServiceError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  }
}

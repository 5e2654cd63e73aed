import type { Message } from '../../services/sqs';
import type { Invocation } from '../types';

/**
 * Which messages of a batch are done with and leave the queue; the others come again when their visibility
 * time-out is over.
 *
 * An error fails all of them, and so does an answer that cannot be understood: a bad list must not delete what it
 * may have meant. On a FIFO queue everything of a group after a failed message has failed too, else it would
 * overtake it.
 */
export function doneOf<Batch extends Pick<Message, 'id' | 'group' | 'seq'>>(
  outcome: Invocation,
  batch: readonly Batch[],
  mapping: { reportsFailures: boolean; fifo: boolean },
): Batch[] {
  if ('error' in outcome) return [];
  if (!mapping.reportsFailures) return [...batch];
  const failed = failedIds(outcome.payload);
  const ids = new Set(batch.map(({ id }) => id));
  if (!failed || failed.some((id) => !ids.has(id))) return [];
  return mapping.fifo
    ? untilFirstFailure(batch, new Set(failed))
    : batch.filter(({ id }) => !failed.includes(id));
}

/** @returns undefined when the answer is malformed. */
function failedIds(payload: unknown): string[] | undefined {
  if (payload === null || payload === undefined) return [];
  if (typeof payload !== 'object') return undefined;
  const failures = (payload as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === null || failures === undefined) return [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((failure) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return ids.every((id) => typeof id === 'string' && id !== '') ? (ids as string[]) : undefined;
}

function untilFirstFailure<Batch extends Pick<Message, 'id' | 'group'>>(
  batch: readonly Batch[],
  failed: ReadonlySet<string>,
): Batch[] {
  const stopped = new Set<string | undefined>();
  return batch.filter(({ id, group }) => {
    if (failed.has(id)) stopped.add(group);
    return !stopped.has(group);
  });
}

import type { Operation, Parts } from './call';
import { moveTaskOperations } from './move-tasks';
import { queueOperations } from './queues';
import { receiveOperations } from './receive';
import { sendOperations } from './send';
import { settleOperations } from './settle';

/** Every SQS operation of the embedded AWS, by name. */
export function createOperations(parts: Parts): Map<string, Operation> {
  return new Map(
    Object.entries({
      ...sendOperations(parts),
      ...receiveOperations(parts),
      ...settleOperations(parts),
      ...queueOperations(parts),
      ...moveTaskOperations(parts),
    }),
  );
}

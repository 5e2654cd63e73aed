import type { ScheduledHandler } from 'aws-lambda';
import { ConditionLost } from '../shared/errors';
import { type Reconciler, reconcile } from './reconcile';

/** Runs one tick. Losing a race against an overlapping tick is no failure: the other one did the work. */
export function createHandler(reconciler: Reconciler): ScheduledHandler {
  return async () => {
    try {
      await reconcile(reconciler);
    } catch (error) {
      if (!isLostRace(error)) throw error;
      reconciler.log.info('an overlapping tick was quicker');
    }
  };
}

function isLostRace(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isLostRace);
  return error instanceof ConditionLost;
}

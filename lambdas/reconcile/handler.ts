import type { ScheduledHandler } from 'aws-lambda';
import { type Reconciler, reconcile } from './reconcile';

/** One tick a minute. What it throws rings the alarm of failed invocations; the next tick tries again. */
export function createHandler(reconciler: Reconciler): ScheduledHandler {
  return () => reconcile(reconciler);
}

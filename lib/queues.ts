import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { WorkQueue } from './constructs/work-queue';
import type { Alarms } from './monitoring/alarms';

/** A slice is 4 minutes; the fifth is for its last write and for handing over. */
export const SLICE_TIMEOUT = Duration.minutes(5);
/** All that Lambda allows: a pack is one stream from the register into one object. */
export const EXPORT_TIMEOUT = Duration.minutes(15);
export const FEEDBACK_TIMEOUT = Duration.minutes(1);

/** The four queues of the pipeline stack. Apart from the stages, because several stages send to each. */
export class Queues extends Construct {
  /** group = incident: one reader an incident. */
  readonly files: WorkQueue;
  /** group = incident and lane: one sender a lane. */
  readonly dispatch: WorkQueue;
  /** SES's own events. The only queue with addresses in it: our key, four days, dead letters too. */
  readonly feedback: WorkQueue;
  readonly exports: WorkQueue;

  constructor(scope: Construct, alarms: Alarms, key: IKey) {
    super(scope, 'Queues');
    const slices = { alarms, readerTimeout: SLICE_TIMEOUT, attempts: 3, lateAfter: Duration.minutes(15) };
    this.files = new WorkQueue(this, 'Files', {
      ...slices,
      name: 'files',
      impact: 'A file is not being read to its end, so its people are not yet known.',
      fifo: true,
    });
    this.dispatch = new WorkQueue(this, 'Dispatch', {
      ...slices,
      name: 'dispatch',
      impact: 'A lane has stopped sending; its people are still pending until reconcile starts it again.',
      fifo: true,
    });
    this.exports = new WorkQueue(this, 'Exports', {
      ...slices,
      readerTimeout: EXPORT_TIMEOUT,
      lateAfter: Duration.minutes(30),
      name: 'exports',
      impact: 'An evidence pack that somebody asked for is not being built.',
    });
    this.feedback = new WorkQueue(this, 'Feedback', {
      alarms,
      name: 'feedback',
      impact: 'Delivery evidence is not in the register; after four days it is gone for good.',
      readerTimeout: FEEDBACK_TIMEOUT,
      key,
      retention: Duration.days(4),
      attempts: 10,
      lateAfter: Duration.minutes(10),
    });
  }

  get all(): WorkQueue[] {
    return [this.files, this.dispatch, this.feedback, this.exports];
  }
}

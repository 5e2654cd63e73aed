import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Alarms } from '../monitoring/alarms';

export interface WorkQueueProps {
  alarms: Alarms;
  /** Lower-case name, used in alarm names: `dispatch`. */
  name: string;
  /** What it means for people when a message ends in the dead-letter queue. */
  impact: string;
  /** The reader's time-out; a message stays invisible 30 s longer. */
  readerTimeout: Duration;
  /** FIFO with message groups. */
  fifo?: boolean;
  /** For queues whose messages can hold personal data; the others are encrypted by SQS's own key. */
  key?: IKey;
  retention?: Duration;
  /** Deliveries before a message is dead. */
  attempts: number;
  /** The oldest message may wait this long before somebody should look. */
  lateAfter: Duration;
}

/** A queue that cannot be made without a dead-letter queue, its alarms, and a sentence on what they mean. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.deadLetters = this.create(`${id}DeadLetters`, props, {
      retentionPeriod: props.retention ?? Duration.days(14),
    });
    this.queue = this.create(`${id}Queue`, props, {
      retentionPeriod: props.retention ?? Duration.days(4),
      visibilityTimeout: props.readerTimeout.plus(Duration.seconds(30)),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.attempts },
    });
    this.addAlarms(props);
  }

  private create(
    id: string,
    { fifo, key }: WorkQueueProps,
    props: ConstructorParameters<typeof Queue>[2],
  ): Queue {
    const queue = new Queue(this, id, {
      ...props,
      ...(fifo && { fifo: true }),
      ...(key
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key, dataKeyReuse: Duration.hours(1) }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
    });
    (queue.node.defaultChild as CfnQueue).overrideLogicalId(id);
    return queue;
  }

  private addAlarms({ alarms, name, impact, lateAfter }: WorkQueueProps): void {
    const period = Duration.minutes(1);
    alarms.add({
      name: `${name}-dead-letters`,
      severity: 'high',
      impact,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      threshold: 1,
    });
    alarms.add({
      name: `${name}-late`,
      severity: 'medium',
      impact: `The ${name} queue is not keeping up: its oldest message has waited ${lateAfter.toHumanString()}.`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      threshold: lateAfter.toSeconds(),
      periods: 3,
    });
  }
}

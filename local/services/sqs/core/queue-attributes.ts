import type { Queue } from './queue';

/** Everything GetQueueAttributes tells, as text. */
export function queueAttributes(queue: Queue): Record<string, string> {
  const { settings } = queue;
  const { ready, inFlight, delayed } = queue.counts();
  const all: Record<string, string | number | boolean | undefined> = {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: ready,
    ApproximateNumberOfMessagesNotVisible: inFlight,
    ApproximateNumberOfMessagesDelayed: delayed,
    VisibilityTimeout: settings.visibilityTimeout,
    DelaySeconds: settings.delay,
    MessageRetentionPeriod: settings.retention,
    MaximumMessageSize: settings.maximumMessageSize,
    ReceiveMessageWaitTimeSeconds: settings.receiveWait,
    SqsManagedSseEnabled: settings.sqsManagedSse,
    KmsMasterKeyId: settings.kmsKeyId,
    Policy: settings.policy && JSON.stringify(settings.policy),
    RedrivePolicy: settings.redrive && JSON.stringify(settings.redrive),
    ...(settings.fifo && {
      FifoQueue: true,
      ContentBasedDeduplication: settings.contentBasedDeduplication,
      DeduplicationScope: settings.deduplicationScope,
    }),
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

import type { Stand } from './stand';

export const BUCKET = 'stack-intake';
export const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:arrivals';

/** A bucket like the template's: versioned unless told otherwise. */
export const createBucket = (stand: Stand, properties: Record<string, unknown> = {}, logicalId = 'Intake') =>
  stand.create('AWS::S3::Bucket', logicalId, {
    VersioningConfiguration: { Status: 'Enabled' },
    ...properties,
  });

export const notifying = (filter: { Name: string; Value: string }[] = []) => ({
  NotificationConfiguration: {
    QueueConfigurations: [
      {
        Event: 's3:ObjectCreated:*',
        Queue: QUEUE,
        Filter: filter.length ? { S3Key: { Rules: filter } } : undefined,
      },
    ],
  },
});

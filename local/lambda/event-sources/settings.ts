import { NotImplemented, ServiceError } from '../../gateway/errors';
import type { QueueConsumer } from '../../services/sqs';
import type { FunctionDefinition } from '../types';

/** AWS::Lambda::EventSourceMapping with Lambda's defaults. */
export interface MappingSettings {
  queueArn: string;
  functionName: string;
  batchSize: number;
  windowSeconds: number;
  /** The function may name the messages that failed. */
  reportsFailures: boolean;
  maximumConcurrency?: number;
}

const KNOWN = new Set([
  'EventSourceArn',
  'FunctionName',
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'FunctionResponseTypes',
  'ScalingConfig',
  'Enabled',
  'Tags',
]);

/** @throws NotImplemented for what we would otherwise ignore. */
export function mappingSettings(properties: Record<string, unknown>): MappingSettings {
  const unknown = Object.keys(properties).find((name) => !KNOWN.has(name));
  if (unknown) throw new NotImplemented(`${unknown} of an event source mapping`);
  const { MaximumConcurrency } = (properties.ScalingConfig ?? {}) as { MaximumConcurrency?: number };
  const settings = {
    queueArn: String(properties.EventSourceArn),
    functionName: String(properties.FunctionName),
    batchSize: Number(properties.BatchSize ?? 10),
    windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    reportsFailures: ((properties.FunctionResponseTypes ?? []) as string[]).includes(
      'ReportBatchItemFailures',
    ),
    maximumConcurrency: MaximumConcurrency === undefined ? undefined : Number(MaximumConcurrency),
  };
  if (!settings.queueArn.includes(':sqs:')) throw new NotImplemented('An event source that is no queue');
  return settings;
}

/** What AWS checks when a mapping is created. @throws ServiceError with its words. */
export function checkMapping(
  mapping: MappingSettings,
  queue: QueueConsumer['settings'],
  definition: FunctionDefinition,
): void {
  const { batchSize, windowSeconds } = mapping;
  if (queue.visibilityTimeout < definition.timeoutSeconds) {
    throw invalid(
      `Queue visibility timeout: ${queue.visibilityTimeout} seconds is less than Function timeout: ${definition.timeoutSeconds} seconds`,
    );
  }
  if (batchSize < 1 || batchSize > 10_000) throw invalid('Batch size must be between 1 and 10000.');
  if (queue.fifo && (batchSize > 10 || windowSeconds > 0)) {
    throw invalid('A FIFO queue allows batches of at most 10 and no batching window.');
  }
  if (batchSize > 10 && windowSeconds < 1) {
    throw invalid(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  if (mapping.maximumConcurrency !== undefined && mapping.maximumConcurrency < 2) {
    throw invalid('MaximumConcurrency must be at least 2.');
  }
}

const invalid = (message: string) => new ServiceError('InvalidParameterValueException', message);

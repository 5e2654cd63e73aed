import type { PolicyDocument } from '../../../iam/types';

/** A queue's properties with SQS's defaults; times in seconds. */
export interface QueueSettings {
  name: string;
  arn: string;
  url: string;
  fifo: boolean;
  contentBasedDeduplication: boolean;
  /** `messageGroup`: the same deduplication id may be in two groups. */
  deduplicationScope: 'queue' | 'messageGroup';
  visibilityTimeout: number;
  delay: number;
  retention: number;
  receiveWait: number;
  maximumMessageSize: number;
  redrive?: { deadLetterTargetArn: string; maxReceiveCount: number };
  /** RedriveAllowPolicy: whose dead letters it takes. */
  redriveAllowed(sourceArn: string): boolean;
  kmsKeyId?: string;
  sqsManagedSse: boolean;
  /** Set by AWS::SQS::QueuePolicy. */
  policy?: PolicyDocument;
}

/** SQS's limit for one message and for one batch since August 2025; before that it was 256 KiB. */
export const MAX_MESSAGE_BYTES = 1_048_576;

type Properties = Record<string, unknown>;

/** @param properties of AWS::SQS::Queue; numbers may come as text. */
export function queueSettings(
  identity: Pick<QueueSettings, 'name' | 'arn' | 'url'>,
  properties: Properties,
): QueueSettings {
  const kmsKeyId = properties.KmsMasterKeyId as string | undefined;
  return {
    ...identity,
    fifo: flag(properties.FifoQueue),
    contentBasedDeduplication: flag(properties.ContentBasedDeduplication),
    deduplicationScope: properties.DeduplicationScope === 'messageGroup' ? 'messageGroup' : 'queue',
    visibilityTimeout: number(properties.VisibilityTimeout, 30),
    delay: number(properties.DelaySeconds, 0),
    retention: number(properties.MessageRetentionPeriod, 345_600),
    receiveWait: number(properties.ReceiveMessageWaitTimeSeconds, 0),
    maximumMessageSize: number(properties.MaximumMessageSize, MAX_MESSAGE_BYTES),
    redrive: redrivePolicy(properties.RedrivePolicy),
    redriveAllowed: redriveAllowed(properties.RedriveAllowPolicy),
    kmsKeyId,
    sqsManagedSse: !kmsKeyId && properties.SqsManagedSseEnabled !== false,
  };
}

function redrivePolicy(value: unknown): QueueSettings['redrive'] {
  if (!value) return undefined;
  const policy = document(value);
  return {
    deadLetterTargetArn: String(policy.deadLetterTargetArn),
    maxReceiveCount: number(policy.maxReceiveCount, 10),
  };
}

function redriveAllowed(value: unknown): QueueSettings['redriveAllowed'] {
  const { redrivePermission = 'allowAll', sourceQueueArns = [] } = value ? document(value) : {};
  if (redrivePermission === 'byQueue') return (arn) => (sourceQueueArns as string[]).includes(arn);
  return () => redrivePermission === 'allowAll';
}

const document = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value) as Properties;
const flag = (value: unknown): boolean => value === true || value === 'true';
const number = (value: unknown, otherwise: number): number =>
  value === undefined ? otherwise : Number(value);

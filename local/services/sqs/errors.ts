import { ServiceError } from '../../gateway/errors';

/** Where the Query protocol calls an error otherwise than the JSON protocol does. */
const QUERY_CODES: Record<string, string> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
  KmsAccessDenied: 'KMS.AccessDeniedException',
};

/** @returns the code that the Query protocol (and the SDK's `Error.Code`) uses. */
export const queryCode = (error: ServiceError): string => QUERY_CODES[error.code] ?? error.code;

export const queueDoesNotExist = (): ServiceError =>
  new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');

/** @param reason never repeats a message's body. */
export const invalidParameter = (reason: string): ServiceError =>
  new ServiceError('InvalidParameterValue', reason);

export const receiptHandleIsInvalid = (): ServiceError =>
  new ServiceError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');

import { ServiceError } from '../../gateway/errors';
import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/types';
import type { KeyUse } from '../kms/key-use';
import type { Outbox } from './events/outbox';
import type { Bucket } from './model';
import type { Sequence } from './sequence';
import type { Incoming } from './storage/files';
import type { UploadStore } from './storage/upload-store';

/** What all operations share. */
export interface S3 {
  context: ServiceContext;
  keys: KeyUse;
  buckets: Map<string, Bucket>;
  incoming: Incoming;
  uploads: UploadStore;
  outbox: Outbox;
  sequence: Sequence;
}

/** A request about a bucket, or about one key of it. */
export interface Call {
  s3: S3;
  request: ServiceRequest;
  bucket: Bucket;
  /** Empty for a request about the bucket. */
  key: string;
}

export type Operation = (call: Call) => Promise<ServiceResponse> | ServiceResponse;

/** One header, undefined where it is not there. */
export const header = ({ request }: Pick<Call, 'request'>, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
};

export const xmlResponse = (body: string, headers: Record<string, string> = {}): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body,
});

export const empty = (status: number, headers: Record<string, string> = {}): ServiceResponse => ({
  status,
  headers,
});

export const invalidArgument = (message: string) => new ServiceError('InvalidArgument', message);
export const invalidRequest = (message: string) => new ServiceError('InvalidRequest', message);
export const noSuchKey = (headers: Record<string, string> = {}) =>
  new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, 'Sender', { headers });

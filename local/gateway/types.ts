import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Authorizer, Principal } from '../iam/types';

/** A request whose signature has been checked. `service` is the signature's own scope: s3, sqs, sns, ... */
export interface ServiceRequest {
  id: string;
  service: string;
  method: string;
  /** Decoded path without the query string, and as it was sent. */
  path: string;
  rawPath: string;
  query: URLSearchParams;
  /**
   * As sent, but as if never framed: `content-length` is the decoded one and `content-encoding` has lost
   * `aws-chunked`. Trailers (`x-amz-checksum-...`) join them once the body has ended.
   */
  headers: IncomingHttpHeaders;
  /**
   * Not yet read (see readBody). aws-chunked framing is removed. Payload hash, chunk signatures and checksums
   * are verified by the gateway: a wrong one destroys the stream with a ServiceError, so keep nothing before
   * the end.
   */
  body: Readable;
  principal: Principal;
  /** Which of the principal's keys signed; absent on unsigned calls to a public route. */
  accessKeyId?: string;
  presigned: boolean;
}

export interface ServiceResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
}

/** One AWS service. It authorises each operation itself, because only it knows resource and resource policy. */
export interface Service {
  /** The SigV4 service name. */
  readonly name: string;
  handle(request: ServiceRequest): Promise<ServiceResponse>;
  /** The service's own error shape (XML, JSON or Query XML) for a thrown error. */
  failure(error: unknown, request: ServiceRequest): ServiceResponse;
  /** Ends timers, flushes journals. */
  close(): Promise<void>;
}

/** What every service is built with. */
export interface ServiceContext {
  account: string;
  region: string;
  /** Where this service keeps its state: `<data>/<service>`, exists. */
  directory: string;
  authorizer: Authorizer;
  /** `http://127.0.0.1:PORT`, known before any service is built. */
  endpoint: string;
  now(): Date;
}

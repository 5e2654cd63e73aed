import { AccessDenied, ServiceError } from '../../gateway/errors';
import type { ServiceResponse } from '../../gateway/types';
import { jsonResponse } from '../json-protocol';

const NAMESPACE = 'com.amazonaws.dynamodb.v20120810#';
export const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** dynalite's errors carry DynamoDB's body; to the gateway they are answers like any other, not faults of ours. */
export function asServiceError(error: unknown): unknown {
  const { statusCode, body } = error as { statusCode?: number; body?: Record<string, unknown> };
  if (statusCode === undefined || body === undefined) return error;
  const { __type, message, Message, ...extra } = body;
  const code = String(__type).split('#').at(-1)!;
  return new ServiceError(code, String(message ?? Message ?? ''), statusCode, 'Sender', extra);
}

/** A thrown error as DynamoDB writes it. */
export function failure(error: unknown): ServiceResponse {
  if (error instanceof AccessDenied) {
    return respond(400, { __type: 'com.amazon.coral.service#AccessDeniedException', Message: error.message });
  }
  if (error instanceof ServiceError) {
    return respond(error.status, { __type: NAMESPACE + error.code, message: error.message, ...error.extra });
  }
  return respond(500, { __type: `${NAMESPACE}InternalServerError`, message: 'Internal server error' });
}

const respond = (status: number, body: Record<string, unknown>) =>
  jsonResponse(status, JSON.stringify(body), CONTENT_TYPE);

import { AccessDenied, ServiceError } from '../../../gateway/errors';
import type { ServiceRequest, ServiceResponse } from '../../../gateway/types';
import { queryCode } from '../errors';

const TARGET = 'AmazonSQS.';

/** AWS JSON 1.0, which the SDK speaks. */
export const isJson = (request: ServiceRequest): boolean => request.headers['x-amz-target'] !== undefined;

export function decodeJson(request: ServiceRequest, body: string): [action: string, input: object] {
  const target = String(request.headers['x-amz-target']);
  let input: unknown;
  try {
    input = JSON.parse(body || '{}');
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not valid JSON.');
  }
  if (typeof input !== 'object' || input === null) {
    throw new ServiceError('SerializationException', 'The request body is not a JSON object.');
  }
  return [target.startsWith(TARGET) ? target.slice(TARGET.length) : target, input];
}

export const encodeJson = (output: object, request: ServiceRequest): ServiceResponse =>
  answer(200, request, output);

/** The SDK reads the old error code from `x-amzn-query-error`. */
export function jsonFailure(error: ServiceError, request: ServiceRequest): ServiceResponse {
  const denied = error instanceof AccessDenied;
  const name = denied ? 'AccessDeniedException' : error.code;
  const response = answer(denied ? 400 : error.status, request, {
    __type: `com.amazonaws.sqs#${name}`,
    message: error.message,
    ...error.extra,
  });
  response.headers = { ...response.headers, 'x-amzn-query-error': `${queryCode(error)};${error.fault}` };
  return response;
}

const answer = (status: number, request: ServiceRequest, body: object): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': request.id },
  body: JSON.stringify(body),
});

import { ServiceError } from '../../gateway/errors';
import type { ServiceRequest, ServiceResponse } from '../../gateway/types';
import { document, type Xml } from './xml';

/** A thrown error as S3 writes it; HEAD and 304 have no body to write it in. */
export function failure(error: unknown, request: ServiceRequest): ServiceResponse {
  const known =
    error instanceof ServiceError
      ? error
      : new ServiceError('InternalError', 'We encountered an internal error. Please try again.', 500);
  const { headers = {}, xml = {} } = known.extra as { headers?: Record<string, string>; xml?: Xml };
  const answer = { status: known.status, headers: { 'x-amz-request-id': request.id, ...headers } };
  if (request.method === 'HEAD' || known.status === 304) return answer;
  return {
    ...answer,
    headers: { 'content-type': 'application/xml', ...answer.headers },
    body: document(
      'Error',
      {
        Code: known.code,
        Message: known.message,
        ...xml,
        Resource: request.path,
        RequestId: request.id,
        HostId: request.id,
      },
      false,
    ),
  };
}

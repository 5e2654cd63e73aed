import { NotImplemented, ServiceError } from './errors';
import type { Service, ServiceRequest, ServiceResponse } from './types';

type Dialect = 's3' | 'json' | 'query';

/** The gateway's own refusals, by the names each family of protocols gives them, with JSON's status. */
const NAMES: Record<string, { s3: string; json: string; query: string }> = {
  InvalidAccessKeyId: {
    s3: 'InvalidAccessKeyId',
    json: 'UnrecognizedClientException',
    query: 'InvalidClientTokenId',
  },
  SignatureDoesNotMatch: {
    s3: 'SignatureDoesNotMatch',
    json: 'InvalidSignatureException',
    query: 'SignatureDoesNotMatch',
  },
  RequestTimeTooSkewed: {
    s3: 'RequestTimeTooSkewed',
    json: 'InvalidSignatureException',
    query: 'SignatureDoesNotMatch',
  },
  AuthorizationHeaderMalformed: {
    s3: 'AuthorizationHeaderMalformed',
    json: 'InvalidSignatureException',
    query: 'SignatureDoesNotMatch',
  },
  IncompleteSignature: {
    s3: 'AuthorizationHeaderMalformed',
    json: 'IncompleteSignatureException',
    query: 'IncompleteSignature',
  },
  MissingAuthenticationToken: {
    s3: 'AccessDenied',
    json: 'MissingAuthenticationTokenException',
    query: 'MissingAuthenticationToken',
  },
};

/** Renames a refusal of the gateway as the called service would: JSON protocols answer 400, the others 403. */
export function inServiceTerms(
  error: unknown,
  request: Pick<ServiceRequest, 'service' | 'headers'>,
): unknown {
  const names = error instanceof ServiceError ? NAMES[error.code] : undefined;
  if (!names || !(error instanceof ServiceError)) return error;
  const dialect = dialectOf(request);
  return new ServiceError(
    names[dialect],
    error.message,
    dialect === 'json' ? 400 : error.status,
    error.fault,
  );
}

function dialectOf({ service, headers }: Pick<ServiceRequest, 'service' | 'headers'>): Dialect {
  if (service === 's3') return 's3';
  return headers['x-amz-target'] || headers['content-type']?.includes('json') ? 'json' : 'query';
}

/** Stands in for a service that the embedded AWS does not have, and for calls that name none. */
export const noService: Service = {
  name: 'none',
  handle: async (request) => {
    throw new NotImplemented(`The service ${request.service}`);
  },
  failure: plainFailure,
  close: async () => {},
};

function plainFailure(error: unknown, request: ServiceRequest): ServiceResponse {
  const known = error instanceof ServiceError ? error : new ServiceError('InternalFailure', 'Failure', 500);
  if (dialectOf(request) === 'json') {
    return {
      status: known.status,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: known.code, message: known.message }),
    };
  }
  const text = known.message.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
  return {
    status: known.status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Type>${known.fault}</Type><Code>${known.code}</Code><Message>${text}</Message></Error><RequestId>${request.id}</RequestId></ErrorResponse>`,
  };
}

import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from './errors';

/** What a request says about its own signature; nothing of it is checked yet. */
export interface Signature {
  accessKeyId: string;
  /** `date/region/service/aws4_request`, and its parts. */
  scope: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  /** Lower-case hex. */
  value: string;
  /** `20260629T100000Z` */
  timestamp: string;
  /** Seconds of validity, of a presigned URL only. */
  expires?: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;
const WEEK_SECONDS = 7 * 24 * 3600;

/**
 * The signature of a request, from its header or, presigned, from its query.
 *
 * @returns undefined when the request is not signed at all. @throws ServiceError when it is signed badly.
 */
export function signatureOf(headers: IncomingHttpHeaders, query: URLSearchParams): Signature | undefined {
  if (headers.authorization !== undefined) return fromHeader(headers);
  if (query.size > 0 && query.has('X-Amz-Algorithm')) return fromQuery(query);
  return undefined;
}

function fromHeader(headers: IncomingHttpHeaders): Signature {
  const parts = AUTHORIZATION.exec(headers.authorization!);
  const timestamp = headers['x-amz-date'];
  if (!parts || typeof timestamp !== 'string') {
    throw incomplete(`a complete ${ALGORITHM} Authorization header and x-amz-date are needed`);
  }
  return { ...credential(parts[1]!), signedHeaders: parts[2]!.split(';'), value: parts[3]!, timestamp };
}

function fromQuery(query: URLSearchParams): Signature {
  const value = query.get('X-Amz-Signature') ?? '';
  const expires = Number(query.get('X-Amz-Expires'));
  if (query.get('X-Amz-Algorithm') !== ALGORITHM || !/^[0-9a-f]{64}$/.test(value)) {
    throw incomplete(`X-Amz-Algorithm must be ${ALGORITHM} and X-Amz-Signature be present`);
  }
  if (!(expires >= 1 && expires <= WEEK_SECONDS)) {
    throw incomplete('X-Amz-Expires must be between 1 second and 7 days');
  }
  return {
    ...credential(query.get('X-Amz-Credential') ?? ''),
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    value,
    timestamp: query.get('X-Amz-Date') ?? '',
    expires,
  };
}

function credential(text: string) {
  const [accessKeyId, date, region, service, end, ...rest] = text.split('/');
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request' || rest.length > 0) {
    throw incomplete('the credential must be KEY/DATE/REGION/SERVICE/aws4_request');
  }
  return { accessKeyId, date, region, service, scope: `${date}/${region}/${service}/${end}` };
}

const incomplete = (what: string) =>
  new ServiceError('IncompleteSignature', `The request is not signed properly: ${what}.`, 400);

import type { ServiceResponse } from '../../gateway/types';
import type { Invocation } from '../../lambda/types';

/** What a Lambda may answer, payload format 2.0. */
interface ProxyResponse {
  statusCode: number | string;
  headers?: Record<string, string | number | boolean>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

/** Lambda's own limit of a synchronous answer. */
const MAX_RESPONSE = 6 * 1024 * 1024;

/** API Gateway's own answers. */
export const gatewayMessage = (status: number, message: string): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

/**
 * An HTTP API answers 500 for a function that threw or answered nonsense and 503 for one that ran out of time (502
 * belongs to REST APIs); the reason is in the function's log.
 */
export function proxyResponse(invocation: Invocation): ServiceResponse {
  if ('error' in invocation) {
    return /timed out/i.test(`${invocation.error.type} ${invocation.error.message}`)
      ? gatewayMessage(503, 'Service Unavailable')
      : gatewayMessage(500, 'Internal Server Error');
  }
  const { payload } = invocation;
  if (!isProxyResponse(payload)) return inferred(payload);
  const status = Number(payload.statusCode);
  const bodyIsText = payload.body === undefined || typeof payload.body === 'string';
  if (!Number.isInteger(status) || status < 200 || status > 599 || !bodyIsText) {
    return gatewayMessage(500, 'Internal Server Error');
  }
  return limited({
    status,
    headers: headersOf(payload),
    body: Buffer.from(payload.body ?? '', payload.isBase64Encoded ? 'base64' : 'utf8'),
  });
}

function isProxyResponse(payload: unknown): payload is ProxyResponse {
  return payload !== null && typeof payload === 'object' && 'statusCode' in payload;
}

/** Without a status code the whole answer is the body, as JSON. */
function inferred(payload: unknown): ServiceResponse {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
  return limited({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
  });
}

function headersOf({ headers, cookies, body }: ProxyResponse): Record<string, string> {
  if (cookies?.length) throw new Error('cookies are not offered by the embedded AWS');
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) found[name.toLowerCase()] = String(value);
  delete found['content-length'];
  if (body !== undefined) found['content-type'] ??= 'text/plain; charset=utf-8';
  return found;
}

function limited(response: ServiceResponse & { body: Buffer }): ServiceResponse {
  return response.body.length > MAX_RESPONSE ? gatewayMessage(500, 'Internal Server Error') : response;
}

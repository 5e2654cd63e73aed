import { ServiceError } from '../../gateway/errors';
import type { ServiceResponse } from '../../gateway/types';

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';
const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What an operation answers: an array becomes `<member>` elements, or `<entry>` as in maps; undefined is left out. */
export type Xml = string | number | boolean | undefined | Xml[] | { [name: string]: Xml };

export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (c) => ESCAPES[c] ?? c);

/** The inner XML of a value. */
export function toXml(value: Xml): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => `<member>${toXml(item)}</member>`).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, inner]) => element(name, inner))
    .join('');
}

function element(name: string, inner: Xml): string {
  if (inner === undefined) return '';
  if (name === 'entry' && Array.isArray(inner)) return inner.map((one) => element(name, one)).join('');
  return `<${name}>${toXml(inner)}</${name}>`;
}

/** 200 in the Query protocol's frame. */
export function success(action: string, requestId: string, result: Xml): ServiceResponse {
  const body = `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${toXml(result)}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
  return respond(200, requestId, body);
}

/** The Query protocol's error. What is no `ServiceError` is our own fault: 500, and the message stays inside. */
export function failure(error: unknown, requestId: string): ServiceResponse {
  const known =
    error instanceof ServiceError
      ? error
      : new ServiceError('InternalFailure', 'Internal failure', 500, 'Receiver');
  const extra = toXml(known.extra as Xml);
  const body = `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${known.fault}</Type><Code>${known.code}</Code><Message>${escapeXml(known.message)}</Message>${extra}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return respond(known.status, requestId, body);
}

function respond(status: number, requestId: string, body: string): ServiceResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

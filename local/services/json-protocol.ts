import type { Readable } from 'node:stream';
import { readBody } from '../gateway/body';
import { ServiceError } from '../gateway/errors';
import type { ServiceRequest, ServiceResponse } from '../gateway/types';

/** The largest JSON request AWS takes (DynamoDB's BatchWriteItem). */
const MAX_BODY = 16 * 1024 * 1024;

/** What a JSON-protocol request asks for: `DynamoDB_20120810.PutItem` is the operation PutItem. */
export const targetOperation = (request: ServiceRequest): string =>
  String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1)!;

/** Reads a JSON object. @throws SerializationException when it is none. */
export async function readJson(body: Readable): Promise<Record<string, unknown>> {
  const text = (await readBody(body, MAX_BODY)).toString('utf8');
  const value = parse(text === '' ? '{}' : text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value as Record<string, unknown>;
}

export const jsonResponse = (status: number, body: string, contentType: string): ServiceResponse => ({
  status,
  headers: { 'content-type': contentType },
  body,
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

const malformed = () => new ServiceError('SerializationException', 'The request is not a JSON object');

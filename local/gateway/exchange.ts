import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { Principal } from '../iam/types';
import { decodeLoosely } from './canonical';
import type { Credentials } from './credentials';
import { ServiceError } from './errors';
import { openBody, payloadOf } from './incoming-body';
import { inServiceTerms, noService } from './refusals';
import { type Signature, signatureOf } from './signature';
import { SigV4Verifier } from './sigv4';
import type { Service, ServiceRequest, ServiceResponse } from './types';

export interface ExchangeParts {
  region: string;
  credentials: Credentials;
  services: ReadonlyMap<string, Service>;
  now(): Date;
  /** Told of every error that is no answer to the caller's fault: ours. */
  onFault(error: unknown, service: string): void;
}

const ANONYMOUS: Principal = { type: 'anonymous', arn: 'anonymous', policies: [] };
/** The only place where an unsigned request may go on: the HTTP API decides whether its route is public. */
const API_PREFIX = '/_api/';
const API_SERVICE = 'execute-api';

type Draft = Omit<ServiceRequest, 'body'>;

/** Takes one HTTP request through signature, routing and the service's answer. */
export function createExchange(parts: ExchangeParts) {
  const verifier = new SigV4Verifier(parts.region, parts.now);

  async function admit(message: IncomingMessage, draft: Draft): Promise<ServiceRequest> {
    const signature = signatureOf(draft.headers, draft.query);
    if (!signature) {
      if (!draft.rawPath.startsWith(API_PREFIX)) throw missingToken();
      draft.service = API_SERVICE;
      return Object.assign(draft, { body: await openBody(message, draft.headers, { hash: '' }) });
    }
    draft.service = signature.service;
    const credential = parts.credentials.find(signature.accessKeyId);
    if (!credential) throw unknownKey();
    draft.presigned = signature.expires !== undefined;
    const payload = await payloadOf(message, draft.presigned);
    const key = verifier.verify(signature, credential.secretAccessKey, {
      ...draft,
      payloadHash: payload.hash,
    });
    draft.principal = credential.principal;
    draft.accessKeyId = signature.accessKeyId;
    const body = await openBody(message, draft.headers, payload, chunkSigning(key, signature));
    return Object.assign(draft, { body });
  }

  async function answer(message: IncomingMessage, draft: Draft): Promise<ServiceResponse> {
    try {
      const request = await admit(message, draft);
      return await serviceOf(draft).handle(request);
    } catch (error) {
      if (!(error instanceof ServiceError) && !leftEarly(message)) parts.onFault(error, draft.service);
      return serviceOf(draft).failure(inServiceTerms(error, draft), draft as ServiceRequest);
    }
  }

  const serviceOf = (draft: Draft): Service => parts.services.get(draft.service) ?? noService;

  return async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const draft = draftOf(message);
    try {
      write(response, await answer(message, draft), draft.id);
    } catch (error) {
      parts.onFault(error, draft.service);
      response.destroy();
    }
    // A body that the service had no use for is let run off, so that its connection can carry the next call.
    response.once('finish', () => message.complete || message.unpipe().resume());
  };
}

function draftOf(message: IncomingMessage): Draft {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const rawPath = mark === -1 ? url : url.slice(0, mark);
  return {
    id: randomUUID(),
    service: 'none',
    method: message.method ?? 'GET',
    path: rawPath.includes('%') ? decodeLoosely(rawPath) : rawPath,
    rawPath,
    query: new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1)),
    headers: message.headers,
    principal: ANONYMOUS,
    presigned: false,
  };
}

function write(response: ServerResponse, answer: ServiceResponse, id: string): void {
  const { body } = answer;
  const headers: Record<string, string | number> = { 'x-amzn-requestid': id, ...answer.headers };
  if (typeof body === 'string' || Buffer.isBuffer(body) || body === undefined) {
    // A HEAD answer names the length of the body it leaves out.
    if (answer.status !== 204) headers['content-length'] ??= Buffer.byteLength(body ?? '');
    response.writeHead(answer.status, headers);
    response.end(body);
    return;
  }
  response.writeHead(answer.status, headers);
  // A fault in mid-body can only be shown by cutting the connection, as S3 does.
  pipeline(body, response, () => {});
}

/** The caller is gone in mid-body, killed perhaps: nobody's fault here, and nobody reads the answer. */
const leftEarly = (message: IncomingMessage) => message.destroyed && !message.complete;

const chunkSigning = (key: Buffer, { timestamp, scope, value }: Signature) => ({
  key,
  timestamp,
  scope,
  seed: value,
});

const missingToken = () =>
  new ServiceError('MissingAuthenticationToken', 'The request must contain a signature.', 403);

const unknownKey = () =>
  new ServiceError(
    'InvalidAccessKeyId',
    'The AWS access key id you provided does not exist in our records.',
    403,
  );

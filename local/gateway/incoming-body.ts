import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { BufferedBody, readBody } from './body';
import { sha256Hex } from './canonical';
import { ChunkedDecoder, type ChunkSigning } from './chunked';
import { checkBuffered, expectationOf, VerifyingStream } from './verified-body';

/** Bodies up to here are read whole before the service sees them: fewer turns of the loop for every small call. */
const BUFFERED = 1024 * 1024;
/** Without a payload hash in its headers a body must be read whole before its signature can be checked. */
const UNHASHED_LIMIT = 64 * 1024 * 1024;

const UNSIGNED = 'UNSIGNED-PAYLOAD';
const STREAMING = 'STREAMING-';

/** The payload hash as it enters the signature, and the body where it had to be read for that. */
export interface Payload {
  hash: string;
  bytes?: Buffer;
}

/** @param presigned such a request leaves its payload unsigned, since the URL is made before the body is known. */
export async function payloadOf(message: IncomingMessage, presigned: boolean): Promise<Payload> {
  const declared = message.headers['x-amz-content-sha256'];
  if (presigned) return { hash: UNSIGNED };
  if (typeof declared === 'string') return { hash: declared };
  const bytes = await readBody(message, UNHASHED_LIMIT);
  return { hash: sha256Hex(bytes), bytes };
}

/**
 * The body as the service sees it: unframed, and verified against everything its request says about it. Small
 * bodies are verified here and now; longer ones fail at their end.
 */
export async function openBody(
  message: IncomingMessage,
  headers: IncomingHttpHeaders,
  payload: Payload,
  signing?: ChunkSigning,
): Promise<Readable> {
  const expectation = await expectationOf(headers, payload.hash);
  if (payload.hash.startsWith(STREAMING)) {
    return unframe(message, headers, payload.hash, expectation, signing);
  }
  if (payload.bytes || contentLength(headers) <= BUFFERED) {
    const bytes = payload.bytes ?? (await readBody(message, BUFFERED));
    checkBuffered(bytes, expectation);
    return new BufferedBody(bytes);
  }
  if (!expectation.sha256 && expectation.checksums.length === 0) return message;
  return connected(message, new VerifyingStream(expectation, {}));
}

async function unframe(
  message: IncomingMessage,
  headers: IncomingHttpHeaders,
  marker: string,
  expectation: Awaited<ReturnType<typeof expectationOf>>,
  signing: ChunkSigning | undefined,
): Promise<Readable> {
  const decodedLength = Number(headers['x-amz-decoded-content-length']);
  const trailers: Record<string, string> = {};
  const decoder = new ChunkedDecoder({
    decodedLength,
    ...(marker.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD') && { signing }),
    onTrailers: (found) => {
      Object.assign(trailers, found);
      Object.assign(headers, found);
    },
  });
  headers['content-length'] = String(decodedLength);
  headers['content-encoding'] = withoutFraming(headers['content-encoding']);
  if (headers['content-encoding'] === undefined) delete headers['content-encoding'];
  const verified = connected(message, decoder, new VerifyingStream(expectation, trailers));
  return decodedLength <= BUFFERED ? new BufferedBody(await readBody(verified, BUFFERED)) : verified;
}

/** A fault anywhere in the chain reaches the reader of its end; pipeline alone would only destroy it. */
function connected(...streams: [Readable, ...import('node:stream').Transform[]]): Readable {
  const last = streams.at(-1)!;
  pipeline(streams, () => {});
  return last;
}

function withoutFraming(encoding: string | undefined): string | undefined {
  const kept = (encoding ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked');
  return kept.length > 0 ? kept.join(',') : undefined;
}

/** Without the header, and without chunked transfer encoding, there is no body. */
function contentLength(headers: IncomingHttpHeaders): number {
  if (headers['content-length'] !== undefined) return Number(headers['content-length']);
  return headers['transfer-encoding'] === undefined ? 0 : Number.POSITIVE_INFINITY;
}

import { createHash, createHmac, type Hash, timingSafeEqual } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { sha256Hex } from './canonical';
import { ServiceError } from './errors';

/** What the request's own signature fixes for the chain of chunk signatures. */
export interface ChunkSigning {
  key: Buffer;
  timestamp: string;
  scope: string;
  /** The request's signature, the first link. */
  seed: string;
}

export interface ChunkedOptions {
  /** Absent for STREAMING-UNSIGNED-PAYLOAD-TRAILER. */
  signing?: ChunkSigning;
  /** `x-amz-decoded-content-length`. */
  decodedLength: number;
  /** Called once, in lower-case names, before the stream ends. */
  onTrailers(trailers: Record<string, string>): void;
}

const EMPTY_HASH = sha256Hex('');
/** A chunk head or a trailer; more than that is not a client of ours. */
const MAX_LINE = 4096;

/**
 * Takes aws-chunked framing off a body: `hex-size[;chunk-signature=..]CRLF data CRLF ... 0 CRLF trailers CRLF`.
 * Signed chunks form a chain from the request's signature, each verified when its last byte is there.
 */
export class ChunkedDecoder extends Transform {
  private state: 'head' | 'data' | 'data-end' | 'trailers' | 'done' = 'head';
  private line = '';
  private left = 0;
  private decoded = 0;
  private chunkHash: Hash | undefined;
  private chunkSignature = '';
  private previous: string;
  private readonly trailers: Record<string, string> = {};
  /** The trailers as signed: `name:value\n` each. */
  private trailerText = '';
  private trailersVerified = false;

  constructor(private readonly options: ChunkedOptions) {
    super();
    this.previous = options.signing?.seed ?? '';
  }

  override _transform(bytes: Buffer, _: BufferEncoding, done: TransformCallback): void {
    try {
      for (let at = 0; at < bytes.length; ) {
        at = this.state === 'data' ? this.readData(bytes, at) : this.readLine(bytes, at);
      }
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    const whole = this.state === 'done' && this.decoded === this.options.decodedLength;
    done(whole ? null : incomplete('the body ended early or is not as long as announced'));
  }

  private readData(bytes: Buffer, at: number): number {
    const part = bytes.subarray(at, at + this.left);
    this.left -= part.length;
    this.decoded += part.length;
    if (this.decoded > this.options.decodedLength) throw incomplete('the body is longer than announced');
    this.chunkHash?.update(part);
    this.push(part);
    if (this.left === 0) this.state = 'data-end';
    return at + part.length;
  }

  private readLine(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(10, at);
    this.line += bytes.toString('latin1', at, end === -1 ? bytes.length : end);
    if (this.line.length > MAX_LINE) throw incomplete('a chunk head is too long');
    if (end === -1) return bytes.length;
    const line = this.line.endsWith('\r') ? this.line.slice(0, -1) : this.line;
    this.line = '';
    this.takeLine(line);
    return end + 1;
  }

  private takeLine(line: string): void {
    if (this.state === 'head') this.startChunk(line);
    else if (this.state === 'data-end') this.endChunk(line);
    else if (this.state === 'trailers') this.takeTrailer(line);
    else if (line !== '') throw incomplete('there are bytes after the last chunk');
  }

  private startChunk(line: string): void {
    const head = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    if (!head || (this.options.signing && !head[2])) throw incomplete('a chunk head is malformed');
    this.left = Number.parseInt(head[1]!, 16);
    this.chunkSignature = head[2] ?? '';
    this.chunkHash = this.options.signing && createHash('sha256');
    if (this.left > 0) {
      this.state = 'data';
      return;
    }
    this.verifyChunk();
    this.state = 'trailers';
  }

  private endChunk(line: string): void {
    if (line !== '') throw incomplete('a chunk is longer than its head says');
    this.verifyChunk();
    this.state = 'head';
  }

  private takeTrailer(line: string): void {
    if (line === '') {
      if (this.options.signing && this.trailerText !== '' && !this.trailersVerified) {
        throw incomplete('the trailers are not signed');
      }
      this.options.onTrailers(this.trailers);
      this.state = 'done';
      return;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (colon < 1) throw incomplete('a trailer is malformed');
    if (name === 'x-amz-trailer-signature') {
      this.verify(value, 'AWS4-HMAC-SHA256-TRAILER', sha256Hex(this.trailerText));
      this.trailersVerified = true;
      return;
    }
    this.trailers[name] = value;
    this.trailerText += `${name}:${value}\n`;
  }

  private verifyChunk(): void {
    if (!this.chunkHash) return;
    this.verify(
      this.chunkSignature,
      'AWS4-HMAC-SHA256-PAYLOAD',
      `${EMPTY_HASH}\n${this.chunkHash.digest('hex')}`,
    );
  }

  private verify(given: string, algorithm: string, rest: string): void {
    const signing = this.options.signing;
    if (!signing) return;
    const text = `${algorithm}\n${signing.timestamp}\n${signing.scope}\n${this.previous}\n${rest}`;
    const expected = createHmac('sha256', signing.key).update(text).digest();
    const found = Buffer.from(given, 'hex');
    if (found.length !== expected.length || !timingSafeEqual(expected, found)) {
      throw new ServiceError(
        'SignatureDoesNotMatch',
        'A chunk of the body does not match its signature.',
        403,
      );
    }
    this.previous = given;
  }
}

const incomplete = (what: string) =>
  new ServiceError('IncompleteBody', `The aws-chunked body is not as announced: ${what}.`, 400);

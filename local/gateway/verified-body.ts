import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { type Checksum, checksumAlgorithm, createChecksum } from './checksums';
import { ServiceError } from './errors';

export interface Expectation {
  /** Hex SHA-256 of the body, as the request signed it. */
  sha256?: string;
  /** Base64 checksums by algorithm; `undefined` for one that a trailer will bring. */
  checksums: { algorithm: string; expected?: string; running: Checksum }[];
}

/** What the headers promise about a body: its signed hash, `x-amz-checksum-*`, and those announced as trailers. */
export async function expectationOf(headers: IncomingHttpHeaders, payloadHash: string): Promise<Expectation> {
  const checksums: Expectation['checksums'] = [];
  for (const name in headers) {
    const algorithm = checksumAlgorithm(name);
    if (algorithm) {
      checksums.push({
        algorithm,
        expected: String(headers[name]),
        running: await createChecksum(algorithm),
      });
    }
  }
  for (const name of String(headers['x-amz-trailer'] ?? '').split(',')) {
    const algorithm = checksumAlgorithm(name.trim().toLowerCase());
    if (algorithm) checksums.push({ algorithm, running: await createChecksum(algorithm) });
  }
  return { checksums, ...(/^[0-9a-f]{64}$/.test(payloadHash) && { sha256: payloadHash }) };
}

/** @throws ServiceError when a body that is already here is not what its request promised. */
export function checkBuffered(bytes: Buffer, expectation: Expectation): void {
  if (expectation.sha256 && createHash('sha256').update(bytes).digest('hex') !== expectation.sha256) {
    throw hashMismatch();
  }
  for (const { algorithm, expected, running } of expectation.checksums) {
    running.update(bytes);
    if (running.digest() !== expected) throw badDigest(algorithm);
  }
}

/** Passes a body on and fails at its end, before `end` is told, when it is not what its request promised. */
export class VerifyingStream extends Transform {
  private readonly hash;

  constructor(
    private readonly expectation: Expectation,
    /** Trailers by lower-case name, complete when the source has ended. */
    private readonly trailers: Record<string, string>,
  ) {
    super();
    this.hash = expectation.sha256 ? createHash('sha256') : undefined;
  }

  override _transform(bytes: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.hash?.update(bytes);
    for (const { running } of this.expectation.checksums) running.update(bytes);
    done(null, bytes);
  }

  override _flush(done: TransformCallback): void {
    if (this.hash && this.hash.digest('hex') !== this.expectation.sha256) {
      done(hashMismatch());
      return;
    }
    for (const { algorithm, expected, running } of this.expectation.checksums) {
      if (running.digest() !== (expected ?? this.trailers[`x-amz-checksum-${algorithm}`])) {
        done(badDigest(algorithm));
        return;
      }
    }
    done();
  }
}

const hashMismatch = () =>
  new ServiceError(
    'XAmzContentSHA256Mismatch',
    'The provided x-amz-content-sha256 header does not match what was computed.',
    400,
  );

const badDigest = (algorithm: string) =>
  new ServiceError(
    'BadDigest',
    `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    400,
  );

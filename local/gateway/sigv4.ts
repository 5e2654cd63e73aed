import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { canonicalHeaders, canonicalPath, canonicalQuery, sha256Hex } from './canonical';
import { ServiceError } from './errors';
import type { Signature } from './signature';

export interface SignedContent {
  method: string;
  rawPath: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Hex SHA-256 of the body, or one of the markers a client may send in its place. */
  payloadHash: string;
}

const SKEW_MS = 15 * 60_000;
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * Recomputes signatures. A derived key serves a whole day of one access key, region and service, so a request
 * costs one SHA-256 and one HMAC.
 */
export class SigV4Verifier {
  private readonly keys = new Map<string, Buffer>();

  constructor(
    private readonly region: string,
    private readonly now: () => Date,
  ) {}

  /** @returns the key that signs this request's chunks. @throws ServiceError when time or signature is wrong. */
  verify(signature: Signature, secret: string, content: SignedContent): Buffer {
    if (signature.region !== this.region) throw wrongRegion(signature.region, this.region);
    this.checkTime(signature);
    checkSignedHeaders(signature, content.headers);
    const key = this.signingKey(signature, secret);
    const expected = hmac(key, stringToSign(signature, content));
    if (!timingSafeEqual(expected, Buffer.from(signature.value, 'hex'))) throw mismatch();
    return key;
  }

  private checkTime(signature: Signature): void {
    const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signature.timestamp);
    if (!parts || !signature.timestamp.startsWith(signature.date)) throw mismatch();
    const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as number[];
    const age = this.now().getTime() - Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
    if (age < -SKEW_MS) throw skewed();
    if (signature.expires === undefined && age > SKEW_MS) throw skewed();
    if (signature.expires !== undefined && age > signature.expires * 1000) {
      throw new ServiceError('AccessDenied', 'Request has expired', 403);
    }
  }

  private signingKey({ accessKeyId, scope, date, region, service }: Signature, secret: string): Buffer {
    const name = `${accessKeyId}/${scope}`;
    let key = this.keys.get(name);
    if (!key) {
      key = [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
      // A day's keys are few; old days are dropped all at once.
      if (this.keys.size > 500) this.keys.clear();
      this.keys.set(name, key);
    }
    return key;
  }
}

function stringToSign(signature: Signature, content: SignedContent): string {
  const canonical = `${content.method}\n${canonicalPath(content.rawPath, signature.service)}\n${canonicalQuery(
    content.query,
  )}\n${canonicalHeaders(content.headers, signature.signedHeaders)}\n${signature.signedHeaders.join(';')}\n${
    content.payloadHash
  }`;
  return `AWS4-HMAC-SHA256\n${signature.timestamp}\n${signature.scope}\n${sha256Hex(canonical)}`;
}

/** An `x-amz-` header that nobody signed could be added to somebody else's presigned URL. */
function checkSignedHeaders(signature: Signature, headers: IncomingHttpHeaders): void {
  const signed = signature.signedHeaders;
  let complete = signed.includes('host');
  for (const name in headers) {
    if (name.startsWith('x-amz-') && !signed.includes(name)) complete = false;
  }
  if (complete) return;
  throw new ServiceError(
    'AccessDenied',
    'There were headers present in the request which were not signed',
    403,
  );
}

const mismatch = () =>
  new ServiceError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
  );

const skewed = () =>
  new ServiceError(
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    403,
  );

const wrongRegion = (found: string, expected: string) =>
  new ServiceError(
    'AuthorizationHeaderMalformed',
    `The authorization header is malformed; the region '${found}' is wrong; expecting '${expected}'`,
    400,
  );

import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { sha256Hex } from '../../../../local/gateway/canonical';
import { signatureOf } from '../../../../local/gateway/signature';
import { SigV4Verifier } from '../../../../local/gateway/sigv4';

const EMPTY = sha256Hex('');
/** The credentials and time of the examples that AWS publishes for S3. */
const EXAMPLE = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const EXAMPLE_TIME = new Date('2013-05-24T00:00:00Z');

interface Sent {
  method: string;
  rawPath: string;
  query: URLSearchParams;
  headers: Record<string, string>;
}

function check(
  sent: Sent,
  options: { secret?: string; now?: Date; region?: string; payloadHash?: string } = {},
) {
  const now = options.now ?? EXAMPLE_TIME;
  const signature = signatureOf(sent.headers, sent.query)!;
  new SigV4Verifier(options.region ?? 'us-east-1', () => now).verify(
    signature,
    options.secret ?? EXAMPLE.secretAccessKey,
    { ...sent, payloadHash: options.payloadHash ?? EMPTY },
  );
}

const published: Sent = {
  method: 'GET',
  rawPath: '/test.txt',
  query: new URLSearchParams(),
  headers: {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': EMPTY,
    'x-amz-date': '20130524T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
};

const publishedUrl: Sent = {
  method: 'GET',
  rawPath: '/test.txt',
  query: new URLSearchParams(
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  ),
  headers: { host: 'examplebucket.s3.amazonaws.com' },
};
const UNSIGNED = { payloadHash: 'UNSIGNED-PAYLOAD' };

describe('the signatures that AWS publishes as examples', () => {
  test('a header signature is accepted', () => {
    expect(() => check(published)).not.toThrow();
  });

  test('a presigned URL is accepted', () => {
    expect(() => check(publishedUrl, UNSIGNED)).not.toThrow();
  });
});

describe('what is not exactly what was signed is refused', () => {
  const headers = published.headers;
  const changed: [string, Sent, Parameters<typeof check>[1], string][] = [
    ['another secret', published, { secret: 'x'.repeat(40) }, 'SignatureDoesNotMatch'],
    ['another path', { ...published, rawPath: '/test2.txt' }, {}, 'SignatureDoesNotMatch'],
    ['another method', { ...published, method: 'DELETE' }, {}, 'SignatureDoesNotMatch'],
    ['a query', { ...published, query: new URLSearchParams('acl=') }, {}, 'SignatureDoesNotMatch'],
    ['another payload', published, { payloadHash: sha256Hex('x') }, 'SignatureDoesNotMatch'],
    [
      'a signed header',
      { ...published, headers: { ...headers, range: 'bytes=0-99' } },
      {},
      'SignatureDoesNotMatch',
    ],
    [
      'an unsigned x-amz header',
      { ...published, headers: { ...headers, 'x-amz-acl': 'public-read' } },
      {},
      'AccessDenied',
    ],
    ['another region', published, { region: 'eu-central-1' }, 'AuthorizationHeaderMalformed'],
    ['16 minutes late', published, { now: new Date('2013-05-24T00:16:00Z') }, 'RequestTimeTooSkewed'],
    ['16 minutes early', published, { now: new Date('2013-05-23T23:44:00Z') }, 'RequestTimeTooSkewed'],
    ['an expired URL', publishedUrl, { ...UNSIGNED, now: new Date('2013-05-25T00:00:01Z') }, 'AccessDenied'],
    [
      'a URL with an extra header',
      { ...publishedUrl, headers: { ...publishedUrl.headers, 'x-amz-tagging': 'a=b' } },
      UNSIGNED,
      'AccessDenied',
    ],
  ];

  test.each(changed)('%s', (_, sent, options, code) => {
    expect(() => check(sent, options)).toThrow(expect.objectContaining({ name: code }));
  });

  test('14 minutes of clock difference and a URL in its last second are fine', () => {
    check(published, { now: new Date('2013-05-24T00:14:00Z') });
    check(publishedUrl, { ...UNSIGNED, now: new Date('2013-05-25T00:00:00Z') });
  });

  test.each([
    ['no signature at all', { host: 'x' }, undefined],
    [
      'a Basic header',
      { authorization: 'Basic YTpi', 'x-amz-date': '20130524T000000Z' },
      'IncompleteSignature',
    ],
    ['no date', { authorization: published.headers.authorization! }, 'IncompleteSignature'],
  ])('%s', (_, sentHeaders, code) => {
    const read = () => signatureOf(sentHeaders as Record<string, string>, new URLSearchParams());
    if (code) expect(read).toThrow(expect.objectContaining({ name: code }));
    else expect(read()).toBeUndefined();
  });
});

describe('whatever the SDK signs is accepted', () => {
  const path = fc
    .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.map(encode).join('/')}`);
  const query = fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.string({ maxLength: 8 }), {
    maxKeys: 4,
    noNullPrototype: true,
  });

  test.each(['s3', 'sqs', 'execute-api'])('%s', async (service) => {
    await fc.assert(
      fc.asyncProperty(
        path,
        query,
        fc.constantFrom('GET', 'PUT', 'POST'),
        async (rawPath, parameters, method) => {
          const signer = new SignatureV4({
            credentials: EXAMPLE,
            region: 'us-east-1',
            service,
            sha256: Sha256,
            uriEscapePath: service !== 's3',
          });
          const request = new HttpRequest({
            method,
            path: rawPath,
            query: parameters,
            headers: { host: '127.0.0.1:4566', 'x-amz-meta-note': '  two   spaces ' },
          });
          const { headers } = await signer.sign(request, { signingDate: EXAMPLE_TIME });
          check({ method, rawPath, query: new URLSearchParams(parameters), headers });
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** As the SDK encodes a path segment; lone surrogates cannot be encoded and never reach a URL. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed?.() ?? text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

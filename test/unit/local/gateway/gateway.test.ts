import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { readBody } from '../../../../local/gateway/body';
import { ServiceError } from '../../../../local/gateway/errors';
import { type Gateway, openGateway } from '../../../../local/gateway/server';
import type { Service, ServiceRequest } from '../../../../local/gateway/types';
import type { Principal } from '../../../../local/iam/types';

const KEYS = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret' };
const principal: Principal = { type: 'role', arn: 'arn:aws:iam::000000000000:role/r', policies: [] };

interface Seen {
  request: ServiceRequest;
  body: Buffer;
}

let gateway: Gateway;
let seen: Seen[];
let faults: unknown[];
let now: () => Date;

/** Answers every call by what the protocol needs least of. */
function service(name: string, answer: string): Service {
  return {
    name,
    handle: async (request) => {
      seen.push({ request, body: await readBody(request.body, 64e6) });
      return { status: 200, body: answer };
    },
    failure: (error) => ({
      status: error instanceof ServiceError ? error.status : 500,
      body:
        name === 's3'
          ? `<Error><Code>${(error as Error).name}</Code><Message>m</Message></Error>`
          : JSON.stringify({ __type: (error as Error).name, message: 'm' }),
    }),
    close: async () => {},
  };
}

beforeEach(async () => {
  seen = [];
  faults = [];
  now = () => new Date();
  gateway = await openGateway({
    port: 0,
    region: 'eu-central-1',
    credentials: { find: (id) => (id === KEYS.accessKeyId ? { ...KEYS, principal } : undefined) },
    now: () => now(),
    onFault: (error) => faults.push(error),
  });
  for (const name of ['s3', 'dynamodb']) gateway.register(service(name, ''));
  gateway.register(service('sqs', '{"QueueUrls":["u"]}'));
  gateway.register(service('execute-api', '{}'));
});
afterEach(() => gateway.close());

const options = (credentials = KEYS) => ({
  endpoint: gateway.endpoint,
  region: 'eu-central-1',
  credentials,
  maxAttempts: 1,
});
const s3 = (credentials = KEYS) => new S3Client(options(credentials));
const put = (body: Buffer | Readable | string, extra = {}) =>
  new PutObjectCommand({ Bucket: 'b', Key: "a folder/ü+(1)'!.csv", Body: body, ...extra });

describe('calls of the SDK arrive with the caller their key stands for', () => {
  test('SQS and DynamoDB, JSON protocols', async () => {
    expect((await new SQSClient(options()).send(new ListQueuesCommand())).QueueUrls).toEqual(['u']);
    await new DynamoDBClient(options()).send(new ListTablesCommand()).catch(() => {});
    expect(seen.map(({ request }) => [request.service, request.principal])).toEqual([
      ['sqs', principal],
      ['dynamodb', principal],
    ]);
    expect(seen[0]!.request.accessKeyId).toBe(KEYS.accessKeyId);
  });

  test('an S3 upload from memory, with its key decoded', async () => {
    await s3().send(put('company,group,email\n'));
    expect(seen[0]!.request.path).toBe("/b/a folder/ü+(1)'!.csv");
    expect(seen[0]!.body.toString()).toBe('company,group,email\n');
  });

  test('security token and another session of the same key are no obstacle', async () => {
    await s3({ ...KEYS, sessionToken: 'token' } as typeof KEYS).send(put('x'));
    expect(seen).toHaveLength(1);
  });
});

describe('bodies in aws-chunked framing', () => {
  const content = randomBytes(3_000_000);
  const parts = () => Readable.from([content.subarray(0, 1_000_001), content.subarray(1_000_001)]);

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'a stream with a %s trailer arrives unframed, its length as decoded',
    async (ChecksumAlgorithm) => {
      await s3().send(
        put(parts(), { ContentLength: content.length, ChecksumAlgorithm, ContentEncoding: 'identity' }),
      );
      const { request, body } = seen[0]!;
      expect(body.equals(content)).toBe(true);
      expect(request.headers['content-length']).toBe(String(content.length));
      expect(request.headers['content-encoding']).toBe('identity');
      expect(request.headers[`x-amz-checksum-${ChecksumAlgorithm.toLowerCase()}`]).toBeDefined();
    },
  );

  test('a small stream as well', async () => {
    await s3().send(put(Readable.from([Buffer.from('small')]), { ContentLength: 5 }));
    expect(seen[0]!.body.toString()).toBe('small');
  });
});

describe('a body that is not what its request promises never reaches a service whole', () => {
  test.each([100, 2_000_000])('a body of %d bytes changed on its way', async (length) => {
    // Without a checksum header: the signed hash alone must catch it.
    const client = new S3Client({ ...options(), requestChecksumCalculation: 'WHEN_REQUIRED' });
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: Buffer }).body = Buffer.alloc(length, 'b');
        return next(args);
      },
      { step: 'finalizeRequest', name: 'tamper', priority: 'low' },
    );
    await expect(client.send(put(Buffer.alloc(length, 'a')))).rejects.toThrow(
      expect.objectContaining({ name: 'XAmzContentSHA256Mismatch' }),
    );
    expect(seen).toEqual([]);
  });

  test('a wrong trailer', async () => {
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const client = new S3Client({ ...options(), logger: silent });
    client.middlewareStack.add(
      (next) => async (args) => {
        const request = args.request as { body: Readable };
        const framed = (await text(request.body)).replace(/crc32:.*\r\n/, 'crc32:AAAAAA==\r\n');
        request.body = Readable.from([Buffer.from(framed)]);
        return next(args);
      },
      { step: 'finalizeRequest', name: 'tamper', priority: 'low' },
    );
    const sent = client.send(put(Readable.from([Buffer.from('hello')]), { ContentLength: 5 }));
    await expect(sent).rejects.toThrow(expect.objectContaining({ name: 'BadDigest' }));
    expect(seen).toEqual([]);
  });

  test('a service that does not read a long body leaves the connection usable', async () => {
    gateway.register({
      ...service('s3', ''),
      handle: async () => {
        throw new ServiceError('AccessDenied', 'no', 403);
      },
    });
    const client = s3();
    for (let round = 0; round < 3; round++) {
      await expect(client.send(put(Buffer.alloc(5_000_000)))).rejects.toThrow(
        expect.objectContaining({ name: 'AccessDenied' }),
      );
    }
  });
});

describe('presigned URLs', () => {
  test('put and get without any key at hand; the payload is the bearer’s', async () => {
    const url = await getSignedUrl(s3(), put(''), { expiresIn: 60 });
    expect((await fetch(url, { method: 'PUT', body: 'dropped' })).status).toBe(200);
    expect(seen[0]!.body.toString()).toBe('dropped');
    expect(seen[0]!.request.presigned).toBe(true);
    const get = await getSignedUrl(s3(), new GetObjectCommand({ Bucket: 'b', Key: 'k' }), { expiresIn: 60 });
    expect((await fetch(get)).status).toBe(200);
  });

  test('one for another key, another method or used too late is refused', async () => {
    const url = await getSignedUrl(s3(), new GetObjectCommand({ Bucket: 'b', Key: 'k' }), { expiresIn: 60 });
    expect((await fetch(url.replace('/b/k?', '/b/l?'))).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    now = () => new Date(Date.now() + 61_000);
    const late = await fetch(url);
    expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('AccessDenied')]);
    expect(seen).toEqual([]);
  });
});

describe('refusals come in the words of the service that was called', () => {
  test.each([
    [
      'wrong secret',
      { accessKeyId: KEYS.accessKeyId, secretAccessKey: 'x' },
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
    ],
    [
      'unknown key',
      { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
      'InvalidAccessKeyId',
      'UnrecognizedClientException',
    ],
  ])('%s', async (_, credentials, inS3, inJson) => {
    await expect(s3(credentials).send(put('x'))).rejects.toThrow(expect.objectContaining({ name: inS3 }));
    await expect(new DynamoDBClient(options(credentials)).send(new ListTablesCommand())).rejects.toThrow(
      expect.objectContaining({ name: inJson }),
    );
  });

  test('a service that is not there says so by name', async () => {
    await expect(new SESClient(options()).send(new GetSendQuotaCommand({}))).rejects.toThrow(
      expect.objectContaining({ name: 'NotImplemented', message: expect.stringContaining('ses') }),
    );
  });

  test('a clock that is wrong is told so', async () => {
    now = () => new Date(Date.now() + 3_600_000);
    // The SDK corrects its clock and tries again by itself; one attempt shows the refusal.
    await expect(s3().send(put('x'))).rejects.toThrow(
      expect.objectContaining({ name: 'RequestTimeTooSkewed' }),
    );
  });
});

describe('unsigned requests', () => {
  test('reach the HTTP API, as nobody, and nothing else', async () => {
    expect((await fetch(`${gateway.endpoint}/_api/abc/check/x`)).status).toBe(200);
    expect(seen[0]!.request).toMatchObject({
      service: 'execute-api',
      principal: { type: 'anonymous', policies: [] },
    });
    for (const path of ['/', '/bucket/key', '/_api', '/000000000000/queue']) {
      expect((await fetch(gateway.endpoint + path)).status).toBe(403);
    }
    expect(seen).toHaveLength(1);
  });
});

test('a fault of ours is a 500 of the service, told to whoever runs it', async () => {
  gateway.register({
    ...service('s3', ''),
    handle: async () => {
      throw new TypeError('bug');
    },
  });
  await expect(s3().send(put('x'))).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  expect(faults).toEqual([expect.any(TypeError)]);
});

test('a caller that is killed in mid-upload is no fault of ours, and nothing of its body is taken', async () => {
  const url = new URL(await getSignedUrl(s3(), put(''), { expiresIn: 60 }));
  const upload = httpRequest(url, { method: 'PUT', headers: { 'content-length': '2000000' } });
  upload.on('error', () => {});
  const failed = new Promise<unknown>((resolve) => {
    gateway.register({
      ...service('s3', ''),
      handle: async ({ body }) => {
        body.once('data', () => upload.destroy());
        return { status: 200, body: await readBody(body, 64e6) };
      },
      failure: (error) => {
        resolve(error);
        return { status: 500 };
      },
    });
  });
  upload.write(Buffer.alloc(100_000));
  expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  expect(faults).toEqual([]);
});

test('a port in use is one clear sentence', async () => {
  const second = openGateway({
    port: gateway.port,
    region: 'eu-central-1',
    credentials: { find: () => undefined },
    now,
    onFault: () => {},
  });
  await expect(second).rejects.toThrow(`port ${gateway.port} is in use`);
});

test('it listens on the loopback address only', () => {
  expect(gateway.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('a streamed answer arrives whole, and HEAD has headers only', async () => {
  const content = randomBytes(500_000);
  gateway.register({
    ...service('s3', ''),
    handle: async ({ method }) =>
      method === 'HEAD'
        ? { status: 200, headers: { 'content-length': '500000' } }
        : { status: 200, headers: { 'content-length': '500000' }, body: Readable.from([content]) },
  });
  const { Body } = await s3().send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
  const received = Buffer.from(await Body!.transformToByteArray());
  expect(createHash('sha256').update(received).digest('hex')).toBe(
    createHash('sha256').update(content).digest('hex'),
  );
});

test('an idle connection is kept open: a reset there would be a lost reply', async () => {
  const answer = await new Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      httpRequest(`${gateway.endpoint}/_api/abc`, (response) =>
        buffer(response).then((body) => resolve({ headers: response.headers, body }), reject),
      ).end();
    },
  );
  expect(answer.headers['keep-alive']).toBeUndefined();
  expect(answer.headers.connection).toBe('keep-alive');
});

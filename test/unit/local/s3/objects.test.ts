import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import fc from 'fast-check';
import { BUCKET, createBucket } from './bucket';
import { Stand } from './stand';

let stand: Stand;
let s3: S3Client;

beforeAll(async () => {
  stand = await Stand.open();
  await createBucket(stand);
  s3 = stand.objects();
});
afterAll(() => stand.discard());

const put = (Key: string, Body: PutObjectCommandInput['Body'], rest: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...rest }));
const read = async (Key: string, rest: object = {}) => {
  const answer = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...rest }));
  return { ...answer, text: await answer.Body!.transformToString() };
};
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test('any key keeps any bytes, and never becomes a path', async () => {
  const key = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom(
      '../../etc/passwd',
      'a/../b',
      '/',
      '//',
      'a b+c%2Fd',
      "()'!*~",
      'x?versionId=1',
      '公司/名.csv',
    ),
  );
  await fc.assert(
    fc.asyncProperty(key, fc.uint8Array({ maxLength: 2000 }), async (name, bytes) => {
      fc.pre(name !== '.' && name !== '..' && !name.includes('\0'));
      const { ETag } = await put(name, bytes);
      const answer = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: name }));
      expect(Buffer.from(await answer.Body!.transformToByteArray())).toEqual(Buffer.from(bytes));
      expect(ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
    }),
    { numRuns: 60 },
  );
  const shards = readdirSync(join(stand.folder, 's3', 'buckets', BUCKET, 'objects'));
  expect(shards.every((name) => /^[0-9a-f]{2}$/.test(name))).toBe(true);
});

test('headers, metadata and the checksum that was sent come back', async () => {
  await put('described', 'text', {
    ContentType: 'text/csv; charset=utf-8',
    CacheControl: 'no-store',
    Metadata: { incident: 'one' },
    ChecksumAlgorithm: 'SHA256',
  });
  const head = await s3.send(
    new HeadObjectCommand({ Bucket: BUCKET, Key: 'described', ChecksumMode: 'ENABLED' }),
  );
  expect(head).toMatchObject({
    ContentType: 'text/csv; charset=utf-8',
    CacheControl: 'no-store',
    Metadata: { incident: 'one' },
    ContentLength: 4,
    ServerSideEncryption: 'AES256',
    ChecksumSHA256: createHash('sha256').update('text').digest('base64'),
  });
});

test('a stream goes in and out whole, and a damaged body never becomes an object', async () => {
  const chunk = Buffer.alloc(256 * 1024, 'abcdefg');
  const body = Readable.from(Array.from({ length: 12 }, () => chunk));
  await put('streamed', body, { ContentLength: 12 * chunk.length });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'streamed' }));
  const hash = createHash('sha256');
  for await (const part of Body as Readable) hash.update(part);
  const expected = createHash('sha256');
  for (let at = 0; at < 12; at++) expected.update(chunk);
  expect(hash.digest('hex')).toBe(expected.digest('hex'));

  await expect(
    put('damaged', 'text', { ContentMD5: createHash('md5').update('t').digest('base64') }),
  ).rejects.toMatchObject({
    name: 'BadDigest',
  });
  await expect(put('damaged', 'text', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
    name: 'BadDigest',
  });
  await expect(read('damaged')).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(readdirSync(join(stand.folder, 's3', 'incoming'))).toEqual([]);
});

test('ranges: from, to, the last bytes, and none behind the end', async () => {
  await put('ranged', '0123456789');
  const range = async (Range: string) => {
    const { text, ContentRange, ContentLength } = await read('ranged', { Range });
    return [text, ContentRange, ContentLength];
  };
  expect(await range('bytes=2-4')).toEqual(['234', 'bytes 2-4/10', 3]);
  expect(await range('bytes=7-')).toEqual(['789', 'bytes 7-9/10', 3]);
  expect(await range('bytes=-2')).toEqual(['89', 'bytes 8-9/10', 2]);
  expect(await range('bytes=5-99')).toEqual(['56789', 'bytes 5-9/10', 5]);
  await expect(range('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
});

test('of 25 writers who want to be the first exactly one is, 20 times', async () => {
  for (let race = 0; race < 20; race++) {
    const outcomes = await Promise.all(
      Array.from({ length: 25 }, (_, runner) =>
        put(`race-${race}`, String(runner), { IfNoneMatch: '*' }).then(
          () => runner,
          (error) => error.name as string,
        ),
      ),
    );
    const winners = outcomes.filter((outcome) => typeof outcome === 'number');
    expect(winners).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'PreconditionFailed')).toHaveLength(24);
    expect((await read(`race-${race}`)).text).toBe(String(winners[0]));
  }
});

test('conditions on the ETag, writing and reading', async () => {
  const { ETag } = await put('conditional', 'one');
  await put('conditional', 'two', { IfMatch: ETag });
  await expect(put('conditional', 'three', { IfMatch: ETag })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await expect(put('conditional-none', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
  const current = `"${md5('two')}"`;
  expect((await read('conditional', { IfMatch: current })).text).toBe('two');
  await expect(read('conditional', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(read('conditional', { IfNoneMatch: current })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
});

test('a copy has the content, and the metadata of its source or its own', async () => {
  await put('source key+1', 'text', { Metadata: { from: 'source' }, ContentType: 'text/plain' });
  const copy = (Key: string, rest: object = {}) =>
    s3.send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key,
        CopySource: `${BUCKET}/${encodeURIComponent('source key+1')}`,
        ...rest,
      }),
    );
  const { CopyObjectResult } = await copy('copied');
  expect(CopyObjectResult!.ETag).toBe(`"${md5('text')}"`);
  expect(await read('copied')).toMatchObject({
    text: 'text',
    Metadata: { from: 'source' },
    ContentType: 'text/plain',
  });
  await copy('replaced', { MetadataDirective: 'REPLACE', Metadata: { own: 'yes' } });
  expect(await read('replaced')).toMatchObject({ text: 'text', Metadata: { own: 'yes' } });
  await expect(copy('source key+1')).rejects.toMatchObject({ name: 'InvalidRequest' });
});

test('a presigned URL works by itself, for its method, key and time only', async () => {
  const upload = await getSignedUrl(s3, new PutObjectCommand({ Bucket: BUCKET, Key: 'signed/a b.csv' }), {
    expiresIn: 60,
  });
  expect((await fetch(upload, { method: 'PUT', body: 'by hand' })).status).toBe(200);
  const download = await getSignedUrl(
    s3,
    new GetObjectCommand({
      Bucket: BUCKET,
      Key: 'signed/a b.csv',
      ResponseContentDisposition: 'attachment; filename="a.csv"',
    }),
  );
  const answer = await fetch(download);
  expect(await answer.text()).toBe('by hand');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a.csv"');
  expect((await fetch(download, { method: 'DELETE' })).status).toBe(403);
  expect((await fetch(download.replace('a%20b', 'other'))).status).toBe(403);
});

test('buckets are found, placed and listed; what is not offered says so', async () => {
  await s3.send(new HeadBucketCommand({ Bucket: BUCKET }));
  await expect(s3.send(new HeadBucketCommand({ Bucket: 'no-such' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  expect((await s3.send(new GetBucketLocationCommand({ Bucket: BUCKET }))).LocationConstraint).toBe(
    'eu-central-1',
  );
  expect((await s3.send(new ListBucketsCommand({}))).Buckets!.map(({ Name }) => Name)).toEqual([BUCKET]);
  const acl = new PutObjectAclCommand({ Bucket: BUCKET, Key: 'described', ACL: 'public-read' });
  await expect(s3.send(acl)).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(put('public', 'x', { ACL: 'public-read' })).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(put('tagged', 'x', { Tagging: 'a=b' })).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(createBucket(stand, { WebsiteConfiguration: {} }, 'Site')).rejects.toThrow(
    'WebsiteConfiguration',
  );
  expect(stand.faults).toEqual([]);
});

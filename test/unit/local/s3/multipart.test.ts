import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { BUCKET, createBucket, notifying } from './bucket';
import { Stand, until } from './stand';

const MB = 1024 * 1024;
let stand: Stand;
let s3: S3Client;

beforeEach(async () => {
  stand = await Stand.open();
  await createBucket(stand, notifying());
  s3 = stand.objects();
});
afterEach(() => stand.discard());

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();
const begin = async (Key: string) =>
  (await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, Metadata: { m: '1' } }))).UploadId!;
const part = async (
  Key: string,
  UploadId: string,
  PartNumber: number,
  Body: Buffer,
): Promise<CompletedPart> => {
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber, Body }));
  return { ETag, PartNumber };
};
const complete = (Key: string, UploadId: string, Parts: CompletedPart[], rest: object = {}) =>
  s3.send(
    new CompleteMultipartUploadCommand({
      Bucket: BUCKET,
      Key,
      UploadId,
      MultipartUpload: { Parts },
      ...rest,
    }),
  );

test('12 MB through lib-storage are one object, one version and one event', async () => {
  const body = randomBytes(12 * MB);
  await new Upload({
    client: s3,
    params: { Bucket: BUCKET, Key: 'big', Body: body },
    partSize: 5 * MB,
  }).done();
  const { Body, ETag } = await s3.send(
    new GetObjectCommand({ Bucket: BUCKET, Key: 'big', ChecksumMode: 'ENABLED' }),
  );
  expect(Buffer.from(await Body!.transformToByteArray()).equals(body)).toBe(true);
  const parts = [body.subarray(0, 5 * MB), body.subarray(5 * MB, 10 * MB), body.subarray(10 * MB)];
  expect(ETag).toBe(`"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-3"`);
  await until(() => stand.sent.length === 2);
  const events = stand.sent.map(({ body: text }) => JSON.parse(text)).flatMap(({ Records }) => Records ?? []);
  expect(events).toMatchObject([
    { eventName: 'ObjectCreated:CompleteMultipartUpload', s3: { object: { key: 'big', size: 12 * MB } } },
  ]);
  expect(readdirSync(join(stand.folder, 's3', 'uploads'))).toEqual([]);
});

test('parts may come in any order and again; the answer may be asked for twice', async () => {
  const [one, two] = [randomBytes(5 * MB), Buffer.from('the end')];
  const id = await begin('parts');
  const second = await part('parts', id, 2, two);
  await part('parts', id, 1, randomBytes(5 * MB));
  const first = await part('parts', id, 1, one);
  const { Parts } = await s3.send(new ListPartsCommand({ Bucket: BUCKET, Key: 'parts', UploadId: id }));
  expect(Parts!.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, 5 * MB],
    [2, 7],
  ]);
  const [made, same] = await Promise.all([1, 2].map(() => complete('parts', id, [first, second])));
  const later = await complete('parts', id, [first, second]);
  expect([same!.VersionId, later.VersionId]).toEqual([made!.VersionId, made!.VersionId]);
  const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'parts' }));
  expect(Buffer.from(await Body!.transformToByteArray()).equals(Buffer.concat([one, two]))).toBe(true);
  expect(Metadata).toEqual({ m: '1' });
});

test('an upload survives a restart', async () => {
  const id = await begin('later');
  const first = await part('later', id, 1, Buffer.from('all of it'));
  stand = await stand.reopen();
  await createBucket(stand, notifying());
  s3 = stand.objects();
  await complete('later', id, [first]);
  expect((await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'later' }))).ContentLength).toBe(9);
});

test('wrong order, unknown parts, small parts and lost races are refused, and the upload lives on', async () => {
  const id = await begin('refused');
  const first = await part('refused', id, 1, Buffer.from('small'));
  const second = await part('refused', id, 2, Buffer.from('end'));
  const refused = (parts: CompletedPart[], name: string, rest: object = {}) =>
    expect(complete('refused', id, parts, rest)).rejects.toMatchObject({ name });
  await refused([second, first], 'InvalidPartOrder');
  await refused([{ ...first, ETag: '"0"' }], 'InvalidPart');
  await refused([first, second], 'EntityTooSmall');
  await refused([first, { PartNumber: 3, ETag: first.ETag }], 'InvalidPart');
  await complete('refused', id, [first]);
  const again = await begin('refused');
  const only = await part('refused', again, 1, Buffer.from('x'));
  await expect(complete('refused', again, [only], { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await complete('refused', again, [only]);
});

test('uploads are listed until they are aborted', async () => {
  const ids = [await begin('a'), await begin('b'), await begin('b')];
  const listed: string[] = [];
  let markers = {};
  for (let truncated: boolean | undefined = true; truncated; ) {
    const page = await s3.send(
      new ListMultipartUploadsCommand({ Bucket: BUCKET, MaxUploads: 1, ...markers }),
    );
    listed.push(...page.Uploads!.map(({ UploadId }) => UploadId!));
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    truncated = page.IsTruncated;
  }
  expect(listed.sort()).toEqual([...ids].sort());
  await s3.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: 'a', UploadId: ids[0] }));
  await expect(part('a', ids[0]!, 1, Buffer.from('x'))).rejects.toMatchObject({ name: 'NoSuchUpload' });
  await expect(part('a', '../../a', 1, Buffer.from('x'))).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

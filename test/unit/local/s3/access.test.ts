import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { BUCKET, createBucket } from './bucket';
import { REGION, ROOT_MAY_DELEGATE, Stand } from './stand';

let stand: Stand;
const bucketArn = `arn:aws:s3:::${BUCKET}`;
const objects = `${bucketArn}/*`;
const denied = (action: string) => ({ name: 'AccessDenied', message: expect.stringContaining(action) });
const allow = (Action: string | string[], Resource: string) => ({
  Effect: 'Allow' as const,
  Action,
  Resource,
});

beforeEach(async () => {
  stand = await Stand.open();
});
afterEach(() => stand.discard());

const put = (as: string, Key: string, rest: object = {}) =>
  stand.objects(as).send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'text', ...rest }));
const get = (as: string, Key: string, VersionId?: string) =>
  stand.objects(as).send(new GetObjectCommand({ Bucket: BUCKET, Key, VersionId }));

test('each operation needs its own grant, a version another one', async () => {
  await createBucket(stand);
  const { VersionId } = await put('admin', 'in/a');
  stand.principal('reader', [allow('s3:GetObject', objects)]);
  await get('reader', 'in/a');
  await expect(get('reader', 'in/a', VersionId)).rejects.toMatchObject(denied('s3:GetObjectVersion'));
  await expect(put('reader', 'in/a')).rejects.toMatchObject(denied('s3:PutObject'));
  const remove = new DeleteObjectCommand({ Bucket: BUCKET, Key: 'in/a' });
  await expect(stand.objects('reader').send(remove)).rejects.toMatchObject(denied('s3:DeleteObject'));
  const copy = new CopyObjectCommand({ Bucket: BUCKET, Key: 'b', CopySource: `${BUCKET}/in/a` });
  stand.principal('writer', [allow('s3:PutObject', objects)]);
  await expect(stand.objects('writer').send(copy)).rejects.toMatchObject(denied('s3:GetObject'));
});

test('a list may be limited to a prefix', async () => {
  await createBucket(stand);
  stand.principal('lister', [
    { ...allow('s3:ListBucket', bucketArn), Condition: { StringLike: { 's3:prefix': 'in/*' } } },
  ]);
  const list = (Prefix?: string) =>
    stand.objects('lister').send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }));
  await list('in/one');
  await expect(list('out/')).rejects.toMatchObject(denied('s3:ListBucket'));
  await expect(list()).rejects.toMatchObject(denied('s3:ListBucket'));
});

test('who may not list is not told whether a key exists', async () => {
  await createBucket(stand);
  stand.principal('blind', [allow('s3:GetObject', objects)]);
  stand.principal('seeing', [allow('s3:GetObject', objects), allow('s3:ListBucket', bucketArn)]);
  await expect(get('blind', 'none')).rejects.toMatchObject(denied('s3:ListBucket'));
  await expect(get('seeing', 'none')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test("a bucket's policy can refuse what a role allows", async () => {
  await createBucket(stand);
  await stand.create('AWS::S3::BucketPolicy', 'Policy', {
    Bucket: BUCKET,
    PolicyDocument: {
      Statement: [
        { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `${bucketArn}/closed/*` },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: objects,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  });
  await put('admin', 'open/a');
  await expect(put('admin', 'closed/a')).rejects.toMatchObject(denied('s3:PutObject'));
});

test('a presigned URL can do what its signer can, no more', async () => {
  await createBucket(stand);
  stand.principal('nobody', []);
  const url = await getSignedUrl(stand.objects('nobody'), new PutObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  const answer = await fetch(url, { method: 'PUT', body: 'x' });
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
});

test('an encrypted bucket needs its key too, used through S3: one grant to write, another to read', async () => {
  const keyId = await stand.create('AWS::KMS::Key', 'Data', { KeyPolicy: ROOT_MAY_DELEGATE });
  await createBucket(stand, {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyId },
        },
      ],
    },
  });
  const key = (Action: string) => ({
    ...allow(Action, '*'),
    Condition: { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } },
  });
  const s3 = allow(['s3:PutObject', 's3:GetObject'], objects);
  stand.principal('without', [s3]);
  stand.principal('writer', [s3, key('kms:GenerateDataKey')]);
  stand.principal('reader', [s3, key('kms:Decrypt')]);
  await expect(put('without', 'a')).rejects.toMatchObject(denied('kms:GenerateDataKey'));
  await expect(put('reader', 'a')).rejects.toMatchObject(denied('kms:GenerateDataKey'));
  const written = await put('writer', 'a');
  expect(written).toMatchObject({ ServerSideEncryption: 'aws:kms', BucketKeyEnabled: true });
  expect(written.SSEKMSKeyId).toContain(keyId);
  await expect(get('writer', 'a')).rejects.toMatchObject(denied('kms:Decrypt'));
  expect((await get('reader', 'a')).SSEKMSKeyId).toContain(keyId);
});

import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { BUCKET, createBucket } from './bucket';
import { Stand } from './stand';

let stand: Stand;
let s3: S3Client;

async function open(properties: Record<string, unknown> = {}): Promise<void> {
  await createBucket(stand, properties);
  s3 = stand.objects();
}
beforeEach(async () => {
  stand = await Stand.open();
});
afterEach(() => stand.discard());

const put = async (Key: string, Body: string, rest: Partial<PutObjectCommandInput> = {}) =>
  (await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...rest }))).VersionId;
const read = async (Key: string, VersionId?: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key, VersionId }));
  return Body!.transformToString();
};
const remove = (Key: string, VersionId?: string, rest: object = {}) =>
  s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId, ...rest }));

test('overwriting keeps what was there; deleting hides it; deleting the marker brings it back', async () => {
  await open();
  const first = await put('a', 'one');
  const second = await put('a', 'two');
  expect(first).not.toBe(second);
  expect([await read('a'), await read('a', first)]).toEqual(['two', 'one']);
  const marker = await remove('a');
  expect(marker.DeleteMarker).toBe(true);
  await expect(read('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(read('a', marker.VersionId)).rejects.toMatchObject({ name: 'MethodNotAllowed' });
  expect(await read('a', first)).toBe('one');
  await remove('a', marker.VersionId);
  expect(await read('a')).toBe('two');
  await remove('a', second);
  expect(await read('a')).toBe('one');
  await expect(read('a', second)).rejects.toMatchObject({ name: 'NoSuchVersion' });
});

test('versions are listed newest first, page by page, while being deleted', async () => {
  await open();
  const put3 = async (key: string) =>
    [await put(key, '1'), await put(key, '2'), await put(key, '3')].reverse();
  const expected = [...(await put3('a')), ...(await put3('b')), ...(await put3('c/d'))];
  await remove('c/d');
  const walk = async (during: (key: string, id: string) => Promise<unknown>) => {
    const seen: string[] = [];
    let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
    for (;;) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, MaxKeys: 2, ...markers }));
      for (const one of page.Versions ?? []) {
        seen.push(one.VersionId!);
        await during(one.Key!, one.VersionId!);
      }
      if (!page.IsTruncated) return seen;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  };
  expect(await walk(async () => {})).toEqual(expected);
  expect(await walk(remove)).toEqual(expected);
  const left = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  expect(left.Versions).toBeUndefined();
  expect(left.DeleteMarkers).toMatchObject([{ Key: 'c/d', IsLatest: true }]);
});

test('an unversioned bucket replaces and forgets', async () => {
  await open({ VersioningConfiguration: undefined });
  expect(await put('a', 'one')).toBeUndefined();
  await put('a', 'two');
  expect(await read('a')).toBe('two');
  const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  expect(Versions).toMatchObject([{ Key: 'a', VersionId: 'null' }]);
  await remove('a');
  expect((await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))).Versions).toBeUndefined();
});

test('objects, versions and markers are the same after a restart', async () => {
  await open();
  const first = await put('kept', 'one', { Metadata: { m: '1' } });
  await put('kept', 'two');
  await put('hidden', 'x');
  await remove('hidden');
  const list = async () => {
    const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
    return { Versions, DeleteMarkers };
  };
  const before = await list();
  stand = await stand.reopen();
  await open();
  expect(await list()).toEqual(before);
  expect([await read('kept'), await read('kept', first)]).toEqual(['two', 'one']);
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status).toBe('Enabled');
});

test('many are deleted in one call, each with its own outcome', async () => {
  await open({ ObjectLockEnabled: true });
  const tomorrow = new Date(Date.now() + 86_400_000);
  const locked = await put('locked', 'x', {
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: tomorrow,
  });
  const plain = await put('a & <b>', 'x');
  const { Deleted, Errors } = await s3.send(
    new DeleteObjectsCommand({
      Bucket: BUCKET,
      Delete: {
        Objects: [
          { Key: 'a & <b>', VersionId: plain },
          { Key: 'locked', VersionId: locked },
          { Key: 'never there' },
        ],
      },
    }),
  );
  expect(Deleted).toMatchObject([
    { Key: 'a & <b>', VersionId: plain },
    { Key: 'never there', DeleteMarker: true },
  ]);
  expect(Errors).toMatchObject([{ Key: 'locked', Code: 'AccessDenied' }]);
});

describe('under Object Lock', () => {
  const day = 86_400_000;
  const at = (days: number) => new Date(Date.now() + days * day);
  const retain = (Mode: 'COMPLIANCE' | 'GOVERNANCE', days: number, VersionId?: string, rest: object = {}) =>
    s3.send(
      new PutObjectRetentionCommand({
        Bucket: BUCKET,
        Key: 'a',
        VersionId,
        Retention: { Mode, RetainUntilDate: at(days) },
        ...rest,
      }),
    );
  const refused = { name: 'AccessDenied' };

  test('a version cannot be deleted until its time, whoever asks', async () => {
    await open({ ObjectLockEnabled: true });
    const version = await put('a', 'x', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: at(2) });
    await expect(remove('a', version)).rejects.toMatchObject(refused);
    await expect(remove('a', version, { BypassGovernanceRetention: true })).rejects.toMatchObject(refused);
    const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(Retention!.Mode).toBe('COMPLIANCE');
    await remove('a'); // a marker hides it, and harms nothing
    stand.time = at(3);
    await remove('a', version);
    await expect(read('a', version)).rejects.toMatchObject({ name: 'NoSuchVersion' });
  });

  test('retention only gets longer, and survives a restart', async () => {
    await open({ ObjectLockEnabled: true });
    const version = await put('a', 'x');
    await retain('COMPLIANCE', 2, version);
    await retain('COMPLIANCE', 4, version);
    await expect(retain('COMPLIANCE', 3, version)).rejects.toMatchObject(refused);
    await expect(retain('GOVERNANCE', 9, version)).rejects.toMatchObject(refused);
    stand = await stand.reopen();
    await open({ ObjectLockEnabled: true });
    await expect(remove('a', version)).rejects.toMatchObject(refused);
  });

  test('governance lets those pass who may bypass it and say so', async () => {
    await open({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 5 } } },
    });
    const version = await put('a', 'x');
    await expect(remove('a', version)).rejects.toMatchObject(refused);
    const bypass = { BypassGovernanceRetention: true };
    stand.principal('eraser', [{ Effect: 'Allow', Action: 's3:DeleteObjectVersion', Resource: '*' }]);
    const eraser = new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a', VersionId: version, ...bypass });
    await expect(stand.objects('eraser').send(eraser)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:BypassGovernanceRetention'),
    });
    await remove('a', version, bypass);
  });

  test('there is none in a bucket without it', async () => {
    await open();
    await put('a', 'x');
    await expect(retain('COMPLIANCE', 2)).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});

test('lifecycle rules take what is old, and leave what is new, locked or elsewhere', async () => {
  const rules = {
    LifecycleConfiguration: {
      Rules: [
        {
          Status: 'Enabled',
          Prefix: 'in/',
          ExpirationInDays: 30,
          NoncurrentVersionExpiration: { NoncurrentDays: 3 },
        },
      ],
    },
    ObjectLockEnabled: true,
  };
  await open(rules);
  const begin = Date.now();
  await put('in/old', 'one');
  const locked = await put('in/locked', 'one', {
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: new Date(begin + 99 * 86_400_000),
  });
  await put('in/locked', 'two');
  await put('in/old', 'two');
  await put('out/old', 'one');
  stand.time = new Date(begin + 10 * 86_400_000);
  await put('in/new', 'one');
  stand.s3.applyLifecycle();
  const versions = async (Key: string) =>
    ((await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: Key }))).Versions ?? []).length;
  expect([await versions('in/old'), await versions('in/locked')]).toEqual([1, 2]);
  stand.time = new Date(begin + 31 * 86_400_000);
  stand.s3.applyLifecycle();
  await expect(read('in/old')).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(await read('in/locked', locked)).toBe('one');
  expect([await read('in/new'), await read('out/old')]).toEqual(['one', 'one']);
  stand.time = new Date(begin + 40 * 86_400_000);
  stand.s3.applyLifecycle();
  expect(await versions('in/old')).toBe(0);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CopyObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { BUCKET, createBucket, notifying, QUEUE } from './bucket';
import { ACCOUNT, Stand, until } from './stand';

let stand: Stand;
let folder: string;
let s3: S3Client;

async function open(properties: Record<string, unknown> = notifying()): Promise<void> {
  stand = await Stand.open(folder);
  await createBucket(stand, properties);
  s3 = stand.objects();
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'events-'));
});
afterEach(async () => {
  await stand.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'text' }));
const records = () => stand.sent.flatMap(({ body }) => JSON.parse(body).Records ?? []);
const outbox = () => readdirSync(join(folder, 's3', 'outbox'));

test('a new object is told to the queue in the form of S3, from the bucket', async () => {
  await open();
  const { VersionId, ETag } = await put('one/Müller & Söhne+1 (x).csv');
  await until(() => records().length === 1);
  expect(stand.sent.at(-1)!.queueArn).toBe(QUEUE);
  expect(stand.sent.at(-1)!.from).toEqual({
    service: 's3.amazonaws.com',
    sourceArn: `arn:aws:s3:::${BUCKET}`,
  });
  expect(records()[0]).toMatchObject({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: `arn:aws:iam::${ACCOUNT}:role/admin` },
    s3: {
      bucket: { name: BUCKET },
      object: {
        key: 'one/M%C3%BCller+%26+S%C3%B6hne%2B1+%28x%29.csv',
        size: 4,
        eTag: ETag!.replaceAll('"', ''),
        versionId: VersionId,
        sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
      },
    },
  });
  expect(decodeURIComponent(records()[0].s3.object.key.replaceAll('+', ' '))).toBe(
    'one/Müller & Söhne+1 (x).csv',
  );
});

test('sequencers order the events of a key, over a restart and a clock that went back', async () => {
  await open();
  for (let at = 0; at < 5; at++) await put('same');
  await stand.close();
  const before = records();
  await open();
  stand.time = new Date(Date.now() - 86_400_000);
  await put('same');
  await until(() => records().length === 1);
  const sequencers = [...before, ...records()].map((record) => record.s3.object.sequencer);
  expect(sequencers).toHaveLength(6);
  expect([...sequencers].sort()).toEqual(sequencers);
});

test('only what the filter names is told, and copies too', async () => {
  await open(
    notifying([
      { Name: 'prefix', Value: 'in/' },
      { Name: 'suffix', Value: '.csv' },
    ]),
  );
  for (const key of ['in/a.csv', 'in/a.txt', 'out/a.csv']) await put(key);
  await s3.send(
    new CopyObjectCommand({ Bucket: BUCKET, Key: 'in/b.csv', CopySource: `${BUCKET}/out/a.csv` }),
  );
  await until(() => outbox().length === 0);
  expect(records().map((record) => [record.eventName, record.s3.object.key])).toEqual([
    ['ObjectCreated:Put', 'in/a.csv'],
    ['ObjectCreated:Copy', 'in/b.csv'],
  ]);
});

test('a queue is tried out once; one that refuses S3 stops the boot', async () => {
  await open();
  expect(stand.sent.map(({ body }) => JSON.parse(body).Event)).toEqual(['s3:TestEvent']);
  await stand.close();
  await open();
  expect(stand.sent).toEqual([]);
  stand.queueFault = new Error('no');
  const other = { ...notifying([{ Name: 'prefix', Value: 'x' }]) };
  await expect(createBucket(stand, other, 'Other')).rejects.toThrow('cannot reach');
});

test('what the queue does not take is kept, and sent after the next start', async () => {
  await open();
  stand.queueFault = new Error('down');
  await put('kept');
  expect(outbox()).toHaveLength(1);
  await stand.close();
  await open();
  await until(() => records().length === 1);
  expect(records()[0].s3.object.key).toBe('kept');
  await until(() => outbox().length === 0);
});

test('kill -9 loses no event of an acknowledged object, and invents none', async () => {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'dropper.ts'), folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    },
  );
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    told.push(line);
    if (told.length === 60) child.kill('SIGKILL');
  }
  await open();
  await until(() => outbox().length === 0);
  const sent = new Set(records().map((record) => record.s3.object.key as string));
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  const there = new Set(Contents!.map(({ Key }) => Key!));
  expect(told.filter((key) => !there.has(key))).toEqual([]);
  // Nothing was delivered in the child, so every object that exists is told now.
  expect([...sent].sort()).toEqual([...there].sort());
  expect(readdirSync(join(folder, 's3', 'incoming'))).toEqual([]);
});

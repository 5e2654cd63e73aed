import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { bootEmbeddedAws, type TestAws } from '../support/embedded-aws';

const OUTPUTS = [
  'ApiUrl',
  'IntakeBucket',
  'EvidenceBucket',
  'RegisterTable',
  'ArrivalsQueueUrl',
  'FilesQueueUrl',
  'DispatchQueueUrl',
  'FeedbackQueueUrl',
  'ExportsQueueUrl',
  'ConfigurationSet',
  'SigningKeyId',
];

let data: string;
let aws: TestAws;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'boot-'));
  aws = await bootEmbeddedAws({ data });
});
afterAll(async () => {
  await aws.close();
  rmSync(data, { recursive: true, force: true });
});

const put = (key: string, body: string) =>
  new PutObjectCommand({ Bucket: aws.outputs.IntakeBucket, Key: key, Body: body });

async function api(operator: string, method: string, path: string) {
  const url = new URL(aws.outputs.ApiUrl + path);
  const signer = new SignatureV4({
    credentials: aws.operator(operator),
    region: aws.region,
    service: 'execute-api',
    sha256: Sha256,
  });
  const { headers } = await signer.sign(
    new HttpRequest({ method, path: url.pathname, headers: { host: url.host } }),
  );
  return fetch(url, { method, headers });
}

test('the synthesized stacks boot, with every output that the command and the tests rely on', () => {
  for (const name of OUTPUTS) expect([name, aws.outputs[name]]).toEqual([name, expect.stringMatching(/./)]);
  expect(aws.outputs.ApiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_api\//);
});

describe('operators may do their task and nothing else', () => {
  test('a responder drops files and lists them, but cannot read what was dropped', async () => {
    const s3 = new S3Client(aws.client('responder'));
    await s3.send(put('boot-test/a.csv', 'company,group,email\n'));
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: aws.outputs.IntakeBucket }));
    expect(listed.Contents?.map(({ Key }) => Key)).toContain('boot-test/a.csv');
    const read = new GetObjectCommand({ Bucket: aws.outputs.IntakeBucket, Key: 'boot-test/a.csv' });
    await expect(s3.send(read)).rejects.toThrow(expect.objectContaining({ name: 'AccessDenied' }));
  });

  test('an approver drops nothing', async () => {
    const s3 = new S3Client(aws.client('approver-1'));
    await expect(s3.send(put('boot-test/b.csv', 'x'))).rejects.toThrow(
      expect.objectContaining({ name: 'AccessDenied' }),
    );
  });

  test('neither reaches the register or a queue past the API', async () => {
    for (const operator of ['responder', 'approver-1']) {
      const get = new GetItemCommand({
        TableName: aws.outputs.RegisterTable,
        Key: { pk: { S: 'INCIDENTS' }, sk: { S: 'x' } },
      });
      await expect(new DynamoDBClient(aws.client(operator)).send(get)).rejects.toThrow(
        expect.objectContaining({ name: 'AccessDeniedException' }),
      );
      const receive = new ReceiveMessageCommand({ QueueUrl: aws.outputs.FeedbackQueueUrl });
      await expect(new SQSClient(aws.client(operator)).send(receive)).rejects.toThrow(/not authorized/);
    }
  });

  test('a responder cannot approve, through the API either', async () => {
    expect((await api('responder', 'POST', '/incidents/boot-test/approve')).status).toBe(403);
    expect((await fetch(`${aws.outputs.ApiUrl}/incidents`)).status).toBe(403);
  });
});

test('two approvers are two people', () => {
  expect(aws.operator('approver-1').arn).not.toBe(aws.operator('approver-2').arn);
});

test('the data folder belongs to one process at a time', async () => {
  await expect(bootEmbeddedAws({ data })).rejects.toThrow('in use');
});

test('a port in use is one clear sentence, and leaves its data folder free', async () => {
  const other = mkdtempSync(join(tmpdir(), 'boot-'));
  const port = Number(new URL(aws.endpoint).port);
  for (let round = 0; round < 2; round++) {
    await expect(bootEmbeddedAws({ data: other, port })).rejects.toThrow(`port ${port} is in use`);
  }
  rmSync(other, { recursive: true, force: true });
});

test('a drop reaches the register through the Lambdas, each under its own role', async () => {
  await new S3Client(aws.client('responder')).send(put('boot-drop/a.csv', 'company,group,email\n'));
  let drops: unknown[] = [];
  while (drops.length === 0) {
    const response = await api('responder', 'GET', '/incidents/boot-drop');
    if (response.status === 200) drops = ((await response.json()) as { drops: unknown[] }).drops;
    else expect(response.status).toBe(404);
  }
  expect(drops).toEqual([
    expect.objectContaining({ custody: expect.objectContaining({ key: 'boot-drop/a.csv' }) }),
  ]);
});

test('grants that a call needed are no longer reported as unused', () => {
  const unused = aws.unusedGrants().map(({ role, statement }) => `${role} ${statement}`);
  const of = (role: string, action: string) =>
    unused.filter((grant) => grant.includes(role) && grant.endsWith(action));
  expect(of('receiverole', ' sqs:ReceiveMessage')).toEqual([]);
  expect(of('exportrole', ' kms:Sign')).toHaveLength(1);
  expect(of('role', ' logs:PutLogEvents')).toEqual([]);
});

test('what was dropped, and the operators’ keys, outlive a restart on the same data', async () => {
  const keys = aws.operator('responder');
  await aws.close();
  aws = await bootEmbeddedAws({ data });
  expect(aws.operator('responder')).toEqual(keys);
  const listed = await new S3Client(aws.client(keys)).send(
    new ListObjectsV2Command({ Bucket: aws.outputs.IntakeBucket }),
  );
  expect(listed.Contents?.map(({ Key }) => Key)).toContain('boot-drop/a.csv');
});

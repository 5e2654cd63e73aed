import { grantsOf, synthesize, target } from './synthesized';

const prod = synthesize('prod');

const viaDynamodb = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
const reads = (queue: string) => ({
  Queue: [['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], [queue]],
});
const sends = (name: string) => ({ [name]: [['sqs:SendMessage'], [`${name}Queue`]] });
const register = (...actions: string[]) => ({
  Register: [actions.map((action) => `dynamodb:${action}`).sort(), ['Register']],
  DataKeyDynamodb: [viaDynamodb, ['DataKey']],
});
const logs = (lambda: string) => ({
  Logs: [['logs:CreateLogStream', 'logs:PutLogEvents'], [expect.stringMatching(`^${lambda}Logs`)]],
});
const decrypt = [['kms:Decrypt'], ['DataKey']];
const encrypt = [['kms:Decrypt', 'kms:GenerateDataKey'], ['DataKey']];
const quota = { Quota: [['ses:GetSendQuota'], ['*']] };

/** Every right of every Lambda, written down twice on purpose: here it is read by people. */
const rights: Record<string, Record<string, unknown>> = {
  Receive: {
    ...logs('Receive'),
    ...reads('ArrivalsQueue'),
    ...register('GetItem', 'PutItem', 'UpdateItem', 'Query'),
    ...sends('Files'),
    DataKeySqs: decrypt,
  },
  Intake: {
    ...logs('Intake'),
    ...reads('FilesQueue'),
    ...sends('Files'),
    ...register('GetItem', 'UpdateItem', 'BatchWriteItem'),
    Drops: [['s3:GetObjectVersion'], ['Intake/*']],
    DataKeyS3: decrypt,
  },
  Dispatch: {
    ...logs('Dispatch'),
    ...reads('DispatchQueue'),
    ...sends('Dispatch'),
    ...register('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
    Mail: [['ses:SendRawEmail'], [expect.stringMatching('^MailEventsConfigurationSet'), 'identity/*']],
    ...quota,
  },
  Feedback: {
    ...logs('Feedback'),
    ...reads('FeedbackQueue'),
    ...register('GetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem'),
    DataKeySqs: decrypt,
  },
  Reconcile: {
    ...logs('Reconcile'),
    ...register('GetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem', 'Query'),
    ...sends('Arrivals'),
    ...sends('Files'),
    ...sends('Dispatch'),
    ...sends('Exports'),
    ListVersions: [['s3:ListBucketVersions'], ['Evidence', 'Intake']],
    DestroyDrops: [['s3:DeleteObjectVersion'], ['Intake/*']],
    ListUploads: [['s3:ListBucketMultipartUploads'], ['Evidence']],
    DestroyPacks: [['s3:AbortMultipartUpload', 's3:DeleteObjectVersion'], ['Evidence/*/evidence.zip']],
    Anchors: [['s3:PutObject', 's3:PutObjectRetention'], ['Evidence/anchors/*']],
    ...quota,
    DataKeySqs: encrypt,
    DataKeyS3: encrypt,
  },
  Export: {
    ...logs('Export'),
    ...reads('ExportsQueue'),
    ...register('GetItem', 'PutItem', 'UpdateItem', 'Query'),
    Packs: [
      ['s3:AbortMultipartUpload', 's3:PutObject'],
      ['Evidence/*/evidence.zip', 'Evidence/*/regulator.zip'],
    ],
    LockPacks: [['s3:PutObjectRetention'], ['Evidence/*/regulator.zip']],
    Anchors: [['s3:GetObjectVersion', 's3:PutObject', 's3:PutObjectRetention'], ['Evidence/anchors/*']],
    ListAnchors: [['s3:ListBucketVersions'], ['Evidence']],
    Sign: [['kms:GetPublicKey', 'kms:Sign'], ['SigningKey']],
    DataKeyS3: encrypt,
  },
  Api: {
    ...logs('Api'),
    ...register('BatchWriteItem', 'GetItem', 'PutItem', 'UpdateItem', 'Query'),
    ...sends('Exports'),
    PresignedUpload: [['s3:PutObject'], ['Intake/*']],
    PresignedDownload: [['s3:GetObject'], ['Evidence/*']],
    KillSwitch: [['ses:UpdateConfigurationSetSendingEnabled'], ['*']],
    DataKeyS3: encrypt,
  },
};

/** `Intake/*` for an object ARN of a bucket, `identity/*` for SES identities, else the logical id or `*`. */
function shortened(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const text = JSON.stringify(resource);
  const identity = /:(identity\/\*)"/.exec(text)?.[1];
  const objects = /\}?,"(\/[\w*/.]*)"\]\]\}$/.exec(text)?.[1] ?? '';
  const set = /"Ref":"(MailEventsConfigurationSet\w+)"/.exec(text)?.[1];
  return identity ?? set ?? `${target(resource)}${objects}`;
}

test.each(Object.entries(rights))('%s may do exactly this', (lambda, expected) => {
  const grants = grantsOf(prod, lambda);
  expect(grants.every(({ Effect }) => Effect === 'Allow')).toBe(true);
  const found = Object.fromEntries(
    grants.map(({ Sid, Action, Resource }) => [Sid, [[...Action].sort(), Resource.map(shortened).sort()]]),
  );
  expect(found).toEqual(expected);
});

test('no role may use the data key directly, only through a service', () => {
  const uses = Object.keys(rights)
    .flatMap((lambda) => grantsOf(prod, lambda))
    .filter(({ Resource }) => Resource.map(target).includes('DataKey'));
  expect(uses.length).toBeGreaterThan(7);
  for (const { Condition } of uses)
    expect(JSON.stringify(Condition)).toMatch(
      /^\{"StringEquals":\{"kms:ViaService":\{"Fn::Join":\["",\["(dynamodb|s3|sqs)\."/,
    );
});

test('no action is a wildcard', () => {
  const actions = Object.keys(rights)
    .flatMap((lambda) => grantsOf(prod, lambda))
    .flatMap(({ Action }) => Action);
  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
});

import { type Resource, type Statement, statementsOf, synthesize, target } from './synthesized';

const prod = synthesize('prod');
const one = (type: string, id: string): Resource => {
  const found = prod.resources(type).find((resource) => resource.id === id);
  if (!found) throw new Error(`${type} ${id} is not in the template`);
  return found;
};
const buckets = prod.resources('AWS::S3::Bucket');

describe('what must survive', () => {
  test('keeps its logical ids: another id would be an empty table beside the full one', () => {
    const stateful = [
      'AWS::S3::Bucket',
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::SQS::Queue',
      'AWS::SNS::Topic',
    ];
    const ids = stateful.flatMap((type) => Object.keys(prod.data.findResources(type))).sort();
    expect(ids).toEqual([
      'AccessLogs',
      'AlarmTopic',
      'ArrivalsDeadLetters',
      'ArrivalsQueue',
      'DataKey',
      'Evidence',
      'Intake',
      'Register',
      'SigningKey',
    ]);
  });

  test('outlives its stack', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::KMS::Key'])
      for (const { id, DeletionPolicy, UpdateReplacePolicy } of prod.resources(type))
        expect({ id, DeletionPolicy, UpdateReplacePolicy }).toEqual({
          id,
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
        });
  });
});

describe('the register', () => {
  const { Properties } = one('AWS::DynamoDB::Table', 'Register');

  test('can be brought back for seven days and not longer, since erasure is final then', () => {
    expect(Properties.PointInTimeRecoverySpecification).toEqual({
      PointInTimeRecoveryEnabled: true,
      RecoveryPeriodInDays: 7,
    });
    expect(Properties.DeletionProtectionEnabled).toBe(true);
  });

  test('is encrypted with our key, on demand, with pk, sk and expiresAt', () => {
    expect(target(Properties.SSESpecification.KMSMasterKeyId)).toBe('DataKey');
    expect(Properties.BillingMode).toBe('PAY_PER_REQUEST');
    expect(Properties.KeySchema).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
    expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });
});

describe('buckets', () => {
  test('are closed to the public and to plain HTTP', () => {
    for (const bucket of buckets) {
      expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const policy = prod
        .resources('AWS::S3::BucketPolicy')
        .find(({ Properties }) => target(Properties.Bucket) === bucket.id) as Resource;
      expect(statementsOf(policy)).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: ['s3:*'],
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });

  test.each(['Intake', 'Evidence'])('%s is versioned, access logged and encrypted with our key', (id) => {
    const { Properties } = one('AWS::S3::Bucket', id);
    const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
    expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('aws:kms');
    expect(target(rule.ServerSideEncryptionByDefault.KMSMasterKeyID)).toBe('DataKey');
    expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(target(Properties.LoggingConfiguration.DestinationBucketName)).toBe('AccessLogs');
  });

  test('every new object is announced to arrivals, whose policy is there before the bucket', () => {
    const intake = one('AWS::S3::Bucket', 'Intake');
    const [announced] = intake.Properties.NotificationConfiguration.QueueConfigurations;
    expect(announced.Event).toBe('s3:ObjectCreated:*');
    expect(announced.Filter).toBeUndefined();
    expect(target(announced.Queue)).toBe('ArrivalsQueue');
    const policy = prod
      .resources('AWS::SQS::QueuePolicy')
      .find(({ Properties }) => target(Properties.Queues) === 'ArrivalsQueue') as Resource;
    expect(intake.DependsOn).toContain(policy.id);
  });

  test('no raw file expires past a legal hold or before its run has ended; logs of access do', () => {
    const { Rules } = one('AWS::S3::Bucket', 'Intake').Properties.LifecycleConfiguration;
    expect(Rules).toEqual([
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
    ]);
    const [logs] = one('AWS::S3::Bucket', 'AccessLogs').Properties.LifecycleConfiguration.Rules;
    expect(logs.ExpirationInDays).toBe(30);
  });

  test('evidence can be locked object by object, and nothing is locked by default', () => {
    const { Properties } = one('AWS::S3::Bucket', 'Evidence');
    expect(Properties.ObjectLockEnabled).toBe(true);
    expect(Properties.ObjectLockConfiguration).toBeUndefined();
  });
});

describe('keys', () => {
  test('the data key rotates; services use it only to encrypt and decrypt', () => {
    const key = one('AWS::KMS::Key', 'DataKey');
    expect(key.Properties.EnableKeyRotation).toBe(true);
    const services = statementsOf(key).filter(({ Sid }) => Sid === 'EventSources') as [Statement];
    expect(services[0].Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    expect(services[0].Principal).toEqual({
      Service: ['cloudwatch.amazonaws.com', 's3.amazonaws.com', 'ses.amazonaws.com', 'sns.amazonaws.com'],
    });
  });

  test('the signing key signs with P-256 and does nothing else', () => {
    expect(one('AWS::KMS::Key', 'SigningKey').Properties).toMatchObject({
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
    });
  });
});

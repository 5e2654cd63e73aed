import { AttributeType, BillingMode, type CfnTable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CfnKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { type CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Aws, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Settings } from './config';
import { DataKey } from './constructs/data-key';
import { AccessLogBucket, SecureBucket } from './constructs/secure-bucket';
import { WorkQueue } from './constructs/work-queue';
import { Alarms } from './monitoring/alarms';

/** The time-out of receive, which reads the arrivals queue from the other stack. */
export const RECEIVE_TIMEOUT = Duration.minutes(1);

/** Everything that must survive: files, register, evidence, keys. Logical ids are fixed, a test guards them. */
export class DataStack extends Stack {
  readonly key: DataKey;
  readonly signingKey: Key;
  readonly alarmTopic: Topic;
  readonly arrivals: WorkQueue;
  readonly intake: SecureBucket;
  readonly evidence: SecureBucket;
  readonly register: Table;

  constructor(
    scope: Construct,
    id: string,
    private readonly settings: Settings,
  ) {
    super(scope, id, {
      description: 'breach-notify: what must survive (files, register, evidence, keys)',
      terminationProtection: settings.terminationProtection,
    });
    this.key = new DataKey(this, 'DataKey', settings.removal);
    this.signingKey = this.createSigningKey();
    this.alarmTopic = this.createAlarmTopic();
    this.arrivals = this.createArrivals();
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      days: settings.retention.rawFileDays,
      removal: settings.removal,
    });
    this.intake = this.createIntake(accessLogs);
    this.evidence = new SecureBucket(this, 'Evidence', {
      key: this.key,
      accessLogs,
      removal: settings.removal,
      // Lets regulator packs and log anchors be locked one by one. No default retention: the evidence pack holds
      // addresses and must stay erasable.
      objectLockEnabled: true,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    });
    this.register = this.createRegister();
    this.addOutputs();
  }

  /** Signs evidence packs; the public half travels inside each pack. KMS cannot rotate signing keys by itself. */
  private createSigningKey(): Key {
    const key = new Key(this, 'SigningKey', {
      alias: 'breach-notify/evidence',
      description: 'breach-notify: signs evidence packs',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: this.settings.removal,
    });
    (key.node.defaultChild as CfnKey).overrideLogicalId('SigningKey');
    return key;
  }

  private createAlarmTopic(): Topic {
    const topic = new Topic(this, 'AlarmTopic', { masterKey: this.key, enforceSSL: true });
    (topic.node.defaultChild as CfnTopic).overrideLogicalId('AlarmTopic');
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    return topic;
  }

  /** Lives beside the bucket that feeds it: in the pipeline stack the two stacks would import each other. */
  private createArrivals(): WorkQueue {
    const arrivals = new WorkQueue(this, 'Arrivals', {
      alarms: new Alarms(this, this.alarmTopic),
      name: 'arrivals',
      impact: 'A dropped file has not been taken into custody; reconcile looks for it every minute.',
      readerTimeout: RECEIVE_TIMEOUT,
      // Events name object keys, which may hold names.
      key: this.key,
      attempts: 5,
      lateAfter: Duration.minutes(5),
    });
    arrivals.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'BucketEvents',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [arrivals.queue.queueArn],
        // By account, not by bucket: the bucket is created after this policy and cannot be named in it.
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    return arrivals;
  }

  private createIntake(accessLogs: AccessLogBucket): SecureBucket {
    const bucket = new SecureBucket(this, 'Intake', {
      key: this.key,
      accessLogs,
      removal: this.settings.removal,
      // Nothing expires by itself: S3 knows of no legal hold, of no run that has not ended and of no file that is
      // still to be read. reconcile destroys every version when it is due, and says so in the log.
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    // Straight on the resource: the CDK's own way brings a custom resource with a Python Lambda.
    const resource = bucket.node.defaultChild as CfnBucket;
    resource.notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: this.arrivals.queue.queueArn }],
    };
    // S3 tries out the destination when the bucket is made.
    resource.node.addDependency(this.arrivals.queue);
    return bucket;
  }

  private createRegister(): Table {
    const table = new Table(this, 'Register', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      // Not the usual 35 days: erased people would come back from them.
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: this.settings.retention.recoveryDays,
      },
      deletionProtection: this.settings.terminationProtection,
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: this.settings.removal,
    });
    (table.node.defaultChild as CfnTable).overrideLogicalId('Register');
    return table;
  }

  private addOutputs(): void {
    const outputs = {
      IntakeBucket: this.intake.bucketName,
      EvidenceBucket: this.evidence.bucketName,
      RegisterTable: this.register.tableName,
      ArrivalsQueueUrl: this.arrivals.queue.queueUrl,
      SigningKeyId: this.signingKey.keyId,
      AlarmTopicArn: this.alarmTopic.topicArn,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

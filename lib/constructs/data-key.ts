import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CfnKey, Key } from 'aws-cdk-lib/aws-kms';
import { Aws, type RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** What a service asks of KMS in its caller's name. Writing needs Decrypt, too: S3's parts and SQS's data key. */
const USES = {
  reads: ['kms:Decrypt'],
  writes: ['kms:Decrypt', 'kms:GenerateDataKey'],
  /** DynamoDB's documented list for data, for whichever operation; creating the table is CloudFormation's business. */
  table: [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
} as const;

/** Encrypts everything that can hold personal data: buckets, table, arrivals and feedback queue, topics. */
export class DataKey extends Key {
  constructor(scope: Construct, id: string, removal: RemovalPolicy) {
    super(scope, id, {
      alias: 'breach-notify/data',
      description: 'breach-notify: buckets, register, queues and topics with personal data',
      enableKeyRotation: true,
      removalPolicy: removal,
    });
    (this.node.defaultChild as CfnKey).overrideLogicalId(id);
    // Who may send is decided by the queue's and the topic's own policies, with the source account; S3 and
    // CloudWatch do not pass the source to KMS, so a condition here would silence them.
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EventSources',
        principals: ['s3', 'sns', 'ses', 'cloudwatch'].map(
          (name) => new ServicePrincipal(`${name}.amazonaws.com`),
        ),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
  }

  /** Lets a role use the key through one service only, never directly. */
  through(service: 's3' | 'sqs', use: 'reads' | 'writes'): PolicyStatement;
  through(service: 'dynamodb', use: 'table'): PolicyStatement;
  through(service: string, use: keyof typeof USES): PolicyStatement {
    return new PolicyStatement({
      sid: `DataKey${service.charAt(0).toUpperCase()}${service.slice(1)}`,
      actions: [...USES[use]],
      resources: [this.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` } },
    });
  }
}

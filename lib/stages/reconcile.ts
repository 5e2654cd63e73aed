import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Env } from '../../lambdas/reconcile/env';
import type { Settings } from '../config';
import { PipelineFunction } from '../constructs/pipeline-function';
import { explainWildcard } from '../constructs/wildcards';
import { SLICE_TIMEOUT } from '../queues';
import type { StageProps } from './props';

/** The minute's tick: finds again whatever was missed, computes holds and totals, starts runs. */
export class Reconcile extends PipelineFunction {
  constructor(scope: Construct, props: StageProps) {
    const { data, queues, mail, settings } = props;
    super(scope, {
      ...props,
      name: 'reconcile',
      impact: 'Nobody looks for missed files, dead slices and lost claims; holds and totals are old.',
      timeout: SLICE_TIMEOUT,
      memory: 512,
      environment: {
        REGISTER_TABLE: data.register.tableName,
        INTAKE_BUCKET: data.intake.bucketName,
        EVIDENCE_BUCKET: data.evidence.bucketName,
        ARRIVALS_QUEUE_URL: data.arrivals.queue.queueUrl,
        FILES_QUEUE_URL: queues.files.queue.queueUrl,
        DISPATCH_QUEUE_URL: queues.dispatch.queue.queueUrl,
        EXPORTS_QUEUE_URL: queues.exports.queue.queueUrl,
        CONFIGURATION_SET: mail.configurationSet.configurationSetName,
        ...waits(settings),
      } satisfies Record<keyof Env, string>,
    });
    new Rule(this, 'Tick', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.function)],
    });
    this.allowAll(props);
    this.watchHeartbeat(props);
  }

  private allowAll({ data, queues }: StageProps): void {
    this.usesRegister(data, ['GetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem', 'Query']);
    this.sendsTo('Arrivals', data.arrivals.queue);
    this.sendsTo('Files', queues.files.queue);
    this.sendsTo('Dispatch', queues.dispatch.queue);
    this.sendsTo('Exports', queues.exports.queue);
    this.allow('ListVersions', ['s3:ListBucketVersions'], [data.intake.bucketArn, data.evidence.bucketArn]);
    this.allowRetention(data);
    this.allow('Quota', ['ses:GetSendQuota'], ['*']);
    explainWildcard(this, 'anything', 'GetSendQuota is about the account and knows no resource.');
    this.role.addToPolicy(data.key.through('sqs', 'writes'));
  }

  /** Raw files and evidence packs may be destroyed; regulator packs and anchors by nobody. */
  private allowRetention({ intake, evidence, key }: StageProps['data']): void {
    this.allow('DestroyDrops', ['s3:DeleteObjectVersion'], [intake.arnForObjects('*')]);
    explainWildcard(this, 'drops', 'Destroys the raw files of any incident when they are due.');
    this.allow('ListUploads', ['s3:ListBucketMultipartUploads'], [evidence.bucketArn]);
    this.allow(
      'DestroyPacks',
      ['s3:DeleteObjectVersion', 's3:AbortMultipartUpload'],
      [evidence.arnForObjects('*/evidence.zip')],
    );
    explainWildcard(this, 'evidencePacks', 'Destroys the evidence packs of any incident with its addresses.');
    this.allow('Anchors', ['s3:PutObject', 's3:PutObjectRetention'], [evidence.arnForObjects('anchors/*')]);
    explainWildcard(this, 'anchors', 'Anchors the log of any incident.');
    this.role.addToPolicy(key.through('s3', 'writes'));
  }

  /** The net below all others must not be missing itself. */
  private watchHeartbeat({ alarms }: StageProps): void {
    alarms.add({
      name: 'reconcile-silent',
      severity: 'high',
      impact: 'The minute tick does not come: nothing that was missed is found again.',
      metric: this.function.metricInvocations({ period: Duration.minutes(5) }),
      threshold: 1,
      comparison: 'below',
      periods: 2,
      // No invocation at all is no data: exactly what this is for.
      missing: TreatMissingData.BREACHING,
    });
  }
}

function waits({ sending, watching, retention }: Settings) {
  return {
    LANE_RATE: String(sending.laneRate),
    STALL_SECONDS: String(watching.stallSeconds),
    CLAIM_STALE_SECONDS: String(watching.claimStaleSeconds),
    GRACE_SECONDS: String(watching.graceSeconds),
    EVIDENCE_WINDOW_SECONDS: String(watching.evidenceWindowSeconds),
    RAW_FILE_DAYS: String(retention.rawFileDays),
    ADDRESS_DAYS: String(retention.addressDays),
    RECORD_DAYS: String(retention.recordDays),
    RECOVERY_DAYS: String(retention.recoveryDays),
    EVIDENCE_LOCK: retention.evidenceLock,
  };
}

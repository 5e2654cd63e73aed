import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Env } from '../../lambdas/api/env';
import { IncidentApi } from '../constructs/incident-api';
import { PipelineFunction } from '../constructs/pipeline-function';
import { explainWildcard } from '../constructs/wildcards';
import type { StageProps } from './props';

/** What the console and the command talk to. */
export class Api extends PipelineFunction {
  readonly httpApi: IncidentApi;

  constructor(scope: Construct, props: StageProps) {
    const { data, queues, mail, alarms, settings } = props;
    super(scope, {
      ...props,
      name: 'api',
      impact: 'Nobody can look, approve or pause.',
      // An HTTP API waits 29 s at most.
      timeout: Duration.seconds(29),
      memory: 512,
      environment: {
        REGISTER_TABLE: data.register.tableName,
        INTAKE_BUCKET: data.intake.bucketName,
        EVIDENCE_BUCKET: data.evidence.bucketName,
        DISPATCH_QUEUE_URL: queues.dispatch.queue.queueUrl,
        EXPORTS_QUEUE_URL: queues.exports.queue.queueUrl,
        CONFIGURATION_SET: mail.configurationSet.configurationSetName,
      } satisfies Record<keyof Env, string>,
    });
    this.httpApi = new IncidentApi(this, {
      handler: this.function,
      alarms,
      logRetention: settings.logRetention,
    });
    this.usesRegister(data, ['GetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem', 'Query']);
    this.sendsTo('Exports', queues.exports.queue);
    // Presigned URLs carry this role's rights, so it needs what their holders do.
    this.allow('PresignedUpload', ['s3:PutObject'], [data.intake.arnForObjects('*')]);
    this.allow('PresignedDownload', ['s3:GetObject'], [data.evidence.arnForObjects('*')]);
    explainWildcard(this, 'drops', 'Presigns uploads to any incident.');
    explainWildcard(this, 'packs', 'Presigns downloads of any pack.');
    this.role.addToPolicy(data.key.through('s3', 'writes'));
    // The kill switch's second layer.
    this.allow('KillSwitch', ['ses:UpdateConfigurationSetSendingEnabled'], ['*']);
    explainWildcard(this, 'anything', 'UpdateConfigurationSetSendingEnabled knows no resource.');
  }
}

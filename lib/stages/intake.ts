import type { Construct } from 'constructs';
import type { Env } from '../../lambdas/intake/env';
import { PipelineFunction } from '../constructs/pipeline-function';
import { explainWildcard } from '../constructs/wildcards';
import { SLICE_TIMEOUT } from '../queues';
import type { StageProps } from './props';

/** Reading: files -> exposures, quarantined lines, file report; slice by slice. */
export class Intake extends PipelineFunction {
  constructor(scope: Construct, props: StageProps) {
    const { data, queues, settings } = props;
    super(scope, {
      ...props,
      name: 'intake',
      impact: 'A file is not being read, so its people are not yet known.',
      timeout: SLICE_TIMEOUT,
      memory: 1769,
      continuesItself: true,
      environment: {
        REGISTER_TABLE: data.register.tableName,
        INTAKE_BUCKET: data.intake.bucketName,
        FILES_QUEUE_URL: queues.files.queue.queueUrl,
        SLICE_SECONDS: String(settings.reading.sliceSeconds),
      } satisfies Record<keyof Env, string>,
    });
    this.reads(queues.files.queue, { batchSize: 1 });
    this.sendsTo('Files', queues.files.queue);
    this.usesRegister(data, ['GetItem', 'UpdateItem', 'BatchWriteItem']);
    // By version: custody names one, and an overwrite must not change what was taken in.
    this.allow('Drops', ['s3:GetObjectVersion'], [data.intake.arnForObjects('*')]);
    explainWildcard(this, 'drops', "Reads whatever was dropped; keys are the responders' choice.");
    this.role.addToPolicy(data.key.through('s3', 'reads'));
  }
}

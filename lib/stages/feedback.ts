import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Env } from '../../lambdas/feedback/env';
import { PipelineFunction } from '../constructs/pipeline-function';
import { FEEDBACK_TIMEOUT } from '../queues';
import type { StageProps } from './props';

/** Evidence: SES events -> facts on the notice. */
export class Feedback extends PipelineFunction {
  constructor(scope: Construct, props: StageProps) {
    const { data, queues, settings } = props;
    super(scope, {
      ...props,
      name: 'feedback',
      impact: 'Delivery evidence waits in the queue; the canary and the breaker are blind.',
      timeout: FEEDBACK_TIMEOUT,
      memory: 512,
      environment: { REGISTER_TABLE: data.register.tableName } satisfies Record<keyof Env, string>,
    });
    this.reads(queues.feedback.queue, {
      batchSize: 100,
      window: Duration.seconds(1),
      concurrency: settings.feedbackPollers,
    });
    this.usesRegister(data, ['GetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem']);
    this.role.addToPolicy(data.key.through('sqs', 'reads'));
  }
}

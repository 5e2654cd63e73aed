import type { Construct } from 'constructs';
import type { Env } from '../../lambdas/receive/env';
import { PipelineFunction } from '../constructs/pipeline-function';
import { RECEIVE_TIMEOUT } from '../data-stack';
import type { StageProps } from './props';

/** Custody: arrivals -> DROP item -> files. */
export class Receive extends PipelineFunction {
  constructor(scope: Construct, props: StageProps) {
    const { data, queues } = props;
    super(scope, {
      ...props,
      name: 'receive',
      impact: 'Dropped files are not taken into custody.',
      timeout: RECEIVE_TIMEOUT,
      memory: 512,
      environment: {
        REGISTER_TABLE: data.register.tableName,
        FILES_QUEUE_URL: queues.files.queue.queueUrl,
      } satisfies Record<keyof Env, string>,
    });
    this.reads(data.arrivals.queue, { batchSize: 10, concurrency: 2 });
    this.usesRegister(data, ['GetItem', 'PutItem', 'UpdateItem', 'Query']);
    this.sendsTo('Files', queues.files.queue);
    this.role.addToPolicy(data.key.through('sqs', 'reads'));
  }
}

import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Env } from '../../lambdas/dispatch/env';
import { PipelineFunction } from '../constructs/pipeline-function';
import { explainWildcard } from '../constructs/wildcards';
import { SLICE_TIMEOUT } from '../queues';
import type { StageProps } from './props';

/** Sending: one lane a message group, one recipient a mail; slice by slice. */
export class Dispatch extends PipelineFunction {
  constructor(scope: Construct, props: StageProps) {
    const { data, queues, mail, settings } = props;
    const { sending } = settings;
    super(scope, {
      ...props,
      name: 'dispatch',
      impact: 'Sending has stopped or stutters; people wait to be told.',
      timeout: SLICE_TIMEOUT,
      memory: 1769,
      continuesItself: true,
      environment: {
        REGISTER_TABLE: data.register.tableName,
        DISPATCH_QUEUE_URL: queues.dispatch.queue.queueUrl,
        CONFIGURATION_SET: mail.configurationSet.configurationSetName,
        SLICE_SECONDS: String(sending.sliceSeconds),
        CANARY_SIZE: String(sending.canarySize),
        CANARY_WAIT_SECONDS: String(sending.canaryWaitSeconds),
        QUOTA_RESERVE: String(sending.quotaReserve),
        DOMAIN_CHECK: sending.domainCheck,
      } satisfies Record<keyof Env, string>,
    });
    this.reads(queues.dispatch.queue, { batchSize: 1 });
    this.sendsTo('Dispatch', queues.dispatch.queue);
    this.usesRegister(data, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query']);
    // The sender's address belongs to the incident, so the identity is not known here; the account's own it must be.
    const identities = Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' });
    explainWildcard(
      this,
      'identities',
      'The sender is a setting of the incident, verified by SES at each call.',
    );
    this.allow('Mail', ['ses:SendRawEmail'], [identities, mail.configurationSetArn]);
    this.allow('Quota', ['ses:GetSendQuota'], ['*']);
    explainWildcard(this, 'anything', 'GetSendQuota is about the account and knows no resource.');
  }
}

import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Settings } from './config';
import { MailEvents } from './constructs/mail-events';
import type { DataStack } from './data-stack';
import { Alarms } from './monitoring/alarms';
import { Dashboard } from './monitoring/dashboard';
import { watchReputation } from './monitoring/reputation';
import { Operators } from './operators';
import { Queues } from './queues';
import { Api } from './stages/api';
import { Dispatch } from './stages/dispatch';
import { Export } from './stages/export';
import { Feedback } from './stages/feedback';
import { Intake } from './stages/intake';
import type { StageProps } from './stages/props';
import { Receive } from './stages/receive';
import { Reconcile } from './stages/reconcile';

/** The stateless half: seven Lambdas and what runs between them. May be deleted and deployed again at any time. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings, data: DataStack, bundles: string) {
    super(scope, id, { description: 'breach-notify: file in, every admin told once, evidence out' });
    const alarms = new Alarms(this, data.alarmTopic);
    const queues = new Queues(this, alarms, data.key);
    const mail = new MailEvents(this, { alarms, key: data.key, feedback: queues.feedback });
    const props: StageProps = { settings, bundles, data, alarms, queues, mail };
    const api = new Api(this, props);
    const stages = [
      new Receive(this, props),
      new Intake(this, props),
      new Dispatch(this, props),
      new Feedback(this, props),
      new Reconcile(this, props),
      new Export(this, props),
      api,
    ];
    watchReputation(alarms);
    new Operators(this, { data, api: api.httpApi });
    new Dashboard(this, { alarms, queues: [data.arrivals, ...queues.all], functions: stages });
    const outputs = {
      ApiUrl: api.httpApi.apiEndpoint,
      FilesQueueUrl: queues.files.queue.queueUrl,
      DispatchQueueUrl: queues.dispatch.queue.queueUrl,
      FeedbackQueueUrl: queues.feedback.queue.queueUrl,
      ExportsQueueUrl: queues.exports.queue.queueUrl,
      ConfigurationSet: mail.configurationSet.configurationSetName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

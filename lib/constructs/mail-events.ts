import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
} from 'aws-cdk-lib/aws-ses';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Alarms } from '../monitoring/alarms';
import type { WorkQueue } from './work-queue';

/** What SES tells us about a mail. No OPEN and CLICK: a notice is not tracked. */
const EVENTS = [
  EmailSendingEvent.SEND,
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
  EmailSendingEvent.DELIVERY_DELAY,
  EmailSendingEvent.RENDERING_FAILURE,
];

/** SES configuration set -> SNS -> feedback queue: at least once, unlike SES's way through EventBridge. */
export class MailEvents extends Construct {
  readonly configurationSet: ConfigurationSet;
  readonly configurationSetArn: string;

  constructor(scope: Construct, props: { alarms: Alarms; key: IKey; feedback: WorkQueue }) {
    super(scope, 'MailEvents');
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      // OPTIONAL on purpose: TLS where the receiving server offers it. With REQUIRE an admin whose server has none
      // would never be told, which is the greater harm.
      tlsPolicy: ConfigurationSetTlsPolicy.OPTIONAL,
      // SES must try every address that we hand over; its own guess must not drop one.
      disableAutoValidation: true,
    });
    this.configurationSetArn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.configurationSetName,
    });
    // The destination below lets SES publish, from this configuration set of this account only.
    const topic = new Topic(this, 'Topic', { masterKey: props.key, enforceSSL: true });
    this.subscribe(topic, props.feedback);
    props.alarms.add({
      name: 'mail-events-undelivered',
      severity: 'high',
      impact: 'SES reports outcomes and they do not reach the feedback queue: evidence is being lost.',
      metric: topic.metricNumberOfNotificationsFailed({ period: Duration.minutes(5) }),
      threshold: 1,
    });
    this.configurationSet.addEventDestination('Feedback', {
      destination: EventDestination.snsTopic(topic),
      events: EVENTS,
    });
  }

  /** By hand: the CDK's subscription would write the topic into the key's policy and tie the stacks in a ring. */
  private subscribe(topic: Topic, { queue }: WorkQueue): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'MailEvents',
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
      }),
    );
    new Subscription(this, 'Subscription', {
      topic,
      protocol: SubscriptionProtocol.SQS,
      endpoint: queue.queueArn,
      rawMessageDelivery: true,
    }).node.addDependency(queue);
  }
}

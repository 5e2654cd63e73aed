import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
} from 'aws-cdk-lib/aws-ses';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Aws, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
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
  /** For IAM and for the topic's condition. */
  readonly configurationSetArn: string;

  constructor(scope: Construct, props: { key: IKey; feedback: WorkQueue }) {
    super(scope, 'MailEvents');
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      // OPTIONAL on purpose: with REQUIRE, an admin whose server has no TLS would never be told. The notice says
      // less than the press does, and the people it is for are more than its secrecy.
      tlsPolicy: ConfigurationSetTlsPolicy.OPTIONAL,
      // SES must try every address that we hand over; its own guess must not drop one.
      disableAutoValidation: true,
    });
    this.configurationSetArn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.configurationSetName,
    });
    const topic = this.createTopic(props.key);
    this.subscribe(topic, props.feedback);
    this.configurationSet.addEventDestination('Feedback', {
      destination: EventDestination.snsTopic(topic),
      events: EVENTS,
    });
  }

  private createTopic(key: IKey): Topic {
    const topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'MailEvents',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': this.configurationSetArn },
        },
      }),
    );
    return topic;
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

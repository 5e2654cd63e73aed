import { AccessDenied } from '../../../../local/gateway/errors';
import type { PolicyStatement } from '../../../../local/iam/types';
import { createSnsService } from '../../../../local/services/sns';
import {
  ACCOUNT,
  allowed,
  arnOf,
  principal,
  resource,
  serviceRequest,
  startSqs,
  testContext,
} from '../sqs/support';

const TOPIC = `arn:aws:sns:eu-central-1:${ACCOUNT}:events`;
const SET = `arn:aws:ses:eu-central-1:${ACCOUNT}:configuration-set/notices`;
const ses = { service: 'ses.amazonaws.com', sourceArn: SET };

const letSesPublish: PolicyStatement = {
  Effect: 'Allow',
  Principal: { Service: 'ses.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: TOPIC,
  Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnEquals: { 'aws:SourceArn': SET } },
};
const letSnsSend: PolicyStatement = {
  Effect: 'Allow',
  Principal: { Service: 'sns.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: arnOf('feedback'),
  Condition: { ArnEquals: { 'aws:SourceArn': TOPIC } },
};

async function start({ topicPolicy = [letSesPublish], queuePolicy = [letSnsSend], topic = {} } = {}) {
  const context = testContext();
  const sqs = await startSqs({ feedback: {} }, context);
  const uses: string[] = [];
  const sns = createSnsService(context, {
    deliveries: sqs.queues,
    keys: { authorizeUse: ({ principal: who, action }) => void uses.push(`${who.arn} ${action}`) },
  });
  const make = (type: string, properties: object) => sns.handlers[type]!(resource(type, 'x', properties));
  await make('AWS::SNS::Topic', { TopicName: 'events', ...topic });
  if (topicPolicy.length) {
    await make('AWS::SNS::TopicPolicy', { Topics: [TOPIC], PolicyDocument: { Statement: topicPolicy } });
  }
  await sqs.handlers['AWS::SQS::QueuePolicy']!(
    resource('AWS::SQS::QueuePolicy', 'p', {
      Queues: [sqs.queues.byArn(arnOf('feedback')).settings.url],
      PolicyDocument: { Statement: queuePolicy },
    }),
  );
  const subscription = {
    TopicArn: TOPIC,
    Protocol: 'sqs',
    Endpoint: arnOf('feedback'),
    RawMessageDelivery: true,
  };
  await make('AWS::SNS::Subscription', subscription);
  const received = () =>
    sqs.queues
      .byArn(arnOf('feedback'))
      .take(10)
      .map(({ body }) => body);
  return { sns, sqs, make, received, uses, subscription };
}

describe('a topic', () => {
  it('delivers what SES publishes raw into its queue', async () => {
    const { sns, sqs, received } = await start();
    await sns.topics.publishToTopic(TOPIC, '{"eventType":"Delivery"}', ses);
    expect(received()).toEqual(['{"eventType":"Delivery"}']);
    await sqs.service.close();
  });

  it('lets a service in only by its policy, and only for the source it names', async () => {
    const open = await start();
    const other = { ...ses, sourceArn: `${SET}-other` };
    await expect(open.sns.topics.publishToTopic(TOPIC, 'x', other)).rejects.toThrow(AccessDenied);
    const closed = await start({ topicPolicy: [] });
    await expect(closed.sns.topics.publishToTopic(TOPIC, 'x', ses)).rejects.toThrow(AccessDenied);
    expect([...open.received(), ...closed.received()]).toEqual([]);
    await Promise.all([open.sqs.service.close(), closed.sqs.service.close()]);
  });

  it('tells the publisher when a queue does not let it in, so that the message is not lost unseen', async () => {
    const { sns, sqs } = await start({ queuePolicy: [{ ...letSnsSend, Effect: 'Deny' }] });
    await expect(sns.topics.publishToTopic(TOPIC, 'x', ses)).rejects.toThrow(/sqs:SendMessage/);
    await sqs.service.close();
  });

  it('uses its key in the publisher’s name', async () => {
    const { sns, sqs, uses } = await start({ topic: { KmsMasterKeyId: 'key' } });
    await sns.topics.publishToTopic(TOPIC, 'x', ses);
    expect(uses).toEqual(['ses.amazonaws.com kms:GenerateDataKey', 'ses.amazonaws.com kms:Decrypt']);
    await sqs.service.close();
  });

  it('takes a Publish over HTTP by the caller’s policy', async () => {
    const { sns, sqs, received } = await start();
    const publish = async (who = allowed, rest = {}) => {
      const form = new URLSearchParams({ Action: 'Publish', TopicArn: TOPIC, Message: 'hello', ...rest });
      const request = serviceRequest({ text: form.toString(), principal: who, service: 'sns' });
      return sns.service.handle(request).catch((error) => sns.service.failure(error, request));
    };
    const denied = await publish(principal([]));
    expect(denied.status).toBe(403);
    expect(denied.body).toContain('<Code>AuthorizationError</Code>');
    expect((await publish()).body).toMatch(
      /<PublishResult><MessageId>[\w-]{36}<\/MessageId><\/PublishResult>/,
    );
    expect((await publish(allowed, { 'MessageAttributes.entry.1.Name': 'a' })).status).toBe(501);
    expect((await publish(allowed, { TopicArn: `${TOPIC}x` })).status).toBe(404);
    expect(received()).toEqual(['hello']);
    await sqs.service.close();
  });

  it.each([[{ FilterPolicy: { a: ['b'] } }], [{ RawMessageDelivery: false }], [{ Protocol: 'email' }]])(
    'refuses a subscription it would not serve: %j',
    async (change) => {
      const { make, sqs, subscription } = await start();
      expect(() => make('AWS::SNS::Subscription', { ...subscription, ...change })).toThrow(/is not offered/);
      await sqs.service.close();
    },
  );
});

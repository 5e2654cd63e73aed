import { readBody } from '../../gateway/body';
import { AccessDenied, NotImplemented, ServiceError } from '../../gateway/errors';
import type { Service, ServiceContext, ServiceRequest } from '../../gateway/types';
import type { Deliveries } from '../../lambda/types';
import type { Keys } from '../sqs/access';
import { formTree, queryAnswer, queryFailure } from '../sqs/protocol/query';
import { element, textElement } from '../sqs/protocol/xml';
import { createTopicHandlers } from './handlers';
import { Topics } from './topics';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
const MAX_REQUEST_BYTES = 1024 * 1024;
const PUBLISH = new Set(['Action', 'Version', 'TopicArn', 'TargetArn', 'Message', 'Subject']);

/** SNS: topics that deliver raw messages into queues. */
export function createSnsService(
  context: ServiceContext,
  { deliveries, keys }: { deliveries: Pick<Deliveries, 'sendToQueue'>; keys?: Keys },
) {
  const topics = new Topics(context, deliveries, keys);
  const service: Service = {
    name: 'sns',
    async handle(request) {
      const form = formTree((await readBody(request.body, MAX_REQUEST_BYTES)).toString());
      const action = String(form.Action ?? '');
      const operation = OPERATIONS[action];
      if (!operation) throw new NotImplemented(`${action || 'A call without an action'} of SNS`);
      return queryAnswer(request, NAMESPACE, action, await operation(topics, form, request, context));
    },
    failure(error, request) {
      const known = error instanceof ServiceError ? error : internalError();
      const code = error instanceof AccessDenied ? 'AuthorizationError' : known.code;
      return queryFailure(known, code, request, NAMESPACE);
    },
    async close() {},
  };
  return { service, handlers: createTopicHandlers(topics), topics };
}

type Form = ReturnType<typeof formTree>;
type Operation = (
  topics: Topics,
  form: Form,
  request: ServiceRequest,
  context: ServiceContext,
) => string | Promise<string>;

const OPERATIONS: Record<string, Operation> = {
  async Publish(topics, form, { principal }) {
    const unknown = Object.keys(form).find((name) => !PUBLISH.has(name));
    if (unknown) throw new NotImplemented(`${unknown} of Publish`);
    const topicArn = String(form.TopicArn ?? form.TargetArn ?? '');
    return textElement('MessageId', await topics.publish(principal, topicArn, String(form.Message ?? '')));
  },
  ListTopics(topics, _form, { principal }, { authorizer }) {
    authorizer.authorize({ principal, action: 'sns:ListTopics', resource: '*' });
    const members = topics.all().map(({ arn }) => element('member', textElement('TopicArn', arn)));
    return element('Topics', members.join(''));
  },
  ListSubscriptionsByTopic(topics, form, { principal }, { account }) {
    const topic = topics.byArn(String(form.TopicArn ?? ''));
    topics.authorize(principal, 'sns:ListSubscriptionsByTopic', topic);
    const members = topic.subscriptions.map(({ arn, queueArn }) =>
      element(
        'member',
        textElement('SubscriptionArn', arn) +
          textElement('Owner', account) +
          textElement('Protocol', 'sqs') +
          textElement('Endpoint', queueArn) +
          textElement('TopicArn', topic.arn),
      ),
    );
    return element('Subscriptions', members.join(''));
  },
};

const internalError = () => new ServiceError('InternalError', 'An internal error occurred.', 500, 'Receiver');

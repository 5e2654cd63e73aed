import { statementsOf, synthesize, target } from './synthesized';

const prod = synthesize('prod');
const [destination] = prod.resources('AWS::SES::ConfigurationSetEventDestination');
const [set] = prod.resources('AWS::SES::ConfigurationSet');
const topic = prod.resources('AWS::SNS::Topic').find(({ id }) => id.startsWith('MailEvents'));

test('SES reports everything that is evidence, and nothing that would track a recipient', () => {
  const { EventDestination } = destination?.Properties ?? {};
  expect(EventDestination.Enabled).toBe(true);
  expect([...EventDestination.MatchingEventTypes].sort()).toEqual(
    ['bounce', 'complaint', 'delivery', 'deliveryDelay', 'reject', 'renderingFailure', 'send'].sort(),
  );
  expect(target(EventDestination.SnsDestination.TopicARN)).toBe(topic?.id);
});

test('SES tries every address: no validation of its own, no suppression beyond the account, TLS where offered', () => {
  expect(set?.Properties).toEqual({
    DeliveryOptions: { TlsPolicy: 'OPTIONAL' },
    ReputationOptions: { ReputationMetricsEnabled: true },
    SuppressionOptions: {
      ValidationOptions: { ConditionThreshold: { ConditionThresholdEnabled: 'DISABLED' } },
    },
  });
});

test('events reach the feedback queue unwrapped', () => {
  const [subscription, ...others] = prod.resources('AWS::SNS::Subscription');
  expect(others).toEqual([]);
  expect(subscription?.Properties).toMatchObject({ Protocol: 'sqs', RawMessageDelivery: true });
  expect(target(subscription?.Properties.Endpoint)).toBe('FeedbackQueue');
  expect(target(subscription?.Properties.TopicArn)).toBe(topic?.id);
});

test('the topic is encrypted with our key, refuses plain HTTP, and takes only our configuration set', () => {
  expect(target(topic?.Properties.KmsMasterKeyId)).toBe('DataKey');
  const statements = prod
    .resources('AWS::SNS::TopicPolicy')
    .filter(({ Properties }) => target(Properties.Topics) === topic?.id)
    .flatMap(statementsOf);
  expect(statements).toContainEqual(
    expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  );
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  expect(allowed).toHaveLength(1);
  expect(allowed[0]?.Principal).toEqual({ Service: 'ses.amazonaws.com' });
  expect(Object.keys(allowed[0]?.Condition?.StringEquals ?? {}).sort()).toEqual([
    'AWS:SourceAccount',
    'AWS:SourceArn',
  ]);
});

import { statementsOf, synthesize, target } from './synthesized';

const prod = synthesize('prod');
const queues = prod.resources('AWS::SQS::Queue');
const work = queues.filter(({ id }) => !id.endsWith('DeadLetters'));
const byId = new Map(queues.map((queue) => [queue.id, queue]));
const functions = new Map(prod.resources('AWS::Lambda::Function').map((one) => [one.id, one]));
const mappings = prod.resources('AWS::Lambda::EventSourceMapping');

test('there are the five queues of the design', () => {
  expect(work.map(({ id }) => id).sort()).toEqual([
    'ArrivalsQueue',
    'DispatchQueue',
    'ExportsQueue',
    'FeedbackQueue',
    'FilesQueue',
  ]);
});

test.each(work.map((queue) => [queue.id, queue] as const))(
  '%s has a dead-letter queue of its own kind',
  (id, { Properties }) => {
    const deadLetters = byId.get(target(Properties.RedrivePolicy.deadLetterTargetArn));
    expect(deadLetters?.id).toBe(id.replace('Queue', 'DeadLetters'));
    expect(deadLetters?.Properties.FifoQueue).toBe(Properties.FifoQueue);
    expect(Properties.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(3);
  },
);

test('order is kept where it is promised: one reader an incident, one sender a lane', () => {
  const fifo = work.filter(({ Properties }) => Properties.FifoQueue).map(({ id }) => id);
  expect(fifo.sort()).toEqual(['DispatchQueue', 'FilesQueue']);
  // Deduplication by content would swallow a "go on" that repeats on purpose.
  for (const { Properties } of queues) expect(Properties.ContentBasedDeduplication).toBeUndefined();
});

test('every queue is encrypted; those with personal data with our key', () => {
  for (const { id, Properties } of queues) {
    if (/^(Arrivals|Feedback)/.test(id)) expect(target(Properties.KmsMasterKeyId)).toBe('DataKey');
    else expect({ id, sse: Properties.SqsManagedSseEnabled }).toEqual({ id, sse: true });
  }
});

test('every queue refuses plain HTTP', () => {
  const policies = prod.resources('AWS::SQS::QueuePolicy');
  for (const { id } of queues) {
    const policy = policies.find(({ Properties }) => target(Properties.Queues) === id);
    expect(policy && statementsOf(policy)).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  }
});

test('addresses in SES events live four days, also as dead letters', () => {
  for (const id of ['FeedbackQueue', 'FeedbackDeadLetters'])
    expect(byId.get(id)?.Properties.MessageRetentionPeriod).toBe(4 * 86_400);
});

test.each(mappings.map((mapping) => [mapping.id, mapping] as const))(
  '%s: no message comes again while its reader may still be at work',
  (_id, { Properties }) => {
    const reader = functions.get(target(Properties.FunctionName));
    const queue = byId.get(target(Properties.EventSourceArn));
    expect(queue?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(reader?.Properties.Timeout + 30);
  },
);

test('every reader reports failures one by one, and standard queues have a cap on pollers', () => {
  expect(mappings).toHaveLength(5);
  for (const { Properties } of mappings) {
    expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    const queue = byId.get(target(Properties.EventSourceArn));
    if (queue?.Properties.FifoQueue) {
      expect(Properties.BatchSize).toBe(1);
      expect(Properties.ScalingConfig).toBeUndefined();
    } else expect(Properties.ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(4);
  }
});

test('only S3 of this account may announce drops, and only our topic may bring feedback', () => {
  const senders = (id: string) =>
    prod
      .resources('AWS::SQS::QueuePolicy')
      .filter(({ Properties }) => target(Properties.Queues) === id)
      .flatMap(statementsOf)
      .filter(({ Effect }) => Effect === 'Allow');
  expect(senders('ArrivalsQueue')).toEqual([
    expect.objectContaining({
      Principal: { Service: 's3.amazonaws.com' },
      Action: ['sqs:SendMessage'],
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }),
  ]);
  const [feedback, ...others] = senders('FeedbackQueue');
  expect(others).toEqual([]);
  expect(feedback?.Principal).toEqual({ Service: 'sns.amazonaws.com' });
  expect(target(feedback?.Condition?.ArnEquals?.['aws:SourceArn'])).toMatch(/^MailEventsTopic/);
});

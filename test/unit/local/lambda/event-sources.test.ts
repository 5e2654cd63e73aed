import { join } from 'node:path';
import { allowed, arnOf, principal, temporaryFolder } from '../sqs/support';
import { linesOf, startLambda, stopAll, until } from './support';

afterEach(stopAll);

const LOG = () => join(temporaryFolder(), 'seen');
/** Writes down each batch as one line of JSON, then does as told. */
const writer = (file: string, then = '') => ({
  code: `const { appendFileSync } = require('node:fs');
    const seen = (line) => appendFileSync(${JSON.stringify(file)}, JSON.stringify(line) + '\\n');
    exports.handler = async (event) => { const bodies = event.Records.map((r) => r.body); ${then || 'seen(bodies);'} };`,
});
const batches = (file: string): string[][] => linesOf(file).map((line) => JSON.parse(line));

type Lambda = Awaited<ReturnType<typeof startLambda>>;
const send = (lambda: Lambda, queue: string, bodies: string[], group?: (body: string) => string) => {
  const target = lambda.sqs.queues.byArn(arnOf(queue));
  for (const body of bodies) {
    target.send({ body, sender: 'test', group: group?.(body), deduplicationId: group && body });
  }
};
const counts = (lambda: Lambda, queue: string) => lambda.sqs.queues.byArn(arnOf(queue)).counts();
const empty = (lambda: Lambda, queue: string) => () =>
  Object.values(counts(lambda, queue)).every((count) => count === 0);

describe('a queue that feeds a function', () => {
  it('hands over records as Lambda does, and deletes them', async () => {
    const seen = LOG();
    const lambda = await startLambda(
      { f: writer(seen, 'seen(event);') },
      { queues: { q: { VisibilityTimeout: 30 } } },
    );
    await lambda.map('q', 'f');
    lambda.start();
    await lambda.sqs.json('SendMessage', {
      QueueUrl: 'q',
      MessageBody: 'grüße',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
    });
    await until(empty(lambda, 'q'));
    const [event] = batches(seen) as unknown as object[];
    expect(event).toEqual({
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: 'grüße',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: allowed.arn,
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            kind: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
          },
          md5OfMessageAttributes: expect.any(String),
          md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventSource: 'aws:sqs',
          eventSourceARN: arnOf('q'),
          awsRegion: 'eu-central-1',
        },
      ],
    });
    await lambda.stop();
  });

  it('collects batches of more than ten while the window lasts, and passes a full one on at once', async () => {
    const seen = LOG();
    const one = { ...writer(seen), properties: { ReservedConcurrentExecutions: 1 } };
    const lambda = await startLambda({ f: one }, { queues: { q: {} } });
    await lambda.map('q', 'f', { BatchSize: 40, MaximumBatchingWindowInSeconds: 1 });
    const all = Array.from({ length: 100 }, (_, n) => `${n}`);
    send(lambda, 'q', all);
    lambda.start();
    await until(empty(lambda, 'q'));
    expect(batches(seen).map(({ length }) => length)).toEqual([40, 40, 20]);
    expect(batches(seen).flat()).toEqual(all);
    await lambda.stop();
  });

  it('cuts a batch before its event is longer than Lambda takes', async () => {
    const seen = LOG();
    const one = { ReservedConcurrentExecutions: 1 };
    const lambda = await startLambda(
      { f: { ...writer(seen, 'seen(bodies.map((b) => b.slice(0, 1)));'), properties: one } },
      { queues: { q: {} } },
    );
    await lambda.map('q', 'f');
    // Three messages of 900 kB of quotes: 1.8 MB each in JSON.
    send(
      lambda,
      'q',
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => letter + '"'.repeat(900_000)),
    );
    lambda.start();
    await until(empty(lambda, 'q'));
    expect(batches(seen)).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]);
    await lambda.stop();
  });

  it('keeps what failed for later: the visibility time-out decides when', async () => {
    const seen = LOG();
    const lambda = await startLambda(
      {
        f: {
          ...writer(
            seen,
            `seen(bodies); return { batchItemFailures: event.Records
              .filter((r) => r.body === 'bad' && r.attributes.ApproximateReceiveCount === '1')
              .map((r) => ({ itemIdentifier: r.messageId })) };`,
          ),
          properties: { Timeout: 1 },
        },
      },
      { queues: { q: { VisibilityTimeout: 1 } } },
    );
    await lambda.map('q', 'f');
    send(lambda, 'q', ['good', 'bad', 'fine']);
    lambda.start();
    await until(empty(lambda, 'q'));
    expect(batches(seen)).toEqual([['good', 'bad', 'fine'], ['bad']]);
    await lambda.stop();
  });

  it('ends a message that always fails in the dead-letter queue', async () => {
    const lambda = await startLambda(
      {
        f: {
          code: 'exports.handler = async () => { throw new Error("always") }',
          properties: { Timeout: 1 },
        },
      },
      {
        queues: {
          dlq: {},
          q: {
            VisibilityTimeout: 1,
            RedrivePolicy: { deadLetterTargetArn: arnOf('dlq'), maxReceiveCount: 2 },
          },
        },
      },
    );
    await lambda.map('q', 'f');
    send(lambda, 'q', ['poison']);
    lambda.start();
    await until(() => counts(lambda, 'dlq').ready === 1);
    expect(empty(lambda, 'q')()).toBe(true);
    expect(lambda.log('f').match(/START RequestId/g)).toHaveLength(2);
    await lambda.stop();
  });

  it('runs FIFO groups side by side, each in order and one at a time', async () => {
    const seen = LOG();
    const lambda = await startLambda(
      {
        f: writer(
          seen,
          `const { readFileSync } = require('node:fs'); const [body] = bodies; seen(['begin', body]);
           // The first of each group waits until the first of the other has begun.
           const both = () => ['a0', 'b0'].every((b) => readFileSync(${JSON.stringify(seen)}, 'utf8').includes(b));
           while (!both()) await new Promise((r) => setTimeout(r, 5));
           seen(['end', body]);`,
        ),
      },
      { queues: { 'q.fifo': { VisibilityTimeout: 3600 } } },
    );
    await lambda.map('q.fifo', 'f', { BatchSize: 1 });
    send(lambda, 'q.fifo', ['a0', 'a1', 'a2', 'b0', 'b1'], (body) => body[0]!);
    lambda.start();
    await until(empty(lambda, 'q.fifo'));
    const of = (group: string) =>
      batches(seen)
        .filter(([, body]) => body!.startsWith(group))
        .flat();
    expect(of('a')).toEqual([
      'begin',
      'a0',
      'end',
      'a0',
      'begin',
      'a1',
      'end',
      'a1',
      'begin',
      'a2',
      'end',
      'a2',
    ]);
    expect(of('b')).toEqual(['begin', 'b0', 'end', 'b0', 'begin', 'b1', 'end', 'b1']);
    await lambda.stop();
  });

  it('runs at most as many at once as the mapping allows, and leaves the rest in the queue', async () => {
    const seen = LOG();
    const gate = LOG();
    const lambda = await startLambda(
      {
        f: writer(
          seen,
          `seen(bodies); const { existsSync } = require('node:fs');
           while (!existsSync(${JSON.stringify(gate)})) await new Promise((r) => setTimeout(r, 5));`,
        ),
      },
      { queues: { q: {} } },
    );
    await lambda.map('q', 'f', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
    send(lambda, 'q', ['1', '2', '3', '4', '5']);
    lambda.start();
    await until(() => batches(seen).length === 2);
    expect(counts(lambda, 'q')).toEqual({ ready: 3, inFlight: 2, delayed: 0 });
    require('node:fs').writeFileSync(gate, '');
    await until(empty(lambda, 'q'));
    await lambda.stop();
  });

  it.each(['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])(
    'does not start when the function’s role lacks %s',
    async (missing) => {
      const role = principal([{ Effect: 'Allow', NotAction: `sqs:${missing}`, Resource: '*' }], 'f-role');
      const lambda = await startLambda({ f: writer(LOG()) }, { queues: { q: {} }, role });
      await lambda.map('q', 'f');
      expect(() => lambda.start()).toThrow(
        new RegExp(
          `The role of f may not read its queue: .*f-role is not authorized to perform: sqs:${missing}`,
        ),
      );
      await lambda.stop();
    },
  );

  it.each([
    [{}, { Timeout: 60 }, /visibility timeout: 30 seconds is less than Function timeout: 60 seconds/],
    [{ BatchSize: 11 }, {}, /Maximum batch window in seconds must be greater than 0/],
    [{ BatchSize: 10_001, MaximumBatchingWindowInSeconds: 1 }, {}, /between 1 and 10000/],
    [{ FilterCriteria: {} }, {}, /FilterCriteria .* is not offered/],
  ])('refuses a mapping that AWS would refuse: %j %j', async (mapping, properties, message) => {
    const lambda = await startLambda({ f: { ...writer(LOG()), properties } }, { queues: { q: {} } });
    expect(() => lambda.map('q', 'f', mapping)).toThrow(message);
    await lambda.stop();
  });

  it('leaves what was in flight when everything closed, visible at the next boot', async () => {
    const seen = LOG();
    const lambda = await startLambda(
      { f: writer(seen, 'seen(bodies); await new Promise((r) => setTimeout(r, 25_000));') },
      { queues: { q: { VisibilityTimeout: 3600 } } },
    );
    await lambda.map('q', 'f');
    send(lambda, 'q', ['long']);
    lambda.start();
    await until(() => batches(seen).length === 1);
    await lambda.stop();

    const again = await startLambda({ f: writer(seen) }, { queues: { q: {} }, context: lambda.sqs.context });
    await again.map('q', 'f');
    again.start();
    await until(empty(again, 'q'));
    expect(batches(seen)).toEqual([['long'], ['long']]);
    await again.stop();
  });
});

import { createHash } from 'node:crypto';
import { arnOf, ManualClock, startSqs, testContext } from './support';

type Received = {
  Body: string;
  ReceiptHandle: string;
  MessageId: string;
  Attributes?: Record<string, string>;
};
const messages = (answer: { body: Record<string, unknown> }) => (answer.body.Messages ?? []) as Received[];

describe('a standard queue', () => {
  it('gives back what was sent, with its MD5s, attributes and receive count', async () => {
    const clock = new ManualClock();
    const sqs = await startSqs({ q: {} }, testContext({ now: clock.now }));
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'Zoë' },
      raw: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]).toString('base64') },
    };
    const sent = await sqs.json('SendMessage', {
      QueueUrl: 'q',
      MessageBody: 'grüße\r\n<&>',
      MessageAttributes,
    });
    expect(sent.body.MD5OfMessageBody).toBe(createHash('md5').update('grüße\r\n<&>').digest('hex'));
    const receive = {
      QueueUrl: 'q',
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
      MessageAttributeNames: ['ki.*'],
    };
    expect(messages(await sqs.json('ReceiveMessage', receive))).toEqual([
      {
        MessageId: sent.body.MessageId,
        ReceiptHandle: expect.any(String),
        MD5OfBody: sent.body.MD5OfMessageBody,
        Body: 'grüße\r\n<&>',
        Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(clock.ms) },
        MessageAttributes: { kind: MessageAttributes.kind },
        MD5OfMessageAttributes: expect.any(String),
      },
    ]);
    expect(messages(await sqs.json('ReceiveMessage', receive))).toEqual([]);
    clock.pass(30);
    const [again] = messages(await sqs.json('ReceiveMessage', { ...receive, AttributeNames: ['All'] }));
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
    await sqs.service.close();
  });

  it('computes the MD5 of attributes in SQS’s own encoding', async () => {
    const sqs = await startSqs({ q: {} });
    const answer = await sqs.json('SendMessage', {
      QueueUrl: 'q',
      MessageBody: 'b',
      MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } },
    });
    const length = (n: number) => Buffer.from([0, 0, 0, n]);
    const encoded = [
      length(1),
      Buffer.from('a'),
      length(6),
      Buffer.from('String'),
      Buffer.of(1),
      length(1),
      Buffer.from('v'),
    ];
    expect(answer.body.MD5OfMessageAttributes).toBe(
      createHash('md5').update(Buffer.concat(encoded)).digest('hex'),
    );
    await sqs.service.close();
  });

  it('keeps a delayed message back, and honours visibility time-outs and their change', async () => {
    const clock = new ManualClock();
    const sqs = await startSqs({ q: { VisibilityTimeout: '60' } }, testContext({ now: clock.now }));
    const receive = async () => messages(await sqs.json('ReceiveMessage', { QueueUrl: 'q' }));
    await sqs.json('SendMessage', { QueueUrl: 'q', MessageBody: 'later', DelaySeconds: 10 });
    expect(await receive()).toEqual([]);
    clock.pass(10);
    const [first] = await receive();
    clock.pass(59);
    expect(await receive()).toEqual([]);
    await sqs.json('ChangeMessageVisibility', {
      QueueUrl: 'q',
      ReceiptHandle: first!.ReceiptHandle,
      VisibilityTimeout: 100,
    });
    clock.pass(99);
    expect(await receive()).toEqual([]);
    await sqs.json('ChangeMessageVisibility', {
      QueueUrl: 'q',
      ReceiptHandle: first!.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    const [second] = await receive();
    expect(second!.Body).toBe('later');
    const stale = { QueueUrl: 'q', ReceiptHandle: first!.ReceiptHandle };
    expect(
      (await sqs.json('ChangeMessageVisibility', { ...stale, VisibilityTimeout: 0 })).body.__type,
    ).toMatch(/MessageNotInflight$/);
    // A stale handle deletes nothing, and says nothing, as in SQS.
    expect((await sqs.json('DeleteMessage', stale)).status).toBe(200);
    expect(sqs.queues.byUrl('q').counts()).toEqual({ ready: 0, inFlight: 1, delayed: 0 });
    await sqs.json('DeleteMessage', { QueueUrl: 'q', ReceiptHandle: second!.ReceiptHandle });
    clock.pass(1000);
    expect(sqs.queues.byUrl('q').counts()).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
    await sqs.service.close();
  });

  it('ends a long poll as soon as a message is there', async () => {
    const sqs = await startSqs({ q: {} });
    const poll = sqs.json('ReceiveMessage', { QueueUrl: 'q', WaitTimeSeconds: 20 });
    await sqs.json('SendMessage', { QueueUrl: 'q', MessageBody: 'now' });
    expect(messages(await poll)[0]?.Body).toBe('now');
    // And when what was in flight comes back.
    const next = sqs.json('ReceiveMessage', { QueueUrl: 'q', WaitTimeSeconds: 20 });
    const { ReceiptHandle } = messages(await poll)[0]!;
    await sqs.json('ChangeMessageVisibility', { QueueUrl: 'q', ReceiptHandle, VisibilityTimeout: 1 });
    expect(messages(await next)[0]?.Body).toBe('now');
    await sqs.service.close();
  });

  it('ends its long polls when it closes', async () => {
    const sqs = await startSqs({ q: {} });
    const poll = sqs.json('ReceiveMessage', { QueueUrl: 'q', WaitTimeSeconds: 20 });
    await new Promise(setImmediate);
    await sqs.service.close();
    expect(messages(await poll)).toEqual([]);
  });

  it('forgets what is older than its retention period', async () => {
    const clock = new ManualClock();
    const sqs = await startSqs({ q: { MessageRetentionPeriod: 60 } }, testContext({ now: clock.now }));
    await sqs.json('SendMessage', { QueueUrl: 'q', MessageBody: 'old' });
    clock.pass(30);
    await sqs.json('SendMessage', { QueueUrl: 'q', MessageBody: 'young' });
    clock.pass(31);
    const answer = await sqs.json('ReceiveMessage', { QueueUrl: 'q', MaxNumberOfMessages: 10 });
    expect(messages(answer).map(({ Body }) => Body)).toEqual(['young']);
    await sqs.service.close();
  });

  it('moves what was received too often to its dead-letter queue, and back when asked', async () => {
    const clock = new ManualClock();
    const redrive = { deadLetterTargetArn: arnOf('dlq'), maxReceiveCount: 2 };
    const sqs = await startSqs(
      { dlq: {}, q: { VisibilityTimeout: 1, RedrivePolicy: redrive } },
      testContext({ now: clock.now }),
    );
    const receive = async (queue: string) =>
      messages(await sqs.json('ReceiveMessage', { QueueUrl: queue, AttributeNames: ['All'] }));
    const sent = await sqs.json('SendMessage', { QueueUrl: 'q', MessageBody: 'poison' });
    for (let n = 1; n <= 2; n += 1) {
      expect(await receive('q')).toHaveLength(1);
      clock.pass(2);
    }
    expect(await receive('q')).toEqual([]);
    const [dead] = await receive('dlq');
    expect(dead).toMatchObject({ Body: 'poison', MessageId: sent.body.MessageId });
    expect(dead!.Attributes).toMatchObject({
      DeadLetterQueueSourceArn: arnOf('q'),
      ApproximateReceiveCount: '3',
    });
    clock.pass(60);

    const sources = await sqs.json('ListDeadLetterSourceQueues', { QueueUrl: 'dlq' });
    expect(sources.body.queueUrls).toEqual([expect.stringMatching(/\/q$/)]);
    await sqs.json('StartMessageMoveTask', { SourceArn: arnOf('dlq') });
    const tasks = await sqs.json('ListMessageMoveTasks', { SourceArn: arnOf('dlq') });
    expect(tasks.body.Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }]);
    expect(await receive('dlq')).toEqual([]);
    const [back] = await receive('q');
    expect(back!.Body).toBe('poison');
    expect(back!.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect(back!.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
    await sqs.service.close();
  });

  it('refuses to redrive from a queue that is nobody’s dead-letter queue', async () => {
    const sqs = await startSqs({ q: {} });
    const answer = await sqs.json('StartMessageMoveTask', { SourceArn: arnOf('q') });
    expect(answer.body.__type).toMatch(/UnsupportedOperation$/);
    await sqs.service.close();
  });

  it('runs each entry of a batch by itself', async () => {
    const sqs = await startSqs({ q: { MaximumMessageSize: 1024 } });
    const sent = await sqs.json('SendMessageBatch', {
      QueueUrl: 'q',
      Entries: [
        { Id: 'a', MessageBody: 'one' },
        { Id: 'b', MessageBody: 'x'.repeat(1025) },
        { Id: 'c', MessageBody: 'bell \u0007' },
        { Id: 'd', MessageBody: 'two', DelaySeconds: 0 },
      ],
    });
    expect(sent.body.Successful).toMatchObject([{ Id: 'a' }, { Id: 'd' }]);
    expect(sent.body.Failed).toMatchObject([
      { Id: 'b', Code: 'InvalidParameterValue', SenderFault: true },
      { Id: 'c', Code: 'InvalidMessageContents', SenderFault: true },
    ]);
    const received = messages(await sqs.json('ReceiveMessage', { QueueUrl: 'q', MaxNumberOfMessages: 10 }));
    const Entries = [
      { Id: '1', ReceiptHandle: received[0]!.ReceiptHandle },
      { Id: '2', ReceiptHandle: 'never a handle' },
    ];
    const deleted = await sqs.json('DeleteMessageBatch', { QueueUrl: 'q', Entries });
    expect(deleted.body).toMatchObject({
      Successful: [{ Id: '1' }],
      Failed: [{ Id: '2', Code: 'ReceiptHandleIsInvalid' }],
    });
    const VisibilityTimeout = 0;
    const changed = await sqs.json('ChangeMessageVisibilityBatch', {
      QueueUrl: 'q',
      Entries: [{ Id: '1', ReceiptHandle: received[1]!.ReceiptHandle, VisibilityTimeout }],
    });
    expect(changed.body.Successful).toEqual([{ Id: '1' }]);
    expect(sqs.queues.byUrl('q').counts()).toEqual({ ready: 1, inFlight: 0, delayed: 0 });
    await sqs.service.close();
  });

  it.each([
    ['EmptyBatchRequest', []],
    [
      'TooManyEntriesInBatchRequest',
      Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: 'x' })),
    ],
    [
      'BatchEntryIdsNotDistinct',
      [
        { Id: 'a', MessageBody: 'x' },
        { Id: 'a', MessageBody: 'y' },
      ],
    ],
    ['InvalidBatchEntryId', [{ Id: 'a b', MessageBody: 'x' }]],
    ['BatchRequestTooLong', [1, 2].map((n) => ({ Id: `${n}`, MessageBody: 'x'.repeat(600_000) }))],
  ])('refuses a batch with %s', async (code, Entries) => {
    const sqs = await startSqs({ q: {} });
    const answer = await sqs.json('SendMessageBatch', { QueueUrl: 'q', Entries });
    expect(answer).toMatchObject({ status: 400, body: { __type: `com.amazonaws.sqs#${code}` } });
    expect(sqs.queues.byUrl('q').counts().ready).toBe(0);
    await sqs.service.close();
  });

  it('names its queues, purges them, and knows no others', async () => {
    const sqs = await startSqs({ first: {}, second: {} });
    expect((await sqs.json('ListQueues', { QueueNamePrefix: 'fi' })).body.QueueUrls).toEqual([
      'http://127.0.0.1:4566/000000000000/first',
    ]);
    expect((await sqs.json('GetQueueUrl', { QueueName: 'second' })).body.QueueUrl).toMatch(/\/second$/);
    const missing = await sqs.json('GetQueueUrl', { QueueName: 'third' });
    expect(missing).toMatchObject({ status: 400, body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist' } });
    await sqs.json('SendMessage', { QueueUrl: 'first', MessageBody: 'x' });
    await sqs.json('PurgeQueue', { QueueUrl: 'first' });
    const attributes = await sqs.json('GetQueueAttributes', { QueueUrl: 'first', AttributeNames: ['All'] });
    expect(attributes.body.Attributes).toMatchObject({
      QueueArn: arnOf('first'),
      ApproximateNumberOfMessages: '0',
      VisibilityTimeout: '30',
    });
    await sqs.service.close();
  });

  it('says what it does not offer', async () => {
    const sqs = await startSqs({ q: {} });
    expect(await sqs.json('TagQueue', { QueueUrl: 'q' })).toMatchObject({
      status: 501,
      body: { message: 'TagQueue of SQS is not offered by the embedded AWS' },
    });
    await sqs.service.close();
  });

  it.each([
    ['does not exist', { q: { RedrivePolicy: { deadLetterTargetArn: arnOf('x'), maxReceiveCount: 1 } } }],
    [
      'must be same type',
      { dlq: {}, 'q.fifo': { RedrivePolicy: { deadLetterTargetArn: arnOf('dlq'), maxReceiveCount: 1 } } },
    ],
    [
      'does not allow',
      {
        dlq: { RedriveAllowPolicy: { redrivePermission: 'denyAll' } },
        q: { RedrivePolicy: { deadLetterTargetArn: arnOf('dlq'), maxReceiveCount: 1 } },
      },
    ],
  ])('is not made when its dead-letter queue %s', async (reason, queues) => {
    await expect(startSqs(queues as Record<string, object>)).rejects.toThrow(reason);
  });
});

import { startSqs } from './support';

const QUEUE = 'http://127.0.0.1:4566/000000000000/q';
const form = (Action: string, rest: Record<string, string> = {}) => ({
  Action,
  Version: '2012-11-05',
  QueueUrl: QUEUE,
  ...rest,
});
const text = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

/** The Query protocol as AWS CLI 2.9 sends it: a form in, XML out. */
describe('SQS in the Query protocol', () => {
  it('sends and receives with attributes, and keeps every character', async () => {
    const sqs = await startSqs({ q: {} });
    const sent = await sqs.form(
      form('SendMessage', {
        MessageBody: '<a> & "b"\r\n\tümläut',
        'MessageAttribute.1.Name': 'kind',
        'MessageAttribute.1.Value.DataType': 'String',
        'MessageAttribute.1.Value.StringValue': 'first',
        'MessageAttribute.2.Name': 'other',
        'MessageAttribute.2.Value.DataType': 'Number',
        'MessageAttribute.2.Value.StringValue': '2',
      }),
    );
    expect(sent.status).toBe(200);
    expect(sent.xml).toMatch(
      /^<\?xml version="1.0"\?><SendMessageResponse xmlns="http:\/\/queue.amazonaws.com\/doc\/2012-11-05\/"><SendMessageResult>/,
    );
    const received = await sqs.form(
      form('ReceiveMessage', {
        MaxNumberOfMessages: '10',
        VisibilityTimeout: '20',
        'AttributeName.1': 'ApproximateReceiveCount',
        'MessageAttributeName.1': 'kind',
      }),
    );
    expect(text(received.xml, 'MessageId')).toBe(text(sent.xml, 'MessageId'));
    expect(text(received.xml, 'Body')).toBe('&lt;a&gt; &amp; &quot;b&quot;&#13;\n\tümläut');
    expect(received.xml).toContain(
      '<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>',
    );
    expect(received.xml).toContain(
      '<MessageAttribute><Name>kind</Name><Value><DataType>String</DataType><StringValue>first</StringValue></Value></MessageAttribute>',
    );
    expect(received.xml).not.toContain('other');
    const deleted = await sqs.form(
      form('DeleteMessage', { ReceiptHandle: text(received.xml, 'ReceiptHandle')! }),
    );
    expect(deleted.xml).toBe(
      '<?xml version="1.0"?><DeleteMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></DeleteMessageResponse>',
    );
    expect(sqs.queues.byUrl(QUEUE).counts().inFlight).toBe(0);
    await sqs.service.close();
  });

  it('sends a batch with one bad entry', async () => {
    const sqs = await startSqs({ q: {} });
    const entry = (n: number, field: string) => `SendMessageBatchRequestEntry.${n}.${field}`;
    const { xml } = await sqs.form(
      form('SendMessageBatch', {
        [entry(1, 'Id')]: 'good',
        [entry(1, 'MessageBody')]: 'x',
        [entry(1, 'MessageAttribute.1.Name')]: 'a',
        [entry(1, 'MessageAttribute.1.Value.DataType')]: 'String',
        [entry(1, 'MessageAttribute.1.Value.StringValue')]: 'v',
        [entry(2, 'Id')]: 'bad',
        [entry(2, 'MessageBody')]: '\u0001',
        [entry(10, 'Id')]: 'last',
        [entry(10, 'MessageBody')]: 'y',
      }),
    );
    expect([...xml.matchAll(/<SendMessageBatchResultEntry><Id>(\w+)</g)].map(([, id]) => id)).toEqual([
      'good',
      'last',
    ]);
    expect(xml).toMatch(
      /<BatchResultErrorEntry><Id>bad<\/Id><SenderFault>true<\/SenderFault><Code>InvalidMessageContents</,
    );
    const [first] = sqs.queues.byUrl(QUEUE).take(10);
    expect(first?.attributes).toEqual({ a: { DataType: 'String', StringValue: 'v' } });
    await sqs.service.close();
  });

  it('lists queues and tells their attributes', async () => {
    const sqs = await startSqs({ q: {} });
    expect((await sqs.form(form('ListQueues'))).xml).toContain(
      `<ListQueuesResult><QueueUrl>${QUEUE}</QueueUrl></ListQueuesResult>`,
    );
    const attributes = await sqs.form(form('GetQueueAttributes', { 'AttributeName.1': 'All' }));
    expect(attributes.xml).toContain('<Attribute><Name>DelaySeconds</Name><Value>0</Value></Attribute>');
    await sqs.service.close();
  });

  it('takes the queue from the path where the form does not name it', async () => {
    const sqs = await startSqs({ q: {} });
    const { QueueUrl, ...nameless } = form('SendMessage', { MessageBody: 'x' });
    expect((await sqs.form(nameless, '/000000000000/q')).status).toBe(200);
    expect(sqs.queues.byUrl(QUEUE).counts().ready).toBe(1);
    await sqs.service.close();
  });

  it('answers errors in the protocol’s own words', async () => {
    const sqs = await startSqs({});
    const { status, xml } = await sqs.form(form('PurgeQueue'));
    expect(status).toBe(400);
    expect(xml).toContain(
      '<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist.</Message>',
    );
    await sqs.service.close();
  });
});

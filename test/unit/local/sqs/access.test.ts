import { AccessDenied } from '../../../../local/gateway/errors';
import { arnOf, principal, resource, startSqs, testContext } from './support';

const allow = (action: string | string[], queue = 'q') =>
  principal([{ Effect: 'Allow', Action: action, Resource: arnOf(queue) }]);
const key = 'arn:aws:kms:eu-central-1:000000000000:key/1';

describe('access to a queue', () => {
  it.each([
    ['SendMessage', { MessageBody: 'x' }, 'SendMessage'],
    ['SendMessageBatch', { Entries: [{ Id: 'a', MessageBody: 'x' }] }, 'SendMessage'],
    ['ReceiveMessage', {}, 'ReceiveMessage'],
    ['DeleteMessage', { ReceiptHandle: 'x' }, 'DeleteMessage'],
    ['ChangeMessageVisibility', { ReceiptHandle: 'x', VisibilityTimeout: 0 }, 'ChangeMessageVisibility'],
    ['GetQueueAttributes', { AttributeNames: ['All'] }, 'GetQueueAttributes'],
    ['PurgeQueue', {}, 'PurgeQueue'],
  ])('%s needs its own right', async (action, input, right) => {
    const sqs = await startSqs({ q: {}, other: {} });
    const everythingElse = principal([
      { Effect: 'Allow', Action: '*', Resource: arnOf('other') },
      { Effect: 'Allow', NotAction: `sqs:${right}`, Resource: '*' },
    ]);
    const denied = await sqs.json(action, { QueueUrl: 'q', ...input }, everythingElse);
    expect(denied).toMatchObject({
      status: 400,
      body: {
        __type: 'com.amazonaws.sqs#AccessDeniedException',
        message: expect.stringContaining(`sqs:${right} on resource: ${arnOf('q')}`),
      },
    });
    const granted = await sqs.json(action, { QueueUrl: 'q', ...input }, allow(`sqs:${right}`));
    expect(granted.body.__type ?? '').not.toMatch(/AccessDenied/);
    await sqs.service.close();
  });

  it('lets the queue’s own policy deny', async () => {
    const sqs = await startSqs({ q: {} });
    await sqs.handlers['AWS::SQS::QueuePolicy']!(
      resource('AWS::SQS::QueuePolicy', 'policy', {
        Queues: ['http://127.0.0.1:4566/000000000000/q'],
        PolicyDocument: {
          Statement: { Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: arnOf('q') },
        },
      }),
    );
    const answer = await sqs.json('SendMessage', { QueueUrl: 'q', MessageBody: 'x' }, allow('sqs:*'));
    expect(answer.body.__type).toMatch(/AccessDenied/);
    await sqs.service.close();
  });

  it('lets another service in only by the queue’s policy, and only from the source it names', async () => {
    const sqs = await startSqs({ q: {} });
    const bucket = 'arn:aws:s3:::intake';
    const send = (sourceArn: string) =>
      sqs.queues.sendToQueue(arnOf('q'), 'event', { service: 's3.amazonaws.com', sourceArn });
    await expect(send(bucket)).rejects.toThrow(AccessDenied);
    await sqs.handlers['AWS::SQS::QueuePolicy']!(
      resource('AWS::SQS::QueuePolicy', 'policy', {
        Queues: ['http://127.0.0.1:4566/000000000000/q'],
        PolicyDocument: {
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arnOf('q'),
            Condition: {
              ArnLike: { 'aws:SourceArn': bucket },
              StringEquals: { 'aws:SourceAccount': '000000000000' },
            },
          },
        },
      }),
    );
    await send(bucket);
    await expect(send('arn:aws:s3:::other')).rejects.toThrow(AccessDenied);
    expect(sqs.queues.byUrl('q').counts().ready).toBe(1);
    await sqs.service.close();
  });

  it('uses the queue’s key as the caller: to send, and to receive', async () => {
    const uses: string[] = [];
    const keys = {
      authorizeUse: (use: { action: string; keyId: string; viaService: string }) => {
        uses.push(`${use.action} ${use.viaService}`);
        expect(use.keyId).toBe(key);
        if (use.action === 'kms:GenerateDataKey') throw new AccessDenied('who', use.action, key, '');
      },
    };
    const sqs = await startSqs({ q: { KmsMasterKeyId: key } }, testContext(), { keys });
    const sent = await sqs.json('SendMessage', { QueueUrl: 'q', MessageBody: 'x' });
    expect(sent.body.__type).toMatch(/AccessDenied|KmsAccessDenied/);
    expect(sqs.queues.byUrl('q').counts().ready).toBe(0);
    expect((await sqs.json('ReceiveMessage', { QueueUrl: 'q' })).status).toBe(200);
    expect(uses).toEqual([
      'kms:GenerateDataKey sqs.eu-central-1.amazonaws.com',
      'kms:Decrypt sqs.eu-central-1.amazonaws.com',
    ]);
    await sqs.service.close();
  });
});

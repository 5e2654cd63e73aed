import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ServiceError } from '../../../../local/gateway/errors';
import { arnOf, serviceRequest, temporaryFolder, testContext } from '../sqs/support';
import { linesOf, startLambda, stopAll, until } from './support';

afterEach(stopAll);

/** A function that sends every message on to its own queue with the SDK, at most 40 times. */
const forwarder = (seen: string) => `
  const { appendFileSync } = require('node:fs');
  const { SQSClient, SendMessageCommand } = require(${JSON.stringify(require.resolve('@aws-sdk/client-sqs'))});
  const client = new SQSClient({});
  exports.handler = async (event) => {
    const round = Number(event.Records[0].body);
    appendFileSync(${JSON.stringify(seen)}, round + '\\n');
    if (round >= 40) return;
    const QueueUrl = process.env.AWS_ENDPOINT_URL + '/000000000000/q';
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: String(round + 1) }));
  };`;

/** SQS over HTTP without signatures: enough for the SDK. */
async function start(properties: object) {
  const seen = join(temporaryFolder(), 'seen');
  const server = createServer(async (message, response) => {
    const request = serviceRequest({ headers: message.headers, body: message, path: message.url ?? '/' });
    const { service } = lambda.sqs;
    const { status, headers, body } = await service
      .handle(request)
      .catch((error: unknown) => service.failure(error instanceof ServiceError ? error : undefined, request));
    response.writeHead(status, headers).end(body as string);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const redrive = { deadLetterTargetArn: arnOf('dlq'), maxReceiveCount: 3 };
  const lambda = await startLambda(
    { f: { code: forwarder(seen), properties } },
    { queues: { dlq: {}, q: { RedrivePolicy: redrive } }, context: testContext({ endpoint }) },
  );
  await lambda.map('q', 'f');
  lambda.start();
  await lambda.sqs.json('SendMessage', { QueueUrl: 'q', MessageBody: '1' });
  const stop = async () => {
    await lambda.stop();
    server.close();
    server.closeAllConnections();
  };
  return { seen, stop, dead: () => lambda.sqs.queues.byArn(arnOf('dlq')).take(1)[0]?.body };
}

describe('a function that messages its own queue', () => {
  it('is stopped after 16 rounds, and the message is a dead letter', async () => {
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { seen, dead, stop } = await start({});
    let letter: string | undefined;
    await until(() => {
      letter = dead();
      return letter !== undefined;
    });
    expect(letter).toBe('17');
    expect(linesOf(seen)).toHaveLength(16);
    expect(stderr).toHaveBeenCalledWith(expect.stringMatching(/sent messages to its own queue 16 times/));
    stderr.mockRestore();
    await stop();
  });

  it('goes on where the template allows it', async () => {
    const { seen, dead, stop } = await start({ RecursiveLoop: 'Allow' });
    await until(() => linesOf(seen).length === 40);
    expect(dead()).toBeUndefined();
    await stop();
  });
});

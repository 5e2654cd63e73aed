import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@aws-crypto/sha256-js';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { RegisterTable } from '../../../lambdas/adapters/register/table';
import { fromWire, toWire } from '../../../lambdas/adapters/register/wire/json';
import { PostSigner } from '../../../lambdas/adapters/register/wire/sign';
import { ConditionLost } from '../../../lambdas/shared/errors';

const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const word = fc.stringMatching(/^[A-Za-z0-9+/=]{8,60}$/);

test('our signature is the one that the general signer makes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        accessKeyId: word,
        secretAccessKey: word,
        sessionToken: fc.option(word, { nil: undefined }),
      }),
      text,
      fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
      async (identity, body, now) => {
        const headers = {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.GetItem',
        };
        const scope = { region: 'eu-central-1', service: 'dynamodb' };
        const ours = new PostSigner(scope).sign(identity, 'dynamodb.example', headers, body, now);
        const general = new SignatureV4({
          ...scope,
          credentials: identity,
          sha256: Sha256,
          applyChecksum: false,
        });
        const request = new HttpRequest({
          method: 'POST',
          protocol: 'https:',
          hostname: 'dynamodb.example',
          path: '/',
          headers: { ...headers, host: 'dynamodb.example' },
          body,
        });
        const theirs = await general.sign(request, { signingDate: now });
        expect(ours.authorization).toBe(theirs.headers.authorization);
      },
    ),
    { numRuns: 50 },
  );
});

test('bytes survive the wire, whatever stands around them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), text, (bytes, words) => {
      const item = {
        key: { B: bytes },
        buffer: { B: Buffer.from(bytes) },
        words: { S: words },
        n: { N: '1' },
      };
      const back = fromWire(toWire({ Item: item })) as { Item: typeof item };
      expect(back.Item.key.B).toEqual(bytes);
      expect(back.Item.buffer.B).toEqual(bytes);
      expect(back.Item.words.S).toBe(words);
    }),
  );
});

describe('behind it stands the SDK', () => {
  const seen: { agent: string; target: string }[] = [];
  let answers: ((call: number) => { status: number; body: object } | 'reset')[];
  let server: Server;
  let table: RegisterTable;
  let client: DynamoDBClient;

  beforeEach(async () => {
    seen.length = 0;
    answers = [];
    server = createServer((request: IncomingMessage, response) => {
      request.resume();
      request.on('end', () => {
        const { 'user-agent': agent = '', 'x-amz-target': target } = request.headers;
        seen.push({ agent: agent.includes('aws-sdk') ? 'sdk' : 'short', target: String(target) });
        const answer = answers.shift()?.(seen.length) ?? { status: 200, body: {} };
        if (answer === 'reset') return request.socket.resetAndDestroy();
        response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    table = new RegisterTable(client, 'register');
    await table.get({ pk: 'p', sk: 's' });
  });
  afterEach(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const ways = () => seen.map(({ agent }) => agent);

  test('the first call is the SDK\u2019s, the next ones go the short way', async () => {
    await table.put({ pk: 'p', sk: 's' });
    await table.get({ pk: 'p', sk: 's' });
    expect(ways()).toEqual(['sdk', 'short', 'short']);
  });

  test.each([
    ['an answer was lost', () => 'reset' as const],
    ['the store is in trouble', () => ({ status: 500, body: {} })],
    [
      'the partition is hot',
      () => ({ status: 400, body: { __type: 'x#ProvisionedThroughputExceededException' } }),
    ],
  ])('when %s the SDK makes the call again', async (_why, answer) => {
    answers = [answer];
    await table.put({ pk: 'p', sk: 's' });
    expect(ways()).toEqual(['sdk', 'short', 'sdk']);
  });

  test('a lost condition is told with the item that won, without a second call', async () => {
    const body = {
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { pk: { S: 'p' }, attemptId: { S: '1-other' } },
    };
    answers = [() => ({ status: 400, body })];
    const put = table.put({ pk: 'p', sk: 's' }, { expression: 'attribute_not_exists(pk)' });
    const lost = await put.catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(ConditionLost);
    expect((lost as ConditionLost).current).toEqual({ pk: 'p', attemptId: '1-other' });
    expect(ways()).toEqual(['sdk', 'short']);
  });

  test('what it does not know goes the SDK\u2019s way', async () => {
    await table.transact([{ put: { pk: 'p', sk: 's' } }]);
    expect(ways()).toEqual(['sdk', 'sdk']);
  });
});

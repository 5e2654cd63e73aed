import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ResourceRequest } from '../../../../local/cloudformation/types';
import { type Gateway, openGateway } from '../../../../local/gateway/server';
import { PolicyAuthorizer } from '../../../../local/iam/authorizer';
import type { Principal } from '../../../../local/iam/types';
import type { Invocation } from '../../../../local/lambda/types';
import { createHttpApiService } from '../../../../local/services/http-api';

const KEYS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const user: Principal = { type: 'user', arn: 'arn:aws:iam::000000000000:user/responder', policies: [] };

let gateway: Gateway;
let base: string;
let api: string;
let invoked: { name: string; event: Record<string, unknown>; sourceArn: string | undefined }[];
let answer: () => Invocation;
let faults: unknown[];

beforeEach(async () => {
  invoked = [];
  faults = [];
  answer = () => ({ payload: { statusCode: 200, body: '{}' } });
  const now = () => new Date();
  gateway = await openGateway({
    port: 0,
    region: 'eu-central-1',
    credentials: { find: (id) => (id === KEYS.accessKeyId ? { ...KEYS, principal: user } : undefined) },
    now,
    onFault: (error) => faults.push(error),
  });
  const context = {
    account: '000000000000',
    region: 'eu-central-1',
    directory: '',
    authorizer: new PolicyAuthorizer(now),
    endpoint: gateway.endpoint,
    now,
  };
  const { service, handlers } = createHttpApiService(context, {
    runtime: {
      invoke: async (name, event, from) => {
        invoked.push({ name, event: event as Record<string, unknown>, sourceArn: from?.sourceArn });
        return answer();
      },
    },
  });
  gateway.register(service);
  const create = (type: string, logicalId: string, properties: Record<string, unknown>) =>
    handlers[`AWS::ApiGatewayV2::${type}`]!({
      stack: 'P',
      logicalId,
      type,
      properties,
      physicalName: () => `p-${logicalId.toLowerCase()}`,
    } satisfies ResourceRequest);
  const created = await create('Api', 'Api', { Name: 'a', ProtocolType: 'HTTP' });
  api = created.ref;
  base = created.attributes.ApiEndpoint!;
  const integration = await create('Integration', 'I', {
    ApiId: api,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: 'arn:aws:lambda:eu-central-1:000000000000:function:api-function',
    PayloadFormatVersion: '2.0',
  });
  const route = (RouteKey: string, AuthorizationType: string) =>
    create('Route', RouteKey, {
      ApiId: api,
      RouteKey,
      AuthorizationType,
      Target: `integrations/${integration.ref}`,
    });
  await route('GET /incidents', 'AWS_IAM');
  await route('GET /incidents/{incident}', 'AWS_IAM');
  await route('ANY /incidents/{incident}', 'AWS_IAM');
  await route('GET /incidents/latest', 'AWS_IAM');
  await route('PUT /files/{proxy+}', 'AWS_IAM');
  await route('GET /check/{incident}/{reference}', 'NONE');
  await create('Stage', 'S', { ApiId: api, StageName: '$default', AutoDeploy: true });
  const Resource = ['GET', 'POST', 'PUT'].map(
    (method) => `arn:aws:execute-api:eu-central-1:000000000000:${api}/$default/${method}/*`,
  );
  user.policies = [
    { name: 'p', document: { Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource } } },
  ];
});
afterEach(() => gateway.close());

async function call(
  method: string,
  path: string,
  options: { body?: string | Buffer; type?: string; keys?: typeof KEYS } = {},
) {
  const url = new URL(base + path);
  const signer = new SignatureV4({
    credentials: options.keys ?? KEYS,
    region: 'eu-central-1',
    service: 'execute-api',
    sha256: Sha256,
  });
  const { headers } = await signer.sign(
    new HttpRequest({
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...(options.type && { 'content-type': options.type }) },
      body: options.body,
    }),
  );
  return fetch(url, { method, headers, body: options.body as string });
}
const answerOf = async (response: Response) => [response.status, await response.json()];

describe('the event is what API Gateway sends, payload format 2.0', () => {
  test('route, path without our prefix, parameters, caller', async () => {
    await call('GET', '/incidents/virus%20total?after=a%26b');
    expect(invoked[0]).toMatchObject({
      name: 'api-function',
      sourceArn: `arn:aws:execute-api:eu-central-1:000000000000:${api}/$default/GET/incidents/{incident}`,
      event: {
        version: '2.0',
        routeKey: 'GET /incidents/{incident}',
        rawPath: '/incidents/virus%20total',
        rawQueryString: 'after=a%26b',
        queryStringParameters: { after: 'a&b' },
        pathParameters: { incident: 'virus total' },
        isBase64Encoded: false,
        requestContext: {
          accountId: '000000000000',
          apiId: api,
          stage: '$default',
          http: { method: 'GET', path: '/incidents/virus%20total', sourceIp: '127.0.0.1' },
          authorizer: { iam: { userArn: user.arn, accessKey: KEYS.accessKeyId, accountId: '000000000000' } },
        },
      },
    });
    const { headers, body } = invoked[0]!.event as { headers: Record<string, string>; body?: string };
    expect(headers.authorization).toBeUndefined();
    expect(body).toBeUndefined();
  });

  test('text stays text, anything else is base64', async () => {
    await call('POST', '/incidents/x', { body: '{"why":"ü"}', type: 'application/json' });
    await call('PUT', '/files/a/b.bin', { body: Buffer.from([0, 255]), type: 'application/octet-stream' });
    expect(invoked.map(({ event }) => [event.body, event.isBase64Encoded])).toEqual([
      ['{"why":"ü"}', false],
      ['AP8=', true],
    ]);
    expect(invoked[1]!.event.pathParameters).toEqual({ proxy: 'a/b.bin' });
  });

  test('the most specific route wins', async () => {
    for (const [method, path] of [
      ['GET', '/incidents/latest'],
      ['GET', '/incidents/x'],
      ['POST', '/incidents/x'],
    ] as const) {
      await call(method, path);
    }
    expect(invoked.map(({ event }) => event.routeKey)).toEqual([
      'GET /incidents/latest',
      'GET /incidents/{incident}',
      'ANY /incidents/{incident}',
    ]);
  });
});

describe('who may call', () => {
  test('a public route needs no signature and tells the function of no caller', async () => {
    const response = await fetch(`${base}/check/inc/ABC`);
    expect(response.status).toBe(200);
    const { requestContext } = invoked[0]!.event as { requestContext: Record<string, unknown> };
    expect(requestContext.authorizer).toBeUndefined();
    expect(requestContext.accountId).toBe('anonymous');
  });

  test.each<[string, () => Promise<Response>]>([
    ['unsigned', () => fetch(`${base}/incidents`)],
    ['a wrong secret', () => call('GET', '/incidents', { keys: { ...KEYS, secretAccessKey: 'x' } })],
    ['a method that the policy does not allow', () => call('DELETE', '/incidents/x')],
  ])('%s is Forbidden', async (_, send) => {
    expect(await answerOf(await send())).toEqual([403, { message: 'Forbidden' }]);
    expect(invoked).toEqual([]);
  });
});

describe('answers', () => {
  test.each<[string, Invocation, number, string, string]>([
    [
      'status, headers and body',
      { payload: { statusCode: 201, headers: { 'Content-Type': 'text/csv' }, body: 'a,b' } },
      201,
      'text/csv',
      'a,b',
    ],
    [
      'base64',
      { payload: { statusCode: 200, body: 'w6Q=', isBase64Encoded: true } },
      200,
      'text/plain; charset=utf-8',
      'ä',
    ],
    [
      'no status code: all of it is the body',
      { payload: { genuine: true } },
      200,
      'application/json',
      '{"genuine":true}',
    ],
  ])('%s', async (_, invocation, status, type, body) => {
    answer = () => invocation;
    const response = await call('GET', '/incidents');
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      status,
      type,
      body,
    ]);
  });

  test.each<[string, Invocation, number, string]>([
    [
      'a function that throws',
      { error: { type: 'TypeError', message: 'secret detail' } },
      500,
      'Internal Server Error',
    ],
    [
      'one that runs out of time',
      { error: { type: 'Sandbox.Timedout', message: 'Task timed out after 30.00 seconds' } },
      503,
      'Service Unavailable',
    ],
    ['nonsense for a status', { payload: { statusCode: 'yes' } }, 500, 'Internal Server Error'],
    [
      'a body that is no text',
      { payload: { statusCode: 200, body: { a: 1 } } },
      500,
      'Internal Server Error',
    ],
    [
      'more than 6 MB',
      { payload: { statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024 + 1) } },
      500,
      'Internal Server Error',
    ],
  ])('%s', async (_, invocation, status, message) => {
    answer = () => invocation;
    expect(await answerOf(await call('GET', '/incidents'))).toEqual([status, { message }]);
  });

  test('a function that may not be invoked is our fault, not the caller’s', async () => {
    answer = () => {
      throw new Error('no permission');
    };
    expect(await answerOf(await call('GET', '/incidents'))).toEqual([
      500,
      { message: 'Internal Server Error' },
    ]);
    expect(faults).toHaveLength(1);
  });

  test.each([
    ['no such route', '/nothing', ''],
    ['no such API', '', '/_api/nobody/incidents'],
    ['an empty parameter', '/incidents/', ''],
  ])('%s: 404', async (_, path, whole) => {
    const response = whole ? await fetch(gateway.endpoint + whole) : await call('GET', path);
    expect(await answerOf(response)).toEqual([404, { message: 'Not Found' }]);
  });

  test('more than 10 MB is too large', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const response = await call('PUT', '/files/x', { body, type: 'application/octet-stream' });
    expect(await answerOf(response)).toEqual([413, { message: 'Request Entity Too Large' }]);
  });
});

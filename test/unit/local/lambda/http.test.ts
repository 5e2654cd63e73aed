import { allowed, principal, serviceRequest } from '../sqs/support';
import { functionArn, startLambda, stopAll, until } from './support';

afterEach(stopAll);

const path = (name: string) => `/2015-03-31/functions/${name}/invocations`;

async function start() {
  const code = `exports.handler = async (event) => { if (event.fail) throw new RangeError('too far'); return event; };`;
  const lambda = await startLambda({ f: { code } });
  const call = async (overrides: Parameters<typeof serviceRequest>[0]) => {
    const request = serviceRequest({ service: 'lambda', path: path('f'), ...overrides });
    return lambda.service.handle(request).catch((error) => lambda.service.failure(error, request));
  };
  return { lambda, call };
}

describe('Lambda over HTTP', () => {
  it('invokes and answers what the function answers', async () => {
    const { lambda, call } = await start();
    const answer = await call({ text: '{"a":1}' });
    expect(answer).toMatchObject({
      status: 200,
      body: '{"a":1}',
      headers: { 'x-amz-executed-version': '$LATEST' },
    });
    const failed = await call({ text: '{"fail":true}' });
    expect(failed).toMatchObject({ status: 200, headers: { 'x-amz-function-error': 'Unhandled' } });
    expect(JSON.parse(String(failed.body))).toEqual({ errorType: 'RangeError', errorMessage: 'too far' });
    await lambda.stop();
  });

  it('answers an event at once and runs it all the same', async () => {
    const { lambda, call } = await start();
    const answer = await call({ text: '{"fail":true}', headers: { 'x-amz-invocation-type': 'Event' } });
    expect(answer.status).toBe(202);
    await until(() => /too far/.test(lambda.log('f')));
    await lambda.stop();
  });

  it('asks for the right to invoke this function', async () => {
    const { lambda, call } = await start();
    const right = { Effect: 'Allow' as const, Action: 'lambda:InvokeFunction' };
    const other = principal([{ ...right, Resource: functionArn('g') }]);
    const denied = await call({ principal: other });
    expect(denied).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' } });
    const granted = await call({ principal: principal([{ ...right, Resource: functionArn('f') }]) });
    expect(granted.status).toBe(200);
    await lambda.stop();
  });

  it('tells what a function is, and what it does not know or offer', async () => {
    const { lambda, call } = await start();
    const get = { method: 'GET', path: '/2015-03-31/functions/f', principal: allowed };
    expect(JSON.parse(String((await call(get)).body))).toMatchObject({
      Configuration: { FunctionName: 'f', Timeout: 30, MemorySize: 128, State: 'Active' },
    });
    expect(await call({ path: path('unknown') })).toMatchObject({
      status: 404,
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
    });
    expect((await call({ path: '/2015-03-31/layers' })).status).toBe(501);
    expect((await call({ text: '{' })).status).toBe(400);
    await lambda.stop();
  });
});

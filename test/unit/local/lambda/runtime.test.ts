import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AccessDenied } from '../../../../local/gateway/errors';
import { temporaryFolder } from '../sqs/support';
import { alive, functionArn, linesOf, startLambda, stopAll, until } from './support';

afterEach(stopAll);

const echo = (body: string) => `exports.handler = async (event, context) => { ${body} };`;

describe('a function', () => {
  it('sees exactly the environment that AWS would give it, and nothing of ours', async () => {
    process.env.SECRET_OF_THE_PARENT = 'x';
    const Environment = { Variables: { REGISTER_TABLE: 'register' } };
    const lambda = await startLambda({
      f: {
        code: echo('return { env: process.env, argv: process.execArgv, cwd: process.cwd() }'),
        properties: { Environment, MemorySize: 256 },
      },
    });
    const outcome = await lambda.runtime.invoke('f', {});
    const { env, argv, cwd } = (outcome as { payload: { env: object; argv: string[]; cwd: string } }).payload;
    expect(env).toEqual({
      REGISTER_TABLE: 'register',
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'en_US.UTF-8',
      TZ: 'UTC',
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'ASIAFUNCTION',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/f',
      AWS_LAMBDA_LOG_STREAM_NAME: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      LAMBDA_TASK_ROOT: cwd,
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-.*;Lineage=[0-9a-f]{8}:1$/),
    });
    expect(argv).toEqual(['--max-old-space-size=256']);
    await lambda.stop();
  });

  it('gets its event and its context, and stays warm', async () => {
    const code = `let count = 0;
      exports.handler = async (event, context) => ({ event, count: ++count, arn: context.invokedFunctionArn,
        left: context.getRemainingTimeInMillis(), memory: context.memoryLimitInMB, id: context.awsRequestId });`;
    const lambda = await startLambda({ f: { code } });
    const first = await lambda.runtime.invoke(functionArn('f'), { umlaut: 'ü' });
    const second = await lambda.runtime.invoke('f', null);
    expect(first).toMatchObject({
      payload: { event: { umlaut: 'ü' }, count: 1, arn: functionArn('f'), memory: '128' },
    });
    expect(second).toMatchObject({ payload: { event: null, count: 2 } });
    const { left, id } = (first as { payload: { left: number; id: string } }).payload;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(30_000);
    expect(lambda.log('f')).toMatch(
      new RegExp(`START RequestId: ${id} [^]*REPORT RequestId: ${id} Duration: [\\d.]+ ms`),
    );
    await lambda.stop();
  });

  it('is told when everything ends, and finishes what it does; Ctrl-C alone ends it not', async () => {
    const code = `exports.handler = () => new Promise((resolve) => {
      process.kill(process.pid, 'SIGINT');
      process.once('SIGTERM', () => setTimeout(() => resolve('put away'), 20));
      console.log('working');
    });`;
    const lambda = await startLambda({ f: { code } });
    const outcome = lambda.runtime.invoke('f', {});
    await until(() => existsSync(lambda.logFile('f')) && lambda.log('f').includes('working'));
    await lambda.stop();
    expect(await outcome).toEqual({ payload: 'put away' });
  });

  it('may be an ES module, and may answer nothing', async () => {
    const lambda = await startLambda({
      f: { code: 'export const handler = async () => {};', file: 'index.mjs' },
    });
    expect(await lambda.runtime.invoke('f', {})).toEqual({ payload: null });
    await lambda.stop();
  });

  it('answers what its handler throws, and logs it', async () => {
    const lambda = await startLambda({ f: { code: echo('throw new TypeError("no such thing")') } });
    const outcome = await lambda.runtime.invoke('f', {});
    expect(outcome).toMatchObject({ error: { type: 'TypeError', message: 'no such thing' } });
    expect(lambda.log('f')).toMatch(/ERROR\tInvoke Error\t.*no such thing.*"stack"/);
    await lambda.stop();
  });

  it.each([
    ['does not load', 'throw new Error("broken bundle")', 'Error', /broken bundle/],
    ['exports no handler', 'exports.other = 1', 'Runtime.HandlerNotFound', /index.handler is undefined/],
    ['ends while it loads', 'process.exit(3)', 'Runtime.ExitError', /exit status 3/],
  ])('says so when its bundle %s', async (_, code, type, message) => {
    const lambda = await startLambda({ f: { code } });
    expect(await lambda.runtime.invoke('f', {})).toMatchObject({
      error: { type, message: expect.stringMatching(message) },
    });
    await lambda.stop();
  });

  it('is killed when its time is up, and the next invocation has a new process', async () => {
    const code = echo('if (event.hang) for (;;); return process.pid');
    const lambda = await startLambda({ f: { code, properties: { Timeout: 1 } } });
    const { payload: pid } = (await lambda.runtime.invoke('f', {})) as { payload: number };
    expect(await lambda.runtime.invoke('f', { hang: true })).toEqual({
      error: { type: 'Sandbox.Timedout', message: 'Task timed out after 1.00 seconds' },
    });
    await until(() => !alive(pid));
    const { payload: next } = (await lambda.runtime.invoke('f', {})) as { payload: number };
    expect(next).not.toBe(pid);
    expect(lambda.log('f')).toMatch(/Task timed out after 1.00 seconds/);
    await lambda.stop();
  });

  it('cannot take more memory than the template gives it, and only itself dies of it', async () => {
    const code = echo(
      'const all = []; if (event.eat) for (;;) all.push(new Array(100_000).fill(event)); return "fine"',
    );
    const properties = { MemorySize: 64 };
    const lambda = await startLambda({ f: { code, properties }, g: { code } });
    const [eaten, other] = await Promise.all([
      lambda.runtime.invoke('f', { eat: true }),
      lambda.runtime.invoke('g', {}),
    ]);
    expect(eaten).toMatchObject({ error: { type: 'Runtime.ExitError' } });
    expect(other).toEqual({ payload: 'fine' });
    expect(await lambda.runtime.invoke('f', {})).toEqual({ payload: 'fine' });
    await lambda.stop();
  });

  it('that crashes outside of its handler takes nobody with it', async () => {
    const lambda = await startLambda({
      f: {
        code: echo(
          'if (event.crash) { setImmediate(() => { throw new Error("stray") }); await new Promise(() => {}) } return 1',
        ),
      },
    });
    expect(await lambda.runtime.invoke('f', { crash: true })).toMatchObject({
      error: { type: 'Runtime.ExitError' },
    });
    expect(lambda.log('f')).toContain('stray');
    expect(await lambda.runtime.invoke('f', {})).toEqual({ payload: 1 });
    await lambda.stop();
  });

  it('that was killed while idle is started again', async () => {
    const lambda = await startLambda({ f: { code: echo('return process.pid') } });
    const { payload: pid } = (await lambda.runtime.invoke('f', {})) as { payload: number };
    process.kill(pid, 'SIGKILL');
    await until(() => !alive(pid));
    // Node may not have told us yet: then this one fails as it would on AWS, and the next does not.
    await lambda.runtime.invoke('f', {});
    expect(await lambda.runtime.invoke('f', {})).toEqual({ payload: expect.any(Number) });
    await lambda.stop();
  });

  it('runs one invocation at a time per process, in as many processes as work needs and its limit allows', async () => {
    const seen = join(temporaryFolder(), 'seen');
    const code = `const { appendFileSync, readFileSync } = require('node:fs'); let busy = 0; const SEEN = ${JSON.stringify(seen)};
      exports.handler = async () => {
        if (++busy > 1) throw new Error('two at a time');
        appendFileSync(SEEN, process.pid + '\\n');
        // Until another process has begun too: so it takes two of them.
        while (new Set(readFileSync(SEEN, 'utf8').trim().split('\\n')).size < 2) await new Promise((r) => setTimeout(r, 5));
        busy -= 1;
      };`;
    const lambda = await startLambda({ f: { code, properties: { ReservedConcurrentExecutions: 2 } } });
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => lambda.runtime.invoke('f', {})));
    expect(outcomes).toEqual(Array.from({ length: 6 }, () => ({ payload: null })));
    expect(linesOf(seen)).toHaveLength(6);
    expect(new Set(linesOf(seen)).size).toBe(2);
    await lambda.stop();
  });

  it('is invoked by another service only where a Permission says so', async () => {
    const lambda = await startLambda({ f: { code: echo('return 1') } });
    const rule = 'arn:aws:events:eu-central-1:000000000000:rule/tick';
    const from = { service: 'events.amazonaws.com', sourceArn: rule };
    await expect(lambda.runtime.invoke('f', {}, from)).rejects.toThrow(AccessDenied);
    await lambda.make('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn('f'),
      Principal: 'events.amazonaws.com',
      SourceArn: rule,
    });
    expect(await lambda.runtime.invoke('f', {}, from)).toEqual({ payload: 1 });
    await expect(lambda.runtime.invoke('f', {}, { ...from, sourceArn: `${rule}2` })).rejects.toThrow(
      AccessDenied,
    );
    await lambda.stop();
  });

  it('may finish when everything closes, and is killed when it takes too long', async () => {
    const code = echo('await new Promise((r) => setTimeout(r, event.ms)); return process.pid');
    const lambda = await startLambda({ f: { code }, g: { code } });
    const { payload: pid } = (await lambda.runtime.invoke('g', { ms: 0 })) as { payload: number };
    await lambda.runtime.invoke('f', { ms: 0 });
    const short = lambda.runtime.invoke('f', { ms: 100 });
    const long = lambda.runtime.invoke('g', { ms: 29_000 });
    await lambda.stop();
    expect(await short).toEqual({ payload: expect.any(Number) });
    expect(await long).toMatchObject({ error: { type: 'Runtime.ExitError' } });
    expect(alive(pid)).toBe(false);
  });
});

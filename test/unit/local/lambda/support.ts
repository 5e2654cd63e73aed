import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceContext } from '../../../../local/gateway/types';
import { createLambdaService } from '../../../../local/lambda';
import { allowed, arnOf, resource, startSqs, temporaryFolder, testContext } from '../sqs/support';

export const ROLE = 'arn:aws:iam::000000000000:role/function';
export const functionArn = (name: string) => `arn:aws:lambda:eu-central-1:000000000000:function:${name}`;

/** A bundle's folder with this index.js. */
export function bundle(source: string, file = 'index.js'): string {
  const folder = join(temporaryFolder(), 'bundle');
  mkdirSync(folder);
  writeFileSync(join(folder, file), source);
  return folder;
}

export interface FunctionUnderTest {
  code: string;
  file?: string;
  properties?: object;
}

const running = new Set<() => Promise<void>>();

/** For `afterEach`: a test that fails half way must not leave its functions running. */
export const stopAll = () => Promise.all([...running].map((stop) => stop()));

/** Lambda with functions made from source text, over SQS with queues. */
export async function startLambda(
  sources: Record<string, FunctionUnderTest>,
  { queues = {}, role = allowed, context = testContext() as ServiceContext, idle = [] as string[] } = {},
) {
  const sqs = await startSqs(queues, context);
  const assets = new Map<string, string>();
  const logsDirectory = join(context.directory, 'logs');
  const lambda = createLambdaService(context, {
    queues: sqs.queues,
    assets,
    logsDirectory,
    echoLogs: false,
    idle,
    credentialsFor: () => ({
      principal: role,
      keys: { accessKeyId: 'ASIAFUNCTION', secretAccessKey: 'secret' },
    }),
  });
  const stop = async () => {
    if (!running.delete(stop)) return;
    await lambda.close();
    await sqs.service.close();
  };
  running.add(stop);
  const make = (type: string, properties: object, id = 'x') =>
    lambda.handlers[type]!(resource(type, id, properties));
  for (const [name, { code, file, properties }] of Object.entries(sources)) {
    assets.set(`${name}.zip`, bundle(code, file));
    await make('AWS::Lambda::Function', {
      FunctionName: name,
      Code: { S3Bucket: 'assets', S3Key: `${name}.zip` },
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: ROLE,
      Timeout: 30,
      ...properties,
    });
  }
  return {
    ...lambda,
    sqs,
    make,
    logFile: (name: string) => join(logsDirectory, `${name}.log`),
    log: (name: string) => readFileSync(join(logsDirectory, `${name}.log`), 'utf8'),
    map: (queue: string, functionName: string, properties: object = {}) =>
      make('AWS::Lambda::EventSourceMapping', {
        EventSourceArn: arnOf(queue),
        FunctionName: functionName,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ...properties,
      }),
    stop,
  };
}

/** Waits for a condition; jest's own time-out ends a wait that is in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

export const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ResourceRequest } from '../../../../local/cloudformation/types';
import type { ServiceContext, ServiceRequest } from '../../../../local/gateway/types';
import { PolicyAuthorizer } from '../../../../local/iam/authorizer';
import type { PolicyStatement, Principal } from '../../../../local/iam/types';
import { createSqsService } from '../../../../local/services/sqs';

export const ACCOUNT = '000000000000';
export const REGION = 'eu-central-1';

/** A clock that only moves when told. */
export class ManualClock {
  constructor(public ms = Date.UTC(2026, 10, 2, 9)) {}
  now = () => new Date(this.ms);
  pass = (seconds: number) => {
    this.ms += seconds * 1000;
  };
}

const folders: string[] = [];

/** Gone when the test file is done; processes that a test starts have no jest around them. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'breach-notify-'));
  folders.push(folder);
  return folder;
}
if (typeof afterAll === 'function') {
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
}

export function testContext(overrides: Partial<ServiceContext> = {}): ServiceContext {
  const now = overrides.now ?? (() => new Date());
  return {
    account: ACCOUNT,
    region: REGION,
    directory: temporaryFolder(),
    authorizer: new PolicyAuthorizer(now),
    endpoint: 'http://127.0.0.1:4566',
    now,
    ...overrides,
  };
}

export function principal(statements: PolicyStatement[], name = 'tester'): Principal {
  return {
    type: 'role',
    arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    policies: [{ name: 'policy', document: { Statement: statements } }],
  };
}
export const allowed = principal([{ Effect: 'Allow', Action: '*', Resource: '*' }]);

export const resource = (type: string, logicalId: string, properties: object): ResourceRequest => ({
  stack: 'test',
  logicalId,
  type,
  properties: properties as Record<string, unknown>,
  physicalName: (maxLength = 255) => `test-${logicalId}`.toLowerCase().slice(0, maxLength),
});

export const arnOf = (queue: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`;

export function serviceRequest(overrides: Partial<ServiceRequest> & { text?: string }): ServiceRequest {
  const { text = '', ...rest } = overrides;
  return {
    id: 'request-1',
    service: 'sqs',
    method: 'POST',
    path: '/',
    rawPath: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Readable.from([Buffer.from(text)]),
    principal: allowed,
    presigned: false,
    ...rest,
  };
}

export type Answer = { status: number; body: Record<string, unknown> };

/** The service with queues, called as the SDK calls it. */
export async function startSqs(
  queues: Record<string, object>,
  context: ServiceContext = testContext(),
  keys?: Parameters<typeof createSqsService>[1],
) {
  const sqs = createSqsService(context, keys);
  for (const [name, properties] of Object.entries(queues)) {
    const fifo = name.endsWith('.fifo');
    await sqs.handlers['AWS::SQS::Queue']!(
      resource('AWS::SQS::Queue', name, { QueueName: name, ...(fifo && { FifoQueue: true }), ...properties }),
    );
  }
  const send = async (request: ServiceRequest) => {
    try {
      return await sqs.service.handle(request);
    } catch (error) {
      return sqs.service.failure(error, request);
    }
  };
  return {
    ...sqs,
    context,
    async json(action: string, input: object, caller = allowed, headers = {}): Promise<Answer> {
      const request = serviceRequest({
        headers: { 'x-amz-target': `AmazonSQS.${action}`, ...headers },
        text: JSON.stringify(input),
        principal: caller,
      });
      const { status, body } = await send(request);
      return { status, body: JSON.parse(String(body)) };
    },
    async form(parameters: Record<string, string>, path = '/') {
      const { status, body } = await send(
        serviceRequest({ text: new URLSearchParams(parameters).toString(), path }),
      );
      return { status, xml: String(body) };
    },
  };
}
export type TestSqs = Awaited<ReturnType<typeof startSqs>>;

import { readBody } from '../gateway/body';
import { AccessDenied, NotImplemented, ServiceError } from '../gateway/errors';
import type { Service, ServiceRequest, ServiceResponse } from '../gateway/types';
import type { Functions } from './runtime';
import type { FunctionDefinition, Invocation } from './types';

/** Lambda's limit of a synchronous event: 6 MB. */
const MAX_EVENT_BYTES = 6_291_556;
const ROUTE = /^\/2015-03-31\/functions\/([^/]+)(\/invocations)?$/;

/** The calls of Lambda that people make: Invoke and GetFunction. */
export function createLambdaHttp(functions: Functions): Service {
  return {
    name: 'lambda',
    async handle(request) {
      const [, name, invocations] = ROUTE.exec(request.path) ?? [];
      if (name && invocations && request.method === 'POST') return invoke(functions, name, request);
      if (name && !invocations && request.method === 'GET') return getFunction(functions, name, request);
      throw new NotImplemented(`${request.method} ${request.path.split('/')[2] ?? ''} of Lambda`);
    },
    failure(error, request) {
      const known = error instanceof ServiceError ? error : internalError();
      const denied = error instanceof AccessDenied;
      const code = denied ? 'AccessDeniedException' : known.code;
      return {
        ...json(known.status, {
          Type: known.fault === 'Sender' ? 'User' : 'Service',
          message: known.message,
        }),
        headers: {
          'content-type': 'application/json',
          'x-amzn-errortype': code,
          'x-amzn-requestid': request.id,
        },
      };
    },
    async close() {},
  };
}

async function invoke(functions: Functions, name: string, request: ServiceRequest): Promise<ServiceResponse> {
  functions.authorize(request.principal, 'lambda:InvokeFunction', name);
  const event = (await readBody(request.body, MAX_EVENT_BYTES)).toString() || '{}';
  assertJson(event);
  const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (type === 'DryRun') return { status: 204 };
  const causes = [request.headers['x-amzn-trace-id'] as string | undefined];
  const running = functions.run(name, event, causes);
  // What becomes of it is in the function's log; AWS would try a failed one twice more, minutes later.
  if (type === 'Event') return { status: 202 };
  if (type !== 'RequestResponse') throw new NotImplemented(`The invocation type ${type}`);
  return invocationResponse(await running);
}

function invocationResponse(outcome: Invocation): ServiceResponse {
  const version = { 'x-amz-executed-version': '$LATEST' };
  if ('payload' in outcome) {
    const answer = json(200, outcome.payload);
    return { ...answer, headers: { ...answer.headers, ...version } };
  }
  const { type, message } = outcome.error;
  const answer = json(200, { errorType: type, errorMessage: message });
  return { ...answer, headers: { ...answer.headers, ...version, 'x-amz-function-error': 'Unhandled' } };
}

function getFunction(functions: Functions, name: string, { principal }: ServiceRequest): ServiceResponse {
  functions.authorize(principal, 'lambda:GetFunction', name);
  return json(200, { Configuration: configurationOf(functions.definition(name)) });
}

const configurationOf = (definition: FunctionDefinition) => ({
  FunctionName: definition.name,
  FunctionArn: definition.arn,
  Role: definition.roleArn,
  Handler: definition.handler,
  Timeout: definition.timeoutSeconds,
  MemorySize: definition.memoryMb,
  Version: '$LATEST',
  PackageType: 'Zip',
  State: 'Active',
  LastUpdateStatus: 'Successful',
});

function assertJson(event: string): void {
  try {
    JSON.parse(event);
  } catch {
    throw new ServiceError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
}

const json = (status: number, body: unknown): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const internalError = () =>
  new ServiceError('ServiceException', 'An internal error occurred.', 500, 'Receiver');

import type { ResourceHandlers } from '../../cloudformation/types';
import { readBody } from '../../gateway/body';
import { AccessDenied, ServiceError } from '../../gateway/errors';
import type { Service, ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/types';
import type { Invocation, LambdaRuntime } from '../../lambda/types';
import { proxyEvent } from './event';
import { type HttpApi, httpApiHandlers } from './resources';
import { gatewayMessage, proxyResponse } from './response';

/** API Gateway's own limit. */
const MAX_REQUEST = 10 * 1024 * 1024;

/** HTTP APIs: routes, IAM authorisation, Lambda proxy. Throttling is not imitated: there is one user. */
export function createHttpApiService(
  context: ServiceContext,
  { runtime }: { runtime: LambdaRuntime },
): { service: Service; handlers: ResourceHandlers } {
  const apis = new Map<string, HttpApi>();

  async function handle(request: ServiceRequest): Promise<ServiceResponse> {
    const target = locate(apis, request.rawPath);
    const matched = target?.api.routes.match(request.method, target.path);
    if (!target || !matched) return gatewayMessage(404, 'Not Found');
    const { api, stage, path, rawPath } = target;
    const arn = `arn:aws:execute-api:${context.region}:${context.account}:${api.id}`;
    if (matched.route.authorization === 'AWS_IAM') {
      context.authorizer.authorize({
        principal: request.principal,
        action: 'execute-api:Invoke',
        resource: `${arn}/${stage}/${request.method}${path}`,
      });
    }
    const body = await readBody(request.body, MAX_REQUEST);
    const event = proxyEvent(request, { apiId: api.id, stage, rawPath, matched, body, at: context.now() });
    const [method, routePath = ''] = matched.route.key.split(' ');
    return proxyResponse(
      await invoke(matched.route.functionName, event, `${arn}/${stage}/${method}${routePath}`),
    );
  }

  /** A function without a Permission for this API is a fault of the template, not of the caller: 500. */
  async function invoke(functionName: string, event: unknown, sourceArn: string): Promise<Invocation> {
    try {
      return await runtime.invoke(functionName, event, { service: 'apigateway.amazonaws.com', sourceArn });
    } catch (error) {
      throw new Error(`${sourceArn} cannot invoke ${functionName}`, { cause: error });
    }
  }

  return {
    service: { name: 'execute-api', handle, failure, close: async () => {} },
    handlers: httpApiHandlers(context, apis),
  };
}

/** Splits `/_api/<id>[/<stage>]/<path>`; a named stage stays in `rawPath`, as in AWS. */
function locate(apis: Map<string, HttpApi>, sent: string) {
  const [, id = '', rest = ''] = /^\/_api\/(\w+)(\/.*)?$/.exec(sent) ?? [];
  const api = apis.get(id);
  if (!api) return undefined;
  const rawPath = rest === '' ? '/' : rest;
  const [, first = '', after = ''] = /^\/([^/]*)(.*)$/.exec(rawPath) ?? [];
  if (first !== '$default' && api.stages.has(first)) {
    return { api, stage: first, path: after === '' ? '/' : after, rawPath };
  }
  return api.stages.has('$default') ? { api, stage: '$default', path: rawPath, rawPath } : undefined;
}

function failure(error: unknown): ServiceResponse {
  if (error instanceof AccessDenied) return gatewayMessage(403, 'Forbidden');
  if (!(error instanceof ServiceError)) return gatewayMessage(500, 'Internal Server Error');
  if (error.status === 413) return gatewayMessage(413, 'Request Entity Too Large');
  // Every fault of a signature reads the same to the caller.
  return gatewayMessage(403, 'Forbidden');
}

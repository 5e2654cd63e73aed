import { createHash } from 'node:crypto';
import type { ResourceHandlers, ResourceRequest } from '../../cloudformation/types';
import type { ServiceContext } from '../../gateway/types';
import { RouteTable } from './routes';

export interface HttpApi {
  id: string;
  /** `$default` answers at the root; any other stage under its name. */
  stages: Set<string>;
  routes: RouteTable;
  /** Function name by integration id. */
  integrations: Map<string, string>;
}

/** The path under which the one listener serves API `id`. */
export const apiPath = (id: string): string => `/_api/${id}`;

/** HTTP APIs with Lambda proxy integrations; whatever else a template asks for is refused by name. */
export function httpApiHandlers(context: ServiceContext, apis: Map<string, HttpApi>): ResourceHandlers {
  const api = ({ properties }: ResourceRequest): HttpApi => apis.get(String(properties.ApiId))!;
  return {
    'AWS::ApiGatewayV2::Api': (request) => createApi(context, apis, request),
    'AWS::ApiGatewayV2::Integration': (request) => createIntegration(api(request), request),
    'AWS::ApiGatewayV2::Route': (request) => createRoute(api(request), request),
    'AWS::ApiGatewayV2::Stage': (request) => {
      const name = String(request.properties.StageName);
      api(request).stages.add(name);
      return { ref: name, attributes: {} };
    },
  };
}

function createApi(context: ServiceContext, apis: Map<string, HttpApi>, request: ResourceRequest) {
  const { ProtocolType, CorsConfiguration } = request.properties;
  if (ProtocolType !== 'HTTP') throw new Error(`the protocol ${ProtocolType} is not offered`);
  if (CorsConfiguration) throw new Error('a CORS configuration is not offered');
  // Ids of real APIs are ten letters and digits; this one is the same at every boot.
  const id = createHash('sha256').update(request.physicalName()).digest('hex').slice(0, 10);
  apis.set(id, { id, stages: new Set(), routes: new RouteTable(), integrations: new Map() });
  return { ref: id, attributes: { ApiId: id, ApiEndpoint: context.endpoint + apiPath(id) } };
}

function createIntegration(api: HttpApi, request: ResourceRequest) {
  const { IntegrationType, IntegrationUri, PayloadFormatVersion } = request.properties;
  // A function's ARN, or the older form with `.../functions/<ARN>/invocations` around it.
  const functionName = /:function:([\w-]+)/.exec(String(IntegrationUri))?.[1];
  if (IntegrationType !== 'AWS_PROXY' || PayloadFormatVersion !== '2.0' || !functionName) {
    throw new Error('only Lambda proxy integrations with payload format 2.0 are offered');
  }
  const id = request.physicalName(128);
  api.integrations.set(id, functionName);
  return { ref: id, attributes: { IntegrationId: id } };
}

function createRoute(api: HttpApi, request: ResourceRequest) {
  const { RouteKey, AuthorizationType = 'NONE', Target } = request.properties;
  const functionName = api.integrations.get(String(Target).replace('integrations/', ''));
  if (!functionName) throw new Error(`the route ${RouteKey} has no integration`);
  if (AuthorizationType !== 'AWS_IAM' && AuthorizationType !== 'NONE') {
    throw new Error(`the authorization ${AuthorizationType} is not offered`);
  }
  api.routes.add({ key: String(RouteKey), authorization: AuthorizationType, functionName });
  return { ref: request.physicalName(128), attributes: { RouteId: request.physicalName(128) } };
}

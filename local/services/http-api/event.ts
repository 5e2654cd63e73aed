import type { ServiceRequest } from '../../gateway/types';
import { accountOf } from '../../iam/context';
import type { MatchedRoute } from './routes';

export interface Called {
  apiId: string;
  stage: string;
  /** The path without `/_api/<apiId>`: what the API's own clients would have asked for. */
  rawPath: string;
  matched: MatchedRoute;
  body: Buffer;
  at: Date;
}

/** The proxy event, payload format 2.0. */
export function proxyEvent(request: ServiceRequest, called: Called): Record<string, unknown> {
  const { rawPath, matched, body } = called;
  const headers = flatHeaders(request);
  const { cookie, ...others } = headers;
  const isText = body.length === 0 || TEXT.test(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: matched.route.key,
    rawPath,
    rawQueryString: request.query.toString(),
    ...(cookie && { cookies: cookie.split(/;\s*/) }),
    headers: others,
    ...(request.query.size > 0 && { queryStringParameters: joined(request.query) }),
    ...(Object.keys(matched.pathParameters).length > 0 && { pathParameters: matched.pathParameters }),
    requestContext: requestContext(request, called, headers),
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: !isText,
  };
}

/** Content types that travel as text; everything else is base64. */
const TEXT = /^(text\/|application\/([\w.+-]*json|[\w.+-]*xml|javascript|x-www-form-urlencoded))/i;

function requestContext(request: ServiceRequest, called: Called, headers: Record<string, string>) {
  const { apiId, stage, rawPath, matched, at } = called;
  return {
    accountId: request.principal.type === 'anonymous' ? 'anonymous' : accountOf(request.principal.arn),
    apiId,
    ...(matched.route.authorization === 'AWS_IAM' && { authorizer: { iam: identityOf(request) } }),
    domainName: headers.host ?? '',
    domainPrefix: apiId,
    http: {
      method: request.method,
      path: rawPath,
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: headers['user-agent'] ?? '',
    },
    requestId: request.id,
    routeKey: matched.route.key,
    stage,
    time: commonLogTime(at),
    timeEpoch: at.getTime(),
  };
}

function identityOf({ principal, accessKeyId }: ServiceRequest) {
  return {
    accessKey: accessKeyId,
    accountId: accountOf(principal.arn),
    callerId: accessKeyId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: principal.arn,
    userId: accessKeyId,
  };
}

function flatHeaders({ headers }: ServiceRequest): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    // API Gateway keeps the signature to itself.
    if (value === undefined || name === 'authorization') continue;
    flat[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return flat;
}

function joined(query: URLSearchParams): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const name of new Set(query.keys())) parameters[name] = query.getAll(name).join(',');
  return parameters;
}

/** `29/Jun/2026:10:00:00 +0000` */
function commonLogTime(at: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString())!;
  return `${day}/${month}/${year}:${time} +0000`;
}

import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Log } from '../shared/logger';
import { principalOf } from '../shared/principal';
import { ApiError } from './errors';
import type { Call, Routes } from './router';

interface IamContext {
  authorizer?: { iam?: { userArn?: string } };
}

/** Answers a call by its route key. Faults of the caller become JSON; anything else is ours: logged once, 500. */
export function createHandler(routes: Routes, log: Log) {
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    try {
      const route = routes[event.routeKey];
      if (!route) throw new ApiError(404, 'no-such-route', 'There is no such route.');
      return answer(200, await route(callOf(event)));
    } catch (error) {
      if (error instanceof ApiError) {
        return answer(error.status, { error: error.code, message: error.message, faults: error.faults });
      }
      log.error('route failed', { route: event.routeKey, error: error as Error });
      return answer(500, { error: 'internal', message: 'The call failed; its cause is in the api log.' });
    }
  };
}

function callOf(event: APIGatewayProxyEventV2): Call {
  const arn = (event.requestContext as IamContext).authorizer?.iam?.userArn;
  const parameters = Object.fromEntries(
    Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, value ?? '']),
  );
  return {
    by: arn && principalOf(arn),
    parameters,
    query: event.queryStringParameters ?? {},
    body: bodyOf(event),
  };
}

function bodyOf(event: APIGatewayProxyEventV2): unknown {
  if (!event.body) return undefined;
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'not-json', 'The body is not JSON.');
  }
}

function answer(statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

import { readBody } from '../../gateway/body';
import { NotImplemented, ServiceError } from '../../gateway/errors';
import type { Service, ServiceContext } from '../../gateway/types';
import { createAccess, type Keys } from './access';
import { MAX_MESSAGE_BYTES } from './core/settings';
import { queryCode } from './errors';
import { createQueueHandlers } from './handlers';
import { createOperations } from './operations';
import { decodeJson, encodeJson, isJson, jsonFailure } from './protocol/json';
import { queryAnswer, queryFailure } from './protocol/query';
import { decodeQuery, encodeResult, SQS_NAMESPACE } from './protocol/sqs-query';
import { Queues } from './queues';

export type { Message } from './core/message';
export { systemAttributes } from './core/view';
export type { QueueConsumer, Queues } from './queues';

/** A batch may be percent-encoded, which triples it. */
const MAX_REQUEST_BYTES = 4 * MAX_MESSAGE_BYTES;

/** SQS in both of its protocols, over journalled queues. Close it after whoever still deletes messages. */
export function createSqsService(context: ServiceContext, { keys }: { keys?: Keys } = {}) {
  const access = createAccess(context, keys);
  const queues = new Queues(context, access);
  const { account, region } = context;
  const operations = createOperations({ queues, access, account, region, now: context.now });

  const service: Service = {
    name: 'sqs',
    async handle(request) {
      const body = (await readBody(request.body, MAX_REQUEST_BYTES)).toString();
      const [action, input] = isJson(request) ? decodeJson(request, body) : decodeQuery(body, request.path);
      const operation = operations.get(action);
      if (!operation) throw new NotImplemented(`${action || 'A call without an action'} of SQS`);
      const { principal, headers } = request;
      const trace = headers['x-amzn-trace-id'] as string | undefined;
      const output = await operation(input as Record<string, unknown>, { principal, trace });
      if (isJson(request)) return encodeJson(output, request);
      return queryAnswer(request, SQS_NAMESPACE, action, encodeResult(action, output));
    },
    failure(error, request) {
      const known = error instanceof ServiceError ? error : internalError();
      if (isJson(request)) return jsonFailure(known, request);
      return queryFailure(known, queryCode(known), request, SQS_NAMESPACE);
    },
    async close() {
      queues.close();
    },
  };
  return { service, handlers: createQueueHandlers(queues), queues };
}

const internalError = () => new ServiceError('InternalError', 'An internal error occurred.', 500, 'Receiver');

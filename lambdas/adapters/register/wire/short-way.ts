import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { HttpRequest } from '@smithy/protocol-http';
import { Poster, type Reply } from './http';
import { fromWire, toWire } from './json';
import { PostSigner } from './sign';

/** What the register calls by the short way; everything else goes by the SDK. */
const OPERATIONS = new Map<unknown, string>([
  [GetItemCommand, 'GetItem'],
  [PutItemCommand, 'PutItem'],
  [UpdateItemCommand, 'UpdateItem'],
  [DeleteItemCommand, 'DeleteItem'],
  [QueryCommand, 'Query'],
  [BatchWriteItemCommand, 'BatchWriteItem'],
]);

interface Way {
  poster: Poster;
  signer: PostSigner;
  host: string;
}

/**
 * Calls DynamoDB without the SDK's middleware: 0.08 ms of CPU a call instead of 0.45, and a tenth of the code that has
 * to be warmed up in every new process. The SDK's client makes the first call, which shows endpoint and region, and
 * every call that did not succeed at once: its retries, clock and errors stay the ones that count.
 */
export function takeShortWay(client: DynamoDBClient): DynamoDBClient['send'] {
  let way: Way | undefined;
  client.middlewareStack.addRelativeTo(
    <Args extends object, Answer>(next: (args: Args) => Promise<Answer>) =>
      (args: Args) => {
        if ('request' in args) way ??= wayOf(args.request as HttpRequest);
        return next(args);
      },
    { name: 'learnShortWay', relation: 'after', toMiddleware: 'httpSigningMiddleware', override: true },
  );
  const send = async (command: { input: object }): Promise<unknown> => {
    const operation = OPERATIONS.get(command.constructor);
    const answer = way && operation ? await tryShortWay(client, way, operation, command.input) : undefined;
    return answer ?? client.send(command as never);
  };
  return send as DynamoDBClient['send'];
}

/** Nothing when the answer is not a plain success or a lost condition. */
async function tryShortWay(
  client: DynamoDBClient,
  way: Way,
  operation: string,
  input: object,
): Promise<Record<string, unknown> | undefined> {
  const body = toWire(input);
  const identity = await client.config.credentials();
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': String(Buffer.byteLength(body)),
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  let reply: Reply;
  try {
    reply = await way.poster.post(way.signer.sign(identity, way.host, headers, body, new Date()), body);
  } catch {
    // The SDK's client makes the call again, with its own retries, and reports what it finds.
    return undefined;
  }
  if (reply.status === 200) return fromWire(reply.text);
  throwIfConditionLost(reply);
  return undefined;
}

function throwIfConditionLost({ status, text }: Reply): void {
  if (status !== 400 || !text.includes('#ConditionalCheckFailedException"')) return;
  const { Item } = fromWire(text) as { Item?: ConditionalCheckFailedException['Item'] };
  throw new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    Item,
    $metadata: { httpStatusCode: status },
  });
}

/** Reads endpoint and signing scope off a request that the SDK has just signed. */
function wayOf(request: HttpRequest): Way | undefined {
  const { protocol, hostname, port, path, headers } = request;
  const credential = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(
    headers.authorization ?? '',
  );
  const [, region, service] = credential ?? [];
  if (!region || !service || path !== '/') return undefined;
  return {
    poster: new Poster({ protocol, hostname, port }),
    signer: new PostSigner({ region, service }),
    host: port ? `${hostname}:${port}` : hostname,
  };
}

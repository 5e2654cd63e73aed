import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createSendClient, Mailer } from '../adapters/mail';
import { allDomains, createDomainCheck } from '../adapters/mail-domains';
import { createQueue } from '../adapters/queue';
import { Controls } from '../adapters/register/control';
import { Incidents } from '../adapters/register/incidents';
import { Lanes } from '../adapters/register/lanes';
import { Notices } from '../adapters/register/notices';
import { RegisterTable } from '../adapters/register/table';
import { base32 } from '../domain/ids';
import { systemClock } from '../shared/clock';
import { createLogger } from '../shared/logger';
import type { Env } from './env';
import type { Sender } from './sender';

/** The SDK's default of 50 sockets would cap a lane at 50 calls under way. */
const SOCKETS = 500;

/** The composition root of dispatch. */
export function createSender(env: Env): Sender {
  const agent = { keepAlive: true, maxSockets: SOCKETS };
  const dynamo = new DynamoDBClient({
    cacheMiddleware: true,
    requestHandler: new NodeHttpHandler({ httpAgent: agent, httpsAgent: agent }),
  });
  const table = new RegisterTable(dynamo, env.REGISTER_TABLE);
  return {
    table,
    incidents: new Incidents(table),
    lanes: new Lanes(table),
    notices: new Notices(table),
    controls: new Controls(table),
    mailer: new Mailer(createSendClient(SOCKETS), env.CONFIGURATION_SET),
    queue: createQueue(new SQSClient({}), env.DISPATCH_QUEUE_URL),
    takesMail: env.DOMAIN_CHECK === 'on' ? createDomainCheck() : allDomains,
    settings: {
      sliceSeconds: env.SLICE_SECONDS,
      canarySize: env.CANARY_SIZE,
      canaryWaitSeconds: env.CANARY_WAIT_SECONDS,
      // Within one slice, and long enough for a queue of events that a busy computer works off.
      proofWaitSeconds: Math.max(20, Math.min(60, env.CANARY_WAIT_SECONDS)),
      quotaReserve: env.QUOTA_RESERVE,
    },
    clock: systemClock,
    newId: () => base32(randomBytes(10)),
    log: createLogger('dispatch'),
  };
}

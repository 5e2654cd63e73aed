import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Gateway, openGateway } from '../../local/gateway/server';
import type { Principal } from '../../local/iam/types';
import { createDynamoDbService } from '../../local/services/dynamodb';
import { createSesService, type EmbeddedSes } from '../../local/services/ses';
import type { SesSettings } from '../../local/settings';

export const ACCOUNT = '000000000000';
export const REGION = 'eu-central-1';
export const KEYS = { accessKeyId: 'AKIDWORLD', secretAccessKey: 'secret' };
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:mail-events`;
const PRINCIPAL: Principal = { type: 'role', arn: `arn:aws:iam::${ACCOUNT}:role/world`, policies: [] };

export interface SendingServices {
  gateway: Gateway;
  ses: EmbeddedSes;
  close(): Promise<void>;
}

/** The embedded DynamoDB (table `register`) and SES (configuration set `notices`) behind the embedded gateway. */
export async function openSendingServices(
  folder: string,
  ses: Partial<SesSettings>,
  onEvent: (body: string) => Promise<void>,
): Promise<SendingServices> {
  const gateway = await openGateway({
    port: 0,
    region: REGION,
    credentials: { find: () => ({ ...KEYS, principal: PRINCIPAL }) },
    now: () => new Date(),
    onFault: () => {},
  } as Parameters<typeof openGateway>[0]);
  const context = (name: string) => {
    const directory = join(folder, name);
    mkdirSync(directory, { recursive: true });
    const authorizer = { authorize: () => {} };
    const { endpoint } = gateway;
    return { account: ACCOUNT, region: REGION, directory, authorizer, endpoint, now: () => new Date() };
  };
  const dynamo = createDynamoDbService(context('dynamodb'), { keys: { arnOf: () => '' } as never });
  gateway.register(dynamo.service);
  await create(dynamo.handlers, 'AWS::DynamoDB::Table', REGISTER);
  const settings = {
    maxSendRate: 1_000,
    max24HourSend: 100_000,
    mailDirectory: join(folder, 'mail'),
    ...ses,
  };
  const embedded = createSesService(context('ses'), settings, {
    deliveries: {
      sendToQueue: () => Promise.reject(new Error('SES knows no queues')),
      publishToTopic: (_topic, body) => onEvent(body),
    },
  });
  gateway.register(embedded.service);
  await create(embedded.handlers, 'AWS::SES::ConfigurationSet', { Name: 'notices' });
  await create(embedded.handlers, 'AWS::SES::ConfigurationSetEventDestination', EVENTS);
  embedded.start();
  return {
    gateway,
    ses: embedded,
    async close() {
      await embedded.service.close();
      await dynamo.service.close();
      await gateway.close();
    },
  };
}

const REGISTER = {
  TableName: 'register',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
};

const EVENTS = {
  ConfigurationSetName: 'notices',
  EventDestination: {
    Enabled: true,
    MatchingEventTypes: ['send', 'delivery', 'bounce', 'complaint', 'reject', 'deliveryDelay'],
    SnsDestination: { TopicARN: TOPIC },
  },
};

// biome-ignore lint/suspicious/noExplicitAny: the handlers of a service under test
async function create(handlers: any, type: string, properties: Record<string, unknown>): Promise<void> {
  await handlers[type].create?.({ type, properties });
  if (typeof handlers[type] === 'function') {
    await handlers[type]({ stack: 'w', logicalId: 'X', type, properties, physicalName: () => 'w-x' });
  }
}

/** How often SES has accepted a mail, by recipient. */
export function acceptedMails(folder: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.eml')) continue;
    const to = /^To: (.*)$/m.exec(readFileSync(join(folder, name), 'latin1'))?.[1]?.trim() ?? '';
    counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return counts;
}

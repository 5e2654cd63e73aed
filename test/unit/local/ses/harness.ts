import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESClient, SendRawEmailCommand, type SendRawEmailRequest } from '@aws-sdk/client-ses';
import { type Gateway, openGateway } from '../../../../local/gateway/server';
import type { Authorizer, Principal } from '../../../../local/iam/types';
import { createSesService, type EmbeddedSes } from '../../../../local/services/ses';
import type { SesSettings } from '../../../../local/settings';

export const ACCOUNT = '000000000000';
export const REGION = 'eu-central-1';
export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:mail-events`;
const KEYS = { accessKeyId: 'AKIDSENDER', secretAccessKey: 'secret' };

// biome-ignore lint/suspicious/noExplicitAny: events are examined member by member
export type Event = Record<string, any>;

export interface Options {
  settings?: Partial<SesSettings>;
  authorizer?: Authorizer;
  principal?: Principal;
  now?: () => Date;
  /** Event types of the configuration set's destination. */
  types?: string[];
  start?: boolean;
  publish?: (topic: string, event: Event, from: { service: string; sourceArn: string }) => Promise<void>;
}

const ALL = ['send', 'delivery', 'bounce', 'complaint', 'reject', 'deliveryDelay', 'renderingFailure'];
const opened: Harness[] = [];
const folders: string[] = [];

/** The service behind the real gateway, and the real SDK in front of it. */
export class Harness {
  readonly events: Event[] = [];
  readonly published: { topic: string; from: { service: string; sourceArn: string } }[] = [];
  ses!: EmbeddedSes;
  client!: SESClient;
  gateway!: Gateway;

  constructor(readonly folder: string) {}

  get mails(): string[] {
    return readdirSync(join(this.folder, 'mail')).filter((name) => name.endsWith('.eml'));
  }

  mail(id: string): string {
    return readFileSync(join(this.folder, 'mail', `${id}.eml`), 'latin1');
  }

  exists(name: string): boolean {
    return existsSync(join(this.folder, name));
  }

  send(change: Partial<SendRawEmailRequest> & { to?: string } = {}) {
    const { to = 'admin@acme.test', ...request } = change;
    return this.client.send(
      new SendRawEmailCommand({
        Source: 'notices@example-scan.example',
        Destinations: [to],
        ConfigurationSetName: 'notices',
        Tags: [{ Name: 'rid', Value: 'r1' }],
        RawMessage: { Data: Buffer.from(message(to)) },
        ...request,
      }),
    );
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.ses.service.close();
    await this.gateway.close();
  }
}

export const message = (to: string, body = 'Hello') =>
  `From: Example Scan <notices@example-scan.example>\r\nTo: ${to}\r\nSubject: Notice\r\nX-Notice-Ref: abc\r\n` +
  `MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}\r\n`;

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ses-'));
  folders.push(folder);
  return folder;
}

export async function open(options: Options = {}, folder = newFolder()): Promise<Harness> {
  const harness = new Harness(folder);
  opened.push(harness);
  const now = options.now ?? (() => new Date());
  const principal = options.principal ?? {
    type: 'role',
    arn: `arn:aws:iam::${ACCOUNT}:role/dispatch`,
    policies: [],
  };
  harness.gateway = await openGateway({
    port: 0,
    region: REGION,
    credentials: { find: () => ({ ...KEYS, principal }) },
    now: () => new Date(),
    onFault: () => {},
  });
  const directory = join(folder, 'ses');
  mkdirSync(directory, { recursive: true });
  const context = {
    account: ACCOUNT,
    region: REGION,
    directory,
    authorizer: options.authorizer ?? { authorize: () => {} },
    endpoint: harness.gateway.endpoint,
    now,
  };
  const settings: SesSettings = {
    maxSendRate: 1_000,
    max24HourSend: 50_000,
    mailDirectory: join(folder, 'mail'),
    ...options.settings,
  };
  harness.ses = createSesService(context, settings, { deliveries: deliveriesOf(harness, options) });
  harness.gateway.register(harness.ses.service);
  createResources(harness, options.types ?? ALL);
  if (options.start !== false) harness.ses.start();
  harness.client = clientOf(harness);
  return harness;
}

export function clientOf(
  harness: Harness,
  options: { maxAttempts?: number; timeoutMs?: number } = {},
): SESClient {
  // 500 mails at once take a busy computer more than 5 s.
  const { maxAttempts = 1, timeoutMs = 60_000 } = options;
  return new SESClient({
    endpoint: harness.gateway.endpoint,
    region: REGION,
    credentials: KEYS,
    maxAttempts,
    requestHandler: { requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
}

function deliveriesOf(harness: Harness, options: Options) {
  return {
    sendToQueue: () => Promise.reject(new Error('SES knows no queues')),
    publishToTopic: async (topic: string, json: string, from: { service: string; sourceArn: string }) => {
      const event = JSON.parse(json) as Event;
      await options.publish?.(topic, event, from);
      harness.published.push({ topic, from });
      harness.events.push(event);
    },
  };
}

function createResources(harness: Harness, types: string[]): void {
  const create = (type: string, properties: Record<string, unknown>) =>
    harness.ses.handlers[type]!({
      stack: 'pipeline',
      logicalId: 'X',
      type,
      properties,
      physicalName: () => 'pipeline-x',
    });
  create('AWS::SES::ConfigurationSet', { Name: 'notices' });
  create('AWS::SES::ConfigurationSetEventDestination', {
    ConfigurationSetName: 'notices',
    EventDestination: { Enabled: true, MatchingEventTypes: types, SnsDestination: { TopicARN: TOPIC } },
  });
}

/** Waits for a condition, not for a time. */
export async function until(
  condition: () => boolean,
  what: () => unknown = () => 'condition',
): Promise<void> {
  const end = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never came true: ${JSON.stringify(what())}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Waits until this many events have been published. */
export const eventsOf = async (harness: Harness, count: number): Promise<Event[]> => {
  await until(
    () => harness.events.length >= count,
    () => harness.events.map((event) => event.eventType),
  );
  return harness.events;
};

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(opened.splice(0).map((harness) => harness.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import type { ResourceHandlers } from '../../../../local/cloudformation/types';
import { type Gateway, openGateway } from '../../../../local/gateway/server';
import { PolicyAuthorizer } from '../../../../local/iam/authorizer';
import type { PolicyDocument, PolicyStatement, Principal } from '../../../../local/iam/types';
import { createDynamoDbService, type DynamoDb } from '../../../../local/services/dynamodb';
import { createKmsService, type Kms } from '../../../../local/services/kms';
import { createS3Service, type S3Service } from '../../../../local/services/s3';

export const ACCOUNT = '000000000000';
export const REGION = 'eu-central-1';
export const ROOT_MAY_DELEGATE: PolicyDocument = {
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'kms:*',
    Resource: '*',
  },
};

export interface Sent {
  queueArn: string;
  body: string;
  from: { service: string; sourceArn: string };
}

/** S3, KMS and DynamoDB behind the real gateway with real IAM, over a folder of their own. */
export class Stand {
  gateway!: Gateway;
  kms!: Kms;
  s3!: S3Service;
  dynamodb!: DynamoDb;
  readonly sent: Sent[] = [];
  readonly faults: unknown[] = [];
  time?: Date;
  /** Set to make the queue refuse. */
  queueFault?: Error;
  private readonly principals = new Map<string, Principal>();
  private readonly clients: { destroy(): void }[] = [];

  private constructor(readonly folder: string) {}

  static async open(folder = mkdtempSync(join(tmpdir(), 'stand-'))): Promise<Stand> {
    const stand = new Stand(folder);
    const now = () => stand.time ?? new Date();
    const authorizer = new PolicyAuthorizer(now);
    stand.gateway = await openGateway({
      port: 0,
      region: REGION,
      credentials: { find: (accessKeyId) => stand.credential(accessKeyId) },
      now: () => new Date(),
      onFault: (error) => stand.faults.push(error),
    });
    const context = (name: string) => {
      const directory = join(folder, name);
      mkdirSync(directory, { recursive: true });
      return {
        account: ACCOUNT,
        region: REGION,
        directory,
        authorizer,
        endpoint: stand.gateway.endpoint,
        now,
      };
    };
    stand.kms = createKmsService(context('kms'));
    const { keys } = stand.kms;
    stand.dynamodb = createDynamoDbService(context('dynamodb'), { keys });
    stand.s3 = createS3Service(context('s3'), {
      keys,
      deliveries: {
        sendToQueue: async (queueArn, body, from) => {
          if (stand.queueFault) throw stand.queueFault;
          stand.sent.push({ queueArn, body, from });
        },
        publishToTopic: async () => {},
      },
    });
    for (const { service } of [stand.kms, stand.dynamodb, stand.s3]) stand.gateway.register(service);
    stand.principal('admin', [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
    return stand;
  }

  /** Somebody with these statements. */
  principal(name: string, statements: PolicyStatement[]): string {
    this.principals.set(name, {
      type: 'role',
      arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
      policies: [{ name: 'test', document: { Statement: statements } }],
    });
    return name;
  }

  /** Creates what a template would, under the name that it gives. */
  async create(type: string, logicalId: string, properties: Record<string, unknown>): Promise<string> {
    const handlers: ResourceHandlers = {
      ...this.kms.handlers,
      ...this.dynamodb.handlers,
      ...this.s3.handlers,
    };
    const physicalName = (maxLength = 255) => `stack-${logicalId}`.toLowerCase().slice(0, maxLength);
    return (await handlers[type]!({ stack: 'Stack', logicalId, type, properties, physicalName })).ref;
  }

  client<Client extends { destroy(): void }>(
    Kind: new (options: ReturnType<Stand['options']>) => Client,
    as = 'admin',
  ): Client {
    const client = new Kind(this.options(as));
    this.clients.push(client);
    return client;
  }

  dynamo = (as?: string) => this.client(DynamoDBClient, as);
  objects = (as?: string) => this.client(S3Client, as);
  keys = (as?: string) => this.client(KMSClient, as);

  options(as: string) {
    const { accessKeyId, secretAccessKey } = this.credential(as)!;
    return {
      endpoint: this.gateway.endpoint,
      region: REGION,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
      maxAttempts: 1,
    };
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.destroy();
    await this.gateway.close();
    for (const { service } of [this.s3, this.dynamodb, this.kms]) await service.close();
  }

  /** Closes it and opens another over the same folder. */
  async reopen(): Promise<Stand> {
    await this.close();
    return Stand.open(this.folder);
  }

  async discard(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private credential(name: string) {
    const principal = this.principals.get(name);
    const secretAccessKey = createHash('sha256').update(name).digest('hex');
    return principal && { accessKeyId: name, secretAccessKey, principal };
  }
}

/** Waits for a condition by asking again; fails by the test's own time-out. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

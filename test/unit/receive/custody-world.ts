import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { Incidents } from '../../../lambdas/adapters/register/incidents';
import { type Expression, type Key, RegisterTable } from '../../../lambdas/adapters/register/table';
import type { Custodian } from '../../../lambdas/receive/take-custody';
import { ConditionLost } from '../../../lambdas/shared/errors';
import type { ReadFile } from '../../../lambdas/shared/messages';

/** dynalite does not return the item that won; DynamoDB does. */
class AnsweringTable extends RegisterTable {
  override async put(item: Key & object, condition?: Expression): Promise<void> {
    try {
      await super.put(item, condition);
    } catch (error) {
      if (!(error instanceof ConditionLost)) throw error;
      throw new ConditionLost(await this.get(item));
    }
  }
}

/** Receive with everything around it, on a real conditional store. */
export class CustodyWorld {
  readonly sent: ReadFile[] = [];
  readonly logged: unknown[] = [];
  failSending = false;

  private constructor(
    private readonly table: RegisterTable,
    readonly close: () => void,
  ) {}

  static async open(): Promise<CustodyWorld> {
    const server = dynalite({ createTableMs: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
    await client.send(
      new CreateTableCommand({
        TableName: 'register',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
        AttributeDefinitions: ['pk', 'sk'].map((name) => ({
          AttributeName: name,
          AttributeType: 'S' as const,
        })),
      }),
    );
    return new CustodyWorld(new AnsweringTable(client, 'register'), () => {
      client.destroy();
      server.close();
    });
  }

  get custodian(): Custodian {
    const log = (...entry: unknown[]) => void this.logged.push(entry);
    return {
      table: this.table,
      incidents: new Incidents(this.table),
      files: {
        send: async (message) => {
          if (this.failSending) throw new Error('no queue for acme-2023/Jane Doe.csv');
          this.sent.push(message);
        },
      },
      clock: { now: () => new Date('2026-11-01T10:00:01.000Z') },
      randomKey: () => new Uint8Array(32).fill(7),
      log: { info: () => {}, warn: log, error: log },
    };
  }

  put<Item extends Key>(item: Item): Promise<void> {
    return this.table.put(item);
  }

  async items<Item extends object>(pk: string, prefix?: string): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this.table.query<Item>(pk, { prefix })) items.push(item);
    return items;
  }

  async clear(): Promise<void> {
    for (const pk of ['INCIDENTS', 'INC#acme-2023', 'INC#acme-2023#LOG', 'INC#unfiled', 'INC#unfiled#LOG']) {
      await this.table.batchDelete(await this.items<Key>(pk));
    }
    this.sent.length = 0;
    this.logged.length = 0;
    this.failSending = false;
  }
}

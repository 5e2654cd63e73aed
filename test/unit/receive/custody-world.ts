import { Incidents } from '../../../lambdas/adapters/register/incidents';
import { type Key, RegisterTable } from '../../../lambdas/adapters/register/table';
import type { Custodian } from '../../../lambdas/receive/take-custody';
import type { ReadFile } from '../../../lambdas/shared/messages';
import { mortalTable } from '../../support/mortal-table';
import { createRegister, TABLE } from '../local/dynamodb/register';
import { Stand } from '../local/s3/stand';

/** Receive with everything around it, on a real conditional store. */
export class CustodyWorld {
  readonly sent: ReadFile[] = [];
  readonly logged: unknown[] = [];
  failSending = false;
  /** How many more writes receive gets done before its process dies. */
  writesLeft = Number.POSITIVE_INFINITY;

  private constructor(
    private readonly table: RegisterTable,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<CustodyWorld> {
    const stand = await Stand.open();
    await createRegister(stand);
    return new CustodyWorld(new RegisterTable(stand.dynamo(), TABLE), () => stand.discard());
  }

  get custodian(): Custodian {
    const log = (...entry: unknown[]) => void this.logged.push(entry);
    const table = mortalTable(this.table, this);
    return {
      table,
      incidents: new Incidents(table),
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
    this.writesLeft = Number.POSITIVE_INFINITY;
  }
}

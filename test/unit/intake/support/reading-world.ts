import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { ObjectSource } from '../../../../lambdas/adapters/bucket';
import { DropClaims } from '../../../../lambdas/adapters/register/drop-claims';
import { Incidents } from '../../../../lambdas/adapters/register/incidents';
import type { DropItem } from '../../../../lambdas/adapters/register/items';
import { dropSk, incidentPk } from '../../../../lambdas/adapters/register/keys';
import { type Key, RegisterTable } from '../../../../lambdas/adapters/register/table';
import { type Intake, readSlice } from '../../../../lambdas/intake/read-slice';
import type { ReadFile } from '../../../../lambdas/shared/messages';

export const INCIDENT = 'incident-1';

/** Rows and quarantined lines as they stand in the register, by key. */
export type Register = Map<string, Key & object>;

/** An object in memory, handed out in pieces of `step` bytes. */
export function memoryObject(content: Buffer, step = 16_384): ObjectSource {
  return {
    bytes: content.length,
    async *read(from = 0, to = content.length) {
      for (let at = from; at < to; at += step) yield content.subarray(at, Math.min(to, at + step));
    },
  };
}

/** The process ends here, as it would by SIGKILL: nothing after it runs. */
export class Killed extends Error {}

/**
 * Intake with everything around it: claims on a real conditional store, batches into a map, a clock that the test
 * moves, and a queue whose messages come again until they are taken.
 */
export class ReadingWorld {
  readonly register: Register = new Map();
  readonly messages: ReadFile[] = [];
  now = Date.parse('2026-11-01T00:00:00.000Z');
  /** Milliseconds that pass with each look at the clock. */
  tick = 0;
  /** Counts batch writes down to the kill; undefined: nobody kills. */
  killIn: number | undefined;
  mostEntries: number | undefined;
  /** Which program reads. */
  reader = 'program 1';
  logged: unknown[] = [];
  private owners = 0;

  private constructor(
    private readonly table: RegisterTable,
    private readonly stop: () => void,
  ) {}

  static async open(): Promise<ReadingWorld> {
    const server = dynalite({ createTableMs: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    await client.send(
      new CreateTableCommand({
        TableName: 'register',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    );
    return new ReadingWorld(new RegisterTable(client, 'register'), () => {
      client.destroy();
      server.close();
    });
  }

  close(): void {
    this.stop();
  }

  /** A new drop of the incident, and the first message for it. */
  async drop(id: string, generation: number, key = `${INCIDENT}/list.csv`): Promise<ReadFile> {
    const at = new Date(this.now).toISOString();
    const incidents = new Incidents(this.table);
    const opening = { key: new Uint8Array(32).fill(9), shardBits: 2, at };
    if (!(await incidents.get(INCIDENT))) await incidents.open(INCIDENT, opening);
    const custody = {
      bucket: 'b',
      key,
      version: 'v',
      bytes: 1,
      etag: '',
      droppedAt: at,
      droppedBy: 'x',
      receivedAt: at,
    };
    const item: DropItem = {
      pk: incidentPk(INCIDENT),
      sk: dropSk(id),
      incident: INCIDENT,
      drop: id,
      generation,
      custody,
      state: 'received',
      slice: 0,
      heartbeatAt: at,
    };
    await this.table.put(item);
    return { incident: INCIDENT, drop: id, slice: 1 };
  }

  async item(id: string): Promise<DropItem> {
    return (await this.table.get<DropItem>({ pk: incidentPk(INCIDENT), sk: dropSk(id) })) as DropItem;
  }

  change(id: string, fields: Partial<DropItem>): Promise<void> {
    return this.item(id).then((item) => this.table.put({ ...item, ...fields }));
  }

  intake(source: ObjectSource, sliceMs = 240_000): Intake {
    const clock = {
      now: () => {
        this.now += this.tick;
        return new Date(this.now);
      },
    };
    const log = (...entry: unknown[]) => void this.logged.push(entry);
    return {
      claims: new DropClaims(
        this.table,
        clock,
        () => `owner-${++this.owners}`,
        async (ms) => {
          this.now += ms;
        },
      ),
      incidents: new Incidents(this.table),
      table: { batchPut: async (items) => this.write(items) },
      open: () => source,
      files: { send: async (message) => void this.messages.push(message) },
      clock,
      randomBytes: (length) => randomBytes(length),
      sliceMs,
      reader: this.reader,
      mostEntries: this.mostEntries,
      log: { info: log, warn: log, error: log },
    };
  }

  /** Delivers a message and all that follow from it; a killed one comes again 10 seconds later. */
  async deliver(first: ReadFile, source: ObjectSource, sliceMs?: number): Promise<number> {
    this.messages.push(first);
    let slices = 0;
    for (let message = this.messages[0]; message; message = this.messages[0]) {
      slices++;
      try {
        await readSlice(this.intake(source, sliceMs), message);
        this.messages.splice(this.messages.indexOf(message), 1);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        this.now += 10_000;
      }
    }
    return slices;
  }

  private write(items: readonly (Key & object)[]): void {
    if (this.killIn !== undefined && this.killIn-- <= 0) {
      this.killIn = undefined;
      throw new Killed();
    }
    const keys = new Set(items.map(({ pk, sk }) => `${pk} ${sk}`));
    // What DynamoDB refuses: two writes to one item in a batch.
    if (keys.size < items.length) throw new Error('Provided list of item keys contains duplicates');
    for (const item of items) this.register.set(`${item.pk} ${item.sk}`, item);
  }
}

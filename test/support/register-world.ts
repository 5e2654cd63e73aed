import { Incidents } from '../../lambdas/adapters/register/incidents';
import type {
  DecisionItem,
  DropItem,
  ExposureItem,
  IncidentItem,
  LogItem,
  NoticeItem,
  QuarantineItem,
} from '../../lambdas/adapters/register/items';
import {
  dropSk,
  exposureHash,
  exposureSk,
  incidentPk,
  logPk,
  metaSk,
  noticeSk,
  quarantinePk,
  quarantineSk,
  recipientsPk,
} from '../../lambdas/adapters/register/keys';
import { type RegisterRecipient, walkRecipients } from '../../lambdas/adapters/register/recipients';
import { RegisterTable } from '../../lambdas/adapters/register/table';
import { createHandler } from '../../lambdas/api/handler';
import { createRoutes } from '../../lambdas/api/routes';
import type { FileReport } from '../../lambdas/domain/file-report';
import { recipientId, shardOf } from '../../lambdas/domain/ids';
import { type Reviewer, reviewIncident } from '../../lambdas/reconcile/review-incident';
import { type RunTender, tendRun } from '../../lambdas/reconcile/tend-run';
import type { BuildExport, SendSlice } from '../../lambdas/shared/messages';
import { createRegister, TABLE } from '../unit/local/dynamodb/register';
import { Stand } from '../unit/local/s3/stand';
import { mortalTable } from './mortal-table';

export const INCIDENT = 'leak-2026';
const SHARD_BITS = 2;
const KEY = new Uint8Array(32).fill(9);

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what its route answers
  body: any;
}

/** Routes of the api and ticks of reconcile over a real register; queues and SES are lists that a test looks into. */
export class RegisterWorld {
  readonly exports: BuildExport[] = [];
  readonly dispatch: SendSlice[] = [];
  readonly switched: boolean[] = [];
  readonly logged: string[] = [];
  time = new Date('2026-03-01T12:00:00.000Z');
  /** Where packs are fetched from. */
  packs = 'https://evidence.invalid';
  /** What the export stage would do with its message. */
  onExport: (message: BuildExport) => Promise<void> = async () => {};
  /** How many more writes the api gets done before its process dies. */
  writesLeft = Number.POSITIVE_INFINITY;
  private ids = 0;

  private constructor(
    readonly stand: Stand,
    readonly table: RegisterTable,
  ) {}

  static async open(): Promise<RegisterWorld> {
    const stand = await Stand.open();
    await createRegister(stand);
    return new RegisterWorld(stand, new RegisterTable(stand.dynamo(), TABLE));
  }

  close(): Promise<void> {
    return this.stand.discard();
  }

  get incidents(): Incidents {
    return new Incidents(this.table);
  }

  readonly clock = { now: () => this.time };

  /** Every call and every tick is a second later than the one before. */
  private tickTock(): void {
    this.time = new Date(this.time.getTime() + 1000);
  }

  /** Calls a route as API Gateway would: `by` is an IAM user's name, `null` nobody. */
  async call(
    by: string | null,
    routeKey: string,
    body?: unknown,
    more: {
      incident?: string;
      parameters?: Record<string, string>;
      query?: Record<string, string>;
      /** `by` is the session of a role. */
      assumed?: boolean;
    } = {},
  ): Promise<Answer> {
    this.tickTock();
    const log = {
      info: () => {},
      warn: () => {},
      error: (...said: unknown[]) =>
        void this.logged.push(said.map((one) => JSON.stringify(one, replacer)).join(' ')),
    };
    const handler = createHandler(this.routes(), log as never);
    const userArn = more.assumed
      ? `arn:aws:sts::000000000000:assumed-role/Approver/${by}`
      : `arn:aws:iam::000000000000:user/${by}`;
    const iam = by === null ? undefined : { iam: { userArn } };
    const answer = await handler({
      routeKey,
      pathParameters: { incident: more.incident ?? INCIDENT, ...more.parameters },
      queryStringParameters: more.query,
      requestContext: { authorizer: iam },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      isBase64Encoded: false,
    } as never);
    return { status: answer.statusCode ?? 0, body: JSON.parse(answer.body ?? 'null') };
  }

  /** What a tick of reconcile does about an incident, with SES at 10 a second. */
  async tick(): Promise<void> {
    this.tickTock();
    const tender: Reviewer & RunTender = {
      table: this.table,
      incidents: this.incidents,
      dispatch: { send: async (message) => void this.dispatch.push(message) },
      quota: async () => ({ maxSendRate: 10, max24HourSend: -1, sentLast24Hours: 0 }),
      lanesFor: () => 1,
      sweepClaims: async () => {},
      settleUnknown: async () => {},
      patience: { graceSeconds: 3, evidenceWindowSeconds: 3 },
      stallSeconds: 60,
      recountSeconds: 1,
      clock: this.clock,
      log: { info: () => {}, warn: () => {}, error: () => {} } as never,
    };
    const incident = await this.meta();
    if (incident.run && incident.run.state !== 'ended') return tendRun(tender, incident);
    await reviewIncident(tender, incident, await this.incidents.drops(INCIDENT));
  }

  /** An incident in review with one file of generation 1 that was read; `change` replaces fields of META. */
  async seed(change: Partial<IncidentItem> = {}): Promise<void> {
    await this.incidents.open(INCIDENT, { key: KEY, shardBits: SHARD_BITS, at: this.time.toISOString() });
    await this.change({ generation: 1, ...change });
    await this.seedDrop(1);
  }

  /** Replaces fields of META behind everybody's back. */
  async change(fields: Partial<IncidentItem>): Promise<void> {
    const item: IncidentItem = { ...(await this.meta()), ...fields };
    await this.table.put(item);
  }

  async seedDrop(generation: number, change: Partial<DropItem> = {}): Promise<void> {
    const drop = `file${generation}#v`;
    const at = this.time.toISOString();
    const item: DropItem = {
      pk: incidentPk(INCIDENT),
      sk: dropSk(drop),
      incident: INCIDENT,
      drop,
      generation,
      custody: {
        bucket: 'b',
        key: `${INCIDENT}/file${generation}.csv`,
        version: 'v',
        bytes: 1,
        etag: 'e',
        droppedAt: at,
        droppedBy: 'responder',
        receivedAt: at,
      },
      state: 'read',
      slice: 1,
      heartbeatAt: at,
      readAt: at,
      files: [],
      ...change,
    };
    await this.table.put(item);
  }

  ridOf = (address: string) => recipientId(KEY, address.toLowerCase());

  async seedExposure(address: string, change: Partial<ExposureItem> = {}): Promise<void> {
    const rid = this.ridOf(address);
    const { generation = 1, company = 'Corp Ltd', group = 'Admins' } = change;
    const item: ExposureItem = {
      pk: this.shardPk(rid),
      sk: exposureSk(rid, exposureHash(KEY, company, group, address), generation),
      rid,
      generation,
      address,
      key: address.toLowerCase(),
      company,
      group,
      drop: `file${generation}#v`,
      member: 0,
      line: 2,
      ...change,
    };
    await this.table.put(item);
  }

  async seedNotice(address: string, change: Partial<NoticeItem> = {}): Promise<void> {
    const rid = this.ridOf(address);
    const sequence = change.sequence ?? 1;
    const item: NoticeItem = {
      pk: this.shardPk(rid),
      sk: noticeSk(rid, sequence),
      rid,
      sequence,
      run: 'r0001',
      attempt: 1,
      attemptId: '1-x',
      lane: 0,
      slice: 1,
      claimedAt: this.time.toISOString(),
      status: 'claimed',
      rank: 10,
      ...change,
    };
    await this.table.put(item);
  }

  async seedLine(line: number, change: Partial<QuarantineItem> = {}): Promise<void> {
    const item: QuarantineItem = {
      pk: quarantinePk(INCIDENT),
      sk: quarantineSk('file1#v', 0, line),
      drop: 'file1#v',
      member: 0,
      line,
      lineTo: line,
      code: 'address-invalid',
      text: `Corp,Admins,person${line}(at)corp.example`,
      generation: 1,
      ...change,
    };
    await this.table.put(item);
  }

  async meta(): Promise<IncidentItem> {
    return (await this.table.get<IncidentItem>({ pk: incidentPk(INCIDENT), sk: metaSk }))!;
  }

  async recipient(address: string): Promise<RegisterRecipient | undefined> {
    const rid = this.ridOf(address);
    const items = this.table.query<{ pk: string; sk: string }>(this.shardPk(rid), { prefix: `${rid}#` });
    for await (const found of walkRecipients(items)) return found;
    return undefined;
  }

  async decisionsOn(address: string): Promise<DecisionItem[]> {
    return (await this.recipient(address))?.decisions ?? [];
  }

  async log(): Promise<LogItem[]> {
    const entries: LogItem[] = [];
    for await (const entry of this.table.query<LogItem>(logPk(INCIDENT))) entries.push(entry);
    return entries;
  }

  private shardPk(rid: string): string {
    return recipientsPk(INCIDENT, shardOf(rid, SHARD_BITS));
  }

  private routes() {
    const table = mortalTable(this.table, this);
    return createRoutes({
      table,
      incidents: new Incidents(table),
      exports: {
        send: async (message) => {
          this.exports.push(message);
          await this.onExport(message);
        },
      },
      links: {
        upload: async (key) => `https://intake.invalid/${key}`,
        download: async (key) => `${this.packs}/${key}`,
      },
      setSending: async (enabled) => void this.switched.push(enabled),
      clock: this.clock,
      newId: () => `id-${++this.ids}`,
      randomKey: () => KEY,
    });
  }
}

/** A report of a file with nothing wrong in it. */
export function fileReport(change: Partial<FileReport> = {}): FileReport {
  return {
    name: 'file1.csv',
    sha256: 'f'.repeat(64),
    bytes: 100,
    encoding: 'utf-8',
    delimiter: ',',
    columns: { company: 'company', group: 'group', email: 'email' },
    ignored: [],
    lines: { total: 11, header: 1, record: 10, blank: 0, quarantined: 0 },
    exposures: 10,
    recipients: 10,
    quarantine: [],
    repairs: [],
    ...change,
  };
}

const replacer = (_key: string, value: unknown) => (value instanceof Error ? value.message : value);

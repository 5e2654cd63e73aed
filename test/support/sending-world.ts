import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createSendClient, Mailer, type Timeouts } from '../../lambdas/adapters/mail';
import { Controls } from '../../lambdas/adapters/register/control';
import { Incidents } from '../../lambdas/adapters/register/incidents';
import type { ExposureItem, LaneItem, NoticeItem } from '../../lambdas/adapters/register/items';
import { controlSk, incidentPk, recipientsPk } from '../../lambdas/adapters/register/keys';
import { Lanes } from '../../lambdas/adapters/register/lanes';
import { Notices } from '../../lambdas/adapters/register/notices';
import { type RegisterRecipient, walkRecipients } from '../../lambdas/adapters/register/recipients';
import { RegisterTable } from '../../lambdas/adapters/register/table';
import { Unknowns } from '../../lambdas/adapters/register/unknowns';
import type { Sender, SenderSettings } from '../../lambdas/dispatch/sender';
import { runSlice } from '../../lambdas/dispatch/slice';
import type { IncidentRecord } from '../../lambdas/domain/incident-record';
import { emptyCounts, type OutcomeCounts } from '../../lambdas/domain/outcome';
import { outcomeOf } from '../../lambdas/domain/sending/outcome-of';
import { applyEvents } from '../../lambdas/feedback/apply-events';
import { createHandler } from '../../lambdas/feedback/handler';
import type { SendSlice } from '../../lambdas/shared/messages';
import type { SesSettings } from '../../local/settings';
import { incidentRecord } from './sending-records';
import { INCIDENT, RUN, seedExposure, seedRun } from './sending-seed';
import {
  ACCOUNT,
  acceptedMails,
  KEYS,
  openSendingServices,
  REGION,
  type SendingServices,
} from './sending-services';

export { INCIDENT, RUN } from './sending-seed';
export { ACCOUNT } from './sending-services';

export interface WorldOptions {
  ses?: Partial<SesSettings>;
  settings?: Partial<SenderSettings>;
  timeouts?: Timeouts;
  lanes?: number;
  record?: IncidentRecord;
  /** `held` keeps events until `flushEvents`; else they are applied as they come. */
  events?: 'live' | 'held';
}

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * The register, SES and the sender's real code, all behind the embedded gateway and the real SDK, without queues and
 * Lambdas: what they would do, a test does by hand and when it wants.
 */
export class SendingWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'sending-'));
  readonly queue: SendSlice[] = [];
  readonly held: string[] = [];
  readonly logged: { level: string; message: string }[] = [];
  table!: RegisterTable;
  sender!: Sender;
  unknowns!: Unknowns;
  private dynamo!: DynamoDBClient;
  private services!: SendingServices;
  private sesClient!: ReturnType<typeof createSendClient>;
  private feedback!: ReturnType<typeof createHandler>;
  private applying: Promise<unknown> = Promise.resolve();
  private ids = 0;
  private closed = false;
  /** Added to the sender's clock: how a test lets time pass. */
  private passed = 0;

  private constructor(readonly options: WorldOptions) {}

  static async open(options: WorldOptions = {}): Promise<SendingWorld> {
    const world = new SendingWorld(options);
    world.services = await openSendingServices(world.folder, options.ses ?? {}, world.onEvent);
    world.openSender();
    const lanes = options.lanes ?? 1;
    await seedRun(world.table, options.record ?? incidentRecord(), lanes);
    for (let lane = 0; lane < lanes; lane++)
      world.queue.push({ incident: INCIDENT, run: RUN, lane, slice: 1 });
    return world;
  }

  get ses() {
    return this.services.ses;
  }

  get incidents() {
    return new Incidents(this.table);
  }

  /** Puts recipients `person<n>@<domain>` into the register, each with one exposure. */
  async seedRecipients(count: number, change: (n: number) => Partial<ExposureItem> = () => ({})) {
    const items = Array.from({ length: count }, (_, n) =>
      this.exposure({ address: `person${n}@corp.example`, ...change(n) }),
    );
    await this.table.batchPut(items);
    return items.map(({ rid }) => rid);
  }

  exposure = seedExposure;

  /** Takes messages off the queue and runs their slices, lanes side by side, until no message is left. */
  async drive(): Promise<void> {
    while (this.queue.length > 0) {
      await Promise.all(this.queue.splice(0).map((message) => runSlice(this.sender, message)));
    }
    await this.settled();
  }

  /** Until every event that SES has published is applied. */
  async settled(): Promise<void> {
    const end = Date.now() + 30_000;
    while (this.ses.control.unfinished() > 0 && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    let seen: unknown;
    while (seen !== this.applying) {
      seen = this.applying;
      await seen;
    }
  }

  /** Applies events as feedback's Lambda would, in batches. */
  async applyEvents(bodies: string[]): Promise<void> {
    for (let at = 0; at < bodies.length; at += 100) {
      const Records = bodies.slice(at, at + 100).map((body, n) => ({ messageId: `${at + n}`, body }));
      const answer = await this.feedback({ Records } as never, {
        invokedFunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:feedback`,
      });
      if (answer.batchItemFailures.length > 0)
        throw new Error(`events failed: ${JSON.stringify(this.logged)}`);
    }
  }

  /** The same, with incidents as somebody else knows them. */
  async applyEventsFor(incidents: Parameters<typeof applyEvents>[0]['incidents'], bodies: string[]) {
    const { table, sender } = this;
    const register = { table, controls: sender.controls, incidents, clock: sender.clock, log: sender.log };
    const handler = createHandler((incident, received) => applyEvents(register, incident, received), quiet);
    await handler({ Records: bodies.map((body, n) => ({ messageId: `${n}`, body })) } as never);
  }

  async flushEvents(): Promise<void> {
    await this.applyEvents(this.held.splice(0));
  }

  /** What a sender in a process of its own is started with. */
  senderEnvironment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.services.gateway.endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      POWERTOOLS_LOG_LEVEL: 'WARN',
      REGISTER_TABLE: 'register',
      DISPATCH_QUEUE_URL: `${this.services.gateway.endpoint}/${ACCOUNT}/dispatch.fifo`,
      CONFIGURATION_SET: 'notices',
      SLICE_SECONDS: '60',
      CANARY_SIZE: '0',
      CANARY_WAIT_SECONDS: '2',
      QUOTA_RESERVE: '0',
      DOMAIN_CHECK: 'off',
    };
  }

  /** Heartbeats that have stopped are old afterwards. */
  passTime(seconds: number): void {
    this.passed += seconds * 1000;
  }

  /** What reconcile does about lanes that nobody works on: a message for the next slice. */
  async wakeIdle(): Promise<void> {
    for (const lane of await this.lanes()) if (lane.state !== 'drained') this.wake(lane);
  }

  wake(lane: LaneItem): void {
    this.queue.push({ incident: INCIDENT, run: RUN, lane: lane.lane, slice: lane.slice + 1 });
  }

  async lanes(): Promise<LaneItem[]> {
    return this.incidents.lanes(INCIDENT, RUN);
  }

  /** What reconcile's tick does about dead claims and doubts. */
  async sweep(now = new Date(Date.now() + this.passed + 2_000)): Promise<void> {
    const incident = (await this.incidents.get(INCIDENT))!;
    for (const lane of await this.lanes()) await this.unknowns.sweepClaims(incident, lane, now);
    await this.unknowns.settleUnknown(incident, now);
  }

  async recipients(): Promise<RegisterRecipient[]> {
    const found: RegisterRecipient[] = [];
    for (let shard = 0; shard < 4; shard++) {
      for await (const one of walkRecipients(this.table.query(recipientsPk(INCIDENT, shard))))
        found.push(one);
    }
    return found;
  }

  acceptedMails = () => acceptedMails(join(this.folder, 'mail'));

  /** Waits for a condition on the first lane. */
  async laneIs(condition: (lane: LaneItem) => boolean): Promise<void> {
    for (;;) {
      const [lane] = await this.lanes();
      if (lane && condition(lane)) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** What the api writes when a person resumes. */
  async resume(): Promise<void> {
    const control = { run: RUN, control: 'go', by: 'alice', at: new Date().toISOString(), why: 'fixed' };
    await this.table.put({ pk: incidentPk(INCIDENT), sk: controlSk, ...control } as never);
  }

  async notices(): Promise<NoticeItem[]> {
    return (await this.recipients()).flatMap(({ notices }) => notices);
  }

  async outcomes(now = new Date(Date.now() + this.passed + 60_000)): Promise<OutcomeCounts> {
    const counts = emptyCounts();
    for (const recipient of await this.recipients()) {
      counts[outcomeOf(recipient, now)]++;
      counts.total++;
    }
    return counts;
  }

  async close(): Promise<void> {
    // A late event finds nobody any more, as after the end of a process.
    this.closed = true;
    await this.applying;
    this.dynamo.destroy();
    this.sesClient.destroy();
    await this.services.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private readonly onEvent = async (body: string): Promise<void> => {
    if (this.closed) return;
    this.held.push(body);
    if (this.options.events === 'held') return;
    // As the event source does: what has gathered while the batch before was applied goes together.
    this.applying = this.applying.then(() => this.flushEvents());
  };

  private openSender(): void {
    const at = { endpoint: this.services.gateway.endpoint, region: REGION, credentials: KEYS };
    this.dynamo = new DynamoDBClient({ ...at, cacheMiddleware: true });
    this.sesClient = createSendClient(200, this.options.timeouts, at);
    this.table = new RegisterTable(this.dynamo, 'register');
    const record = (level: string) => (message: unknown, more: unknown) =>
      void this.logged.push({ level, message: `${message} ${JSON.stringify(more)}` });
    const log = { info: record('info'), warn: record('warn'), error: record('error') } as never;
    const clock = { now: () => new Date(Date.now() + this.passed) };
    this.sender = {
      table: this.table,
      incidents: this.incidents,
      lanes: new Lanes(this.table),
      notices: new Notices(this.table),
      controls: new Controls(this.table),
      mailer: new Mailer(this.sesClient, 'notices'),
      queue: { send: async (message) => void this.queue.push(message) },
      takesMail: async () => true,
      settings: {
        sliceSeconds: 60,
        canarySize: 0,
        canaryWaitSeconds: 2,
        proofWaitSeconds: 2,
        quotaReserve: 0,
        ...this.options.settings,
      },
      clock,
      newId: () => `t${this.ids++}`,
      log,
    };
    this.unknowns = new Unknowns({
      table: this.table,
      incidents: this.incidents,
      lanes: this.sender.lanes,
      notices: this.sender.notices,
      stallSeconds: 5,
      claimStaleSeconds: 0,
      graceSeconds: 1,
    });
    const register = {
      table: this.table,
      controls: this.sender.controls,
      incidents: this.incidents,
      clock,
      log,
    };
    this.feedback = createHandler((incident, received) => applyEvents(register, incident, received), log);
  }
}

import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createLogAnchors } from '../../lambdas/adapters/log-anchors';
import { createObjectVersions, type ObjectVersion } from '../../lambdas/adapters/object-versions';
import { Incidents } from '../../lambdas/adapters/register/incidents';
import type { DropItem, IncidentItem, LaneItem } from '../../lambdas/adapters/register/items';
import { dropSk, incidentPk } from '../../lambdas/adapters/register/keys';
import type { RegisterTable } from '../../lambdas/adapters/register/table';
import { dropId } from '../../lambdas/domain/ids';
import { createObjectLister } from '../../lambdas/reconcile/aws';
import type { ListedObject } from '../../lambdas/reconcile/missed-drops';
import { type Reconciler, reconcile } from '../../lambdas/reconcile/reconcile';
import type { BuildExport, ReadFile, SendSlice } from '../../lambdas/shared/messages';
import { createBucket } from '../unit/local/s3/bucket';
import { INCIDENT, RegisterWorld } from './register-world';

const DAY = 86_400_000;

/** Whole ticks of reconcile over a real register and two real, versioned buckets; queues and SES are lists. */
export class ReconcileWorld {
  readonly announced: ListedObject[] = [];
  readonly files: ReadFile[] = [];
  readonly dispatch: SendSlice[] = [];
  readonly exports: BuildExport[] = [];
  readonly logged: { level: string; message: string; more: Record<string, unknown> }[] = [];
  /** What a test has instead of the parts made here. */
  readonly parts: Partial<Reconciler> = {};
  s3!: S3Client;
  intake!: string;
  evidence!: string;

  private constructor(readonly register: RegisterWorld) {}

  static async open(): Promise<ReconcileWorld> {
    const world = new ReconcileWorld(await RegisterWorld.open());
    const { stand } = world.register;
    world.intake = await createBucket(stand, {}, 'Intake');
    world.evidence = await createBucket(stand, { ObjectLockEnabled: true }, 'Evidence');
    world.s3 = stand.objects();
    world.at(world.register.time);
    return world;
  }

  close(): Promise<void> {
    return this.register.close();
  }

  get table(): RegisterTable {
    return this.register.table;
  }

  meta(): Promise<IncidentItem> {
    return this.register.meta();
  }

  /** Sets the clock of the register's writers and of S3. */
  at(time: Date): void {
    this.register.time = time;
    this.register.stand.time = time;
  }

  pass(seconds: number): void {
    this.at(new Date(this.register.time.getTime() + seconds * 1000));
  }

  passDays(days: number): void {
    this.pass((days * DAY) / 1000);
  }

  /** One tick, a second after whatever was before. */
  async tick(): Promise<void> {
    this.pass(1);
    await reconcile(this.reconciler()).catch((error: Error) => {
      // what failed is in the log only; a test that did not expect it wants to see it
      error.cause = this.logged.findLast(({ level }) => level === 'error')?.more.error;
      throw error;
    });
  }

  /** @param table in place of the register's own, e.g. one that takes its time. */
  reconciler(table: RegisterTable = this.table): Reconciler {
    const intakeObjects = createObjectVersions(this.s3, this.intake);
    const said = (level: string) => (message: unknown, more: unknown) =>
      void this.logged.push({ level, message: String(message), more: more as Record<string, unknown> });
    return {
      table,
      incidents: new Incidents(table),
      bucket: createObjectLister(intakeObjects),
      intakeObjects,
      evidenceObjects: createObjectVersions(this.s3, this.evidence),
      anchors: createLogAnchors(this.s3, this.evidence, { mode: 'GOVERNANCE', days: 1826 }),
      arrivals: { announce: async (object) => void this.announced.push(object) },
      files: { send: async (message) => void this.files.push(message) },
      dispatch: { send: async (message) => void this.dispatch.push(message) },
      exports: { send: async (message) => void this.exports.push(message) },
      quota: async () => ({ maxSendRate: 10, max24HourSend: -1, sentLast24Hours: 0 }),
      lanesFor: () => 2,
      sweepClaims: async () => {},
      settleUnknown: async () => {},
      patience: { graceSeconds: 30, evidenceWindowSeconds: 30 },
      stallSeconds: 60,
      recountSeconds: 10,
      retention: { rawFileDays: 30, addressDays: 365, recordDays: 1826, recoveryDays: 7 },
      clock: this.register.clock,
      log: { info: said('info'), warn: said('warn'), error: said('error') } as Reconciler['log'],
      ...this.parts,
    };
  }

  /** @returns the version that the bucket gave it. */
  async put(bucket: string, key: string, content = 'x'): Promise<string> {
    const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(content) });
    return (await this.s3.send(put)).VersionId ?? '';
  }

  /** An object in the intake bucket with its custody, read unless told otherwise. */
  async drop(name: string, generation: number, change: Partial<DropItem> = {}): Promise<DropItem> {
    const key = `${INCIDENT}/${name}`;
    const version = await this.put(this.intake, key, `content of ${name}`);
    const drop = dropId(key, version);
    const at = this.register.time.toISOString();
    const item: DropItem = {
      pk: incidentPk(INCIDENT),
      sk: dropSk(drop),
      incident: INCIDENT,
      drop,
      generation,
      custody: {
        bucket: this.intake,
        key,
        version,
        bytes: 10,
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
    return item;
  }

  async objects(bucket: string): Promise<ObjectVersion[]> {
    const found: ObjectVersion[] = [];
    for await (const one of createObjectVersions(this.s3, bucket).list()) found.push(one);
    return found;
  }

  async read(bucket: string, key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body?.transformToString() ?? '';
  }

  drops(): Promise<DropItem[]> {
    return this.register.incidents.drops(INCIDENT);
  }

  async lanes(): Promise<LaneItem[]> {
    const { run } = await this.meta();
    return run ? this.register.incidents.lanes(INCIDENT, run.id) : [];
  }

  async changeLanes(change: Partial<LaneItem>): Promise<void> {
    for (const lane of await this.lanes()) {
      const changed: LaneItem = { ...lane, ...change };
      await this.table.put(changed);
    }
  }

  async approve(): Promise<void> {
    const { manifest } = await this.meta();
    await this.register.call('alice', 'POST /incidents/{incident}/approve', { manifest: manifest?.hash });
  }
}

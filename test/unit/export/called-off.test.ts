import { readdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createEvidenceBucket } from '../../../lambdas/adapters/evidence-bucket';
import { createLogAnchors } from '../../../lambdas/adapters/log-anchors';
import type { ExportItem } from '../../../lambdas/adapters/register/items';
import { exportSk, incidentPk } from '../../../lambdas/adapters/register/keys';
import type { Signer } from '../../../lambdas/adapters/signer';
import { buildExport, type Exporter } from '../../../lambdas/export/build-export';
import { testSigner } from '../../support/export-fixture';
import { ReconcileWorld } from '../../support/reconcile-world';
import { INCIDENT } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

const ADDRESS = 'ada@globex-corporation.example';
const LOCK = { mode: 'GOVERNANCE', days: 100 } as const;
const MESSAGE = { incident: INCIDENT, export: 'id-1' };

let world: ReconcileWorld;
let scratch: string;
const before = process.env.TMPDIR;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'scratch-'));
  process.env.TMPDIR = scratch;
  world = await ReconcileWorld.open();
  await world.register.seed({ record: incidentRecord(), phase: 'done' });
  await world.register.seedExposure(ADDRESS);
  const at = world.register.time.toISOString();
  await world.register.seedNotice(ADDRESS, { status: 'delivered', rank: 70, sentAt: at, deliveredAt: at });
  const run = { id: 'r0001', manifest: 'm', generation: 1, startedAt: at, endedAt: at, lanes: 1 };
  await world.register.change({ run: { ...run, state: 'ended' } });
});
afterEach(async () => {
  process.env.TMPDIR = before;
  await world.close();
});

const ask = () => world.register.call('rosa', 'POST /incidents/{incident}/exports', {});
const item = () => world.table.get<ExportItem>({ pk: incidentPk(INCIDENT), sk: exportSk('id-1') });

function exporter(signer: Signer = testSigner(), newId = () => 'builder-1'): Exporter {
  return {
    table: world.table,
    bucket: createEvidenceBucket(world.s3, world.evidence, LOCK, world.register.clock),
    anchors: createLogAnchors(world.s3, world.evidence, LOCK),
    signer,
    clock: world.register.clock,
    newId,
  };
}

const packs = async () =>
  (await world.objects(world.evidence)).map(({ key }) => key).filter((key) => key.endsWith('.zip'));
const unfinished = async () =>
  (await world.s3.send(new ListMultipartUploadsCommand({ Bucket: world.evidence }))).Uploads ?? [];

/** A signer that lets something happen in the middle of a build: the walk is over, the ZIP is not. */
const meanwhile = (happens: () => Promise<unknown>): Signer => {
  const signer = testSigner();
  return {
    ...signer,
    async publicKey() {
      await happens();
      return signer.publicKey();
    },
  };
};

/** As `reconcile` does it when the addresses are due. */
async function beginErasure(): Promise<void> {
  for (let n = 0; n < 5 && !(await world.meta()).erasing; n++) await world.tick();
  expect((await world.meta()).erasing).toBeDefined();
  await world.tick();
}

async function endErasure(): Promise<void> {
  world.pass(61);
  await world.tick();
  expect((await world.meta()).addressesErasedAt).toBeDefined();
}

test('a build that was under way when erasure began leaves nothing: no object, no part of one, no scratch', async () => {
  world.passDays(366);
  await ask();
  const outcome = await buildExport(exporter(meanwhile(beginErasure)), MESSAGE);
  expect(outcome).toBe('lost');
  expect(await packs()).toEqual([]);
  expect(await unfinished()).toEqual([]);
  expect(readdirSync(scratch)).toEqual([]);
  expect(await item()).toMatchObject({ state: 'failed', fault: expect.stringContaining('being erased') });
  // it has said that it is gone: nobody waits for it
  await endErasure();
});

test('a build that begins while addresses are being erased is refused, in words and with an entry in the log', async () => {
  await ask();
  await world.register.change({
    erasing: { since: '', part: 0, exposures: 0, decisions: 0, events: 0, quarantined: 0 },
  });
  expect(await buildExport(exporter(), MESSAGE)).toBe('finished');
  expect(await item()).toMatchObject({
    state: 'failed',
    fault: expect.stringMatching(/^erasing: .*being erased/),
  });
  expect((await world.register.log()).at(-1)).toMatchObject({
    by: 'export',
    what: 'export-failed',
    facts: { export: 'id-1', code: 'erasing' },
  });
  expect(await packs()).toEqual([]);
  expect(await ask()).toMatchObject({ status: 409, body: { error: 'erasing' } });
});

test('parts that a dead builder had uploaded go with the addresses', async () => {
  world.passDays(366);
  const { CreateMultipartUploadCommand, UploadPartCommand } = await import('@aws-sdk/client-s3');
  const upload = async (Key: string) => {
    const Bucket = world.evidence;
    const { UploadId } = await world.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    await world.s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: Buffer.from(ADDRESS) }),
    );
  };
  await upload(`${INCIDENT}/id-1/evidence.zip`);
  await upload('another-incident/id-1/evidence.zip');
  await beginErasure();
  await endErasure();
  expect((await unfinished()).map(({ Key }) => Key)).toEqual(['another-incident/id-1/evidence.zip']);
});

test('an upload that breaks off leaves neither an object nor parts', async () => {
  async function* cutOff() {
    for (let n = 0; n < 20; n++) yield Buffer.alloc(1 << 20, n);
    throw new Error('cut off');
  }
  const { bucket } = exporter();
  await expect(bucket.upload('x/y/evidence.zip', Readable.from(cutOff()), false)).rejects.toThrow('cut off');
  expect(await packs()).toEqual([]);
  expect(await unfinished()).toEqual([]);
});

test('a builder that was taken over stores nothing, and says nothing over its successor', async () => {
  await ask();
  const successor = async () => {
    world.pass(11);
    expect(
      await buildExport(
        exporter(testSigner(), () => 'builder-2'),
        MESSAGE,
      ),
    ).toBe('done');
  };
  expect(await buildExport(exporter(meanwhile(successor)), MESSAGE)).toBe('lost');
  expect(await packs()).toHaveLength(2);
  expect(await item()).toMatchObject({ state: 'done', balanced: true });
});

test('a builder that failed is taken over at once', async () => {
  await ask();
  const broken = { ...testSigner(), sign: () => Promise.reject(new Error('KMS is not there')) };
  await expect(buildExport(exporter(broken), MESSAGE)).rejects.toThrow('KMS is not there');
  expect(readdirSync(scratch)).toEqual([]);
  expect(await buildExport(exporter(), MESSAGE)).toBe('done');
});

test('the log is anchored with the packs, again where a builder died before it, and the regulator pack is locked', async () => {
  await ask();
  const noAnchor = {
    ...exporter(),
    anchors: { ...exporter().anchors, put: () => Promise.reject(new Error('died')) },
  };
  await expect(buildExport(noAnchor, MESSAGE)).rejects.toThrow('died');
  expect(await buildExport(exporter(), MESSAGE)).toBe('finished');
  const head = (await world.register.log()).at(-1)!;
  expect(head).toMatchObject({ what: 'export-built' });
  const anchor = `anchors/${INCIDENT}/${String(head.sequence).padStart(12, '0')}.json`;
  expect(JSON.parse(await world.read(world.evidence, anchor))).toMatchObject({
    sequence: head.sequence,
    hash: head.hash,
  });
  const retention = async (name: string) => {
    const command = new GetObjectRetentionCommand({
      Bucket: world.evidence,
      Key: `${INCIDENT}/id-1/${name}.zip`,
    });
    return (await world.s3.send(command)).Retention;
  };
  expect(await retention('regulator')).toEqual({
    Mode: 'GOVERNANCE',
    RetainUntilDate: new Date(world.register.time.getTime() + 100 * 86_400_000),
  });
  await expect(retention('evidence')).rejects.toThrow(/ObjectLock/);
});

test('the next pack has the anchors of the ones before it, also behind a delete marker and under a second version', async () => {
  await ask();
  expect(await buildExport(exporter(), MESSAGE)).toBe('done');
  const { anchors } = exporter();
  const [first] = await anchors.list(INCIDENT);
  const head = (await world.register.log()).at(-1)!;
  expect(first).toMatchObject({
    incident: INCIDENT,
    sequence: head.sequence,
    hash: head.hash,
    key: `anchors/${INCIDENT}/${String(head.sequence).padStart(12, '0')}.json`,
  });
  const named = { Bucket: world.evidence, Key: first!.key };
  const { VersionId } = await world.s3.send(new PutObjectCommand({ ...named, Body: 'something else' }));
  await world.s3.send(new DeleteObjectCommand(named));
  expect((await anchors.list(INCIDENT)).map(({ version, hash }) => [version, hash])).toEqual([
    [VersionId, undefined],
    [first!.version, head.hash],
  ]);
  await ask();
  await buildExport(exporter(), { ...MESSAGE, export: 'id-2' });
  const second = await world.table.get<ExportItem>({ pk: incidentPk(INCIDENT), sk: exportSk('id-2') });
  expect(second?.checks).toContainEqual({
    name: 'anchors that do not fit the log = 0',
    left: 1,
    right: 0,
    ok: false,
  });
});

import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import type {
  EventItem,
  ExportItem,
  IncidentItem,
  QuarantineItem,
} from '../../../lambdas/adapters/register/items';
import { eventSk, eventsPk, exportSk, incidentPk } from '../../../lambdas/adapters/register/keys';
import { type ChainFault, checkLink, type LogEntry } from '../../../lambdas/domain/evidence/log-chain';
import { shardOf } from '../../../lambdas/domain/ids';
import { reconcile } from '../../../lambdas/reconcile/reconcile';
import { keepRetention } from '../../../lambdas/reconcile/retention';
import { exportsOf } from '../../../lambdas/reconcile/tend-exports';
import { jittery } from '../../support/jittery';
import { ReconcileWorld } from '../../support/reconcile-world';
import { fileReport, INCIDENT } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

const PEOPLE = ['ada@acme-holding.example', 'uma@acme-holding.example', 'kim@globex-group.test'];
const TOXIC = [...PEOPLE, 'acme-holding', 'globex-group', 'Acme Holding', 'list of Globex', '(at)', 'Firma'];

let world: ReconcileWorld;
beforeEach(async () => {
  world = await ReconcileWorld.open();
});
afterEach(() => world.close());

/** An incident whose run has ended, with everything that can hold text of its file. */
async function ended(change: Partial<IncidentItem> = {}): Promise<void> {
  const { register } = world;
  await register.seed({ phase: 'done', record: incidentRecord(), recordHash: 'record' });
  await world.table.delete(
    (await world.drops()).map(({ pk, sk }) => ({ pk, sk }))[0]!, // seeded without an object
  );
  const file = fileReport({
    name: 'list of Globex.csv',
    columns: { company: 'Firma', group: 'Gruppe', email: 'E-Mail' },
    ignored: ['Firma 2'],
  });
  await world.drop('list of Globex.csv', 1, { files: [file] });
  for (const address of PEOPLE) {
    await register.seedExposure(address, { company: 'Acme Holding', group: 'list of Globex' });
    await register.seedNotice(address, {
      status: 'delivered',
      rank: 60,
      deliveredAt: register.time.toISOString(),
    });
    await world.table.put(event(address));
  }
  await register.seedLine(7);
  const decided = { accept: true, address: PEOPLE[0], by: 'rosa', at: 'x', why: 'Acme Holding called' };
  await register.seedLine(8, { decision: decided } as Partial<QuarantineItem>);
  await register.call('rosa', 'POST /incidents/{incident}/recipients', {
    address: PEOPLE[2],
    decision: 'second-route-done',
    route: 'telephone',
    why: 'their office was called',
  });
  const run = {
    id: 'r0001',
    manifest: 'm',
    generation: 1,
    startedAt: register.time.toISOString(),
    endedAt: register.time.toISOString(),
    lanes: 1,
    state: 'ended' as const,
  };
  await register.change({ run, ...change });
}

function event(address: string): EventItem {
  const rid = world.register.ridOf(address);
  const at = world.register.time.toISOString();
  return {
    pk: eventsPk(INCIDENT, shardOf(rid, 2)),
    sk: eventSk(rid, `m-${rid}`, 'Delivery', at),
    rid,
    sequence: 1,
    attempt: '1',
    messageId: `m-${rid}`,
    type: 'Delivery',
    at,
    receivedAt: at,
    raw: JSON.stringify({ mail: { destination: [address] } }),
  };
}

async function pack(id: string, change: Partial<ExportItem> = {}): Promise<void> {
  const evidence = { key: `${INCIDENT}/${id}/evidence.zip`, sha256: 'f'.repeat(64), bytes: 1 };
  const regulator = { ...evidence, key: `${INCIDENT}/${id}/regulator.zip` };
  const item = { pk: incidentPk(INCIDENT), sk: exportSk(id), incident: INCIDENT, export: id, state: 'done' };
  await world.table.put({ ...item, evidence, regulator, ...change } as never);
  await world.put(world.evidence, evidence.key);
  await world.put(world.evidence, regulator.key);
}

async function exportsNow(): Promise<ExportItem[]> {
  const found: ExportItem[] = [];
  for await (const item of exportsOf(world.table, INCIDENT)) found.push(item);
  return found;
}

/** Every item of the table, whatever it is. */
async function everything(): Promise<string> {
  const { Items, LastEvaluatedKey } = await world.register.stand
    .dynamo()
    .send(new ScanCommand({ TableName: 'register' }));
  expect(LastEvaluatedKey).toBeUndefined();
  return JSON.stringify(Items);
}

/** What of the file can still be read anywhere in the table. */
async function leftovers(): Promise<string[]> {
  const text = await everything();
  return TOXIC.filter((value) => text.includes(value));
}

const logged = async () => (await world.register.log()).map(({ what }) => what);
const ticks = async (count: number) => {
  for (let n = 0; n < count; n++) await world.tick();
};
/** Past the waiting between announcing an erasure and beginning it. */
const settle = async () => {
  await world.tick();
  world.pass(61);
  await world.tick();
};
const due = { rawFileDays: 30, addressDays: 365, recordDays: 1826, recoveryDays: 7 };

describe('the raw file', () => {
  test('goes with its delete markers after 30 days, once, and drop and log say so', async () => {
    await ended();
    const key = `${INCIDENT}/list of Globex.csv`;
    await world.put(world.intake, `${key}.other`);
    await world.s3.send(new DeleteObjectCommand({ Bucket: world.intake, Key: key }));
    world.passDays(29);
    await ticks(2);
    expect(await world.objects(world.intake)).toHaveLength(3);
    world.passDays(1);
    await ticks(3);
    expect((await world.objects(world.intake)).map((one) => one.key)).toEqual([`${key}.other`]);
    const [drop] = await world.drops();
    expect(drop).toMatchObject({ rawDestroyedAt: expect.any(String), custody: { key } });
    const entries = (await world.register.log()).filter(({ what }) => what === 'raw-file-destroyed');
    expect(entries).toEqual([
      expect.objectContaining({
        by: 'reconcile',
        facts: expect.objectContaining({ drop: drop?.drop, markers: 1, read: true }),
      }),
    ]);
  });

  test('of two versions under one key only the one that is due goes, and the markers stay with the other', async () => {
    await ended();
    world.passDays(20);
    const later = await world.drop('list of Globex.csv', 2);
    await world.s3.send(new DeleteObjectCommand({ Bucket: world.intake, Key: later.custody.key }));
    world.passDays(11);
    await ticks(2);
    const left = await world.objects(world.intake);
    expect(left.filter((one) => !one.deleteMarker).map(({ version }) => version)).toEqual([
      later.custody.version,
    ]);
    expect(left).toHaveLength(2);
  });

  test.each(['sending', 'paused', 'review'] as const)(
    'stays while the incident is in phase %s',
    async (phase) => {
      await ended({ phase, run: undefined });
      world.parts.incidents = undefined as never;
      delete world.parts.incidents;
      world.passDays(400);
      const keeper = world.reconciler();
      await keepRetention(keeper, INCIDENT, new Date(world.register.time.getTime() + 1000));
      expect(await world.objects(world.intake)).toHaveLength(1);
      expect(await logged()).not.toContain('raw-file-destroyed');
    },
  );

  test('that another tick has destroyed meanwhile is told of once', async () => {
    await ended();
    world.passDays(31);
    const deadline = new Date(world.register.time.getTime() + 60_000);
    await Promise.allSettled([1, 2, 3].map(() => keepRetention(world.reconciler(), INCIDENT, deadline)));
    expect((await logged()).filter((what) => what === 'raw-file-destroyed')).toHaveLength(1);
  });
});

describe('the addresses', () => {
  beforeEach(() => ended());

  test('go after 12 months from everywhere, and "was this address told?" is still answered', async () => {
    await pack('e1');
    await world.put(world.evidence, `${INCIDENT}/e1/evidence.zip`, 'a second version');
    world.passDays(366);
    await ticks(2);
    await settle();
    expect(await world.meta()).toMatchObject({
      phase: 'done',
      addressesErasedAt: expect.any(String),
      holds: [],
    });
    expect(await leftovers()).toEqual([]);
    expect(
      (await world.objects(world.evidence))
        .map(({ key }) => key)
        .filter((key) => !key.startsWith('anchors/')),
    ).toEqual([`${INCIDENT}/e1/regulator.zip`]);
    expect(await world.objects(world.intake)).toEqual([]);
    const ask = (address: string) =>
      world.register.call('rosa', 'POST /incidents/{incident}/recipients', {
        address,
        why: 'asked by phone',
      });
    expect((await ask(PEOPLE[0]!)).body).toMatchObject({ affected: true, outcome: 'delivered' });
    expect((await ask('nobody@acme-holding.example')).body).toEqual({ affected: false });
  });

  test('are told of in the log by figures: what was erased, and when no backup can bring it back', async () => {
    await pack('e1');
    world.passDays(366);
    await ticks(2);
    await settle();
    const entry = (await world.register.log()).find(({ what }) => what === 'addresses-erased');
    expect(entry?.facts).toEqual({
      exposures: 3,
      decisions: 1,
      events: 3,
      quarantined: 2,
      packs: 1,
      finalAt: new Date(Date.parse(entry?.at ?? '') + 7 * 86_400_000).toISOString(),
    });
  });

  test('go bit by bit when there is more than one tick can do, and what is counted is the same', async () => {
    world.passDays(366);
    await ticks(2);
    await world.tick();
    world.pass(61);
    let rounds = 0;
    while (!(await world.meta()).addressesErasedAt) {
      // every look at the clock is a moment later, so that a short deadline stops after a few items
      const clock = {
        now() {
          world.at(new Date(world.register.time.getTime() + 1));
          return world.register.time;
        },
      };
      const keeper = { ...world.reconciler(), clock };
      await keepRetention(keeper, INCIDENT, new Date(world.register.time.getTime() + 3));
      if (++rounds > 60) throw new Error('no end');
    }
    expect(rounds).toBeGreaterThan(5);
    const entry = (await world.register.log()).find(({ what }) => what === 'addresses-erased');
    expect(entry?.facts).toMatchObject({ exposures: 3, decisions: 1, events: 3, quarantined: 2 });
    expect(await leftovers()).toEqual([]);
  });

  test('wait for a builder that may still upload a pack, and erase that pack too', async () => {
    const heartbeatAt = '2027-03-05T00:00:00.000Z';
    await pack('e1', { state: 'building', builder: 'b', askedAt: heartbeatAt, heartbeatAt });
    world.at(new Date(heartbeatAt));
    await ticks(2);
    await settle();
    const [called] = await exportsNow();
    expect(called).toMatchObject({ state: 'failed', fault: expect.stringContaining('being erased') });
    world.pass(600);
    await world.tick();
    expect((await world.meta()).addressesErasedAt).toBeUndefined();
    expect(await world.objects(world.evidence)).not.toEqual([]);
    world.pass(300);
    await world.tick();
    expect((await world.meta()).addressesErasedAt).toBeDefined();
    expect((await world.objects(world.evidence)).filter(({ key }) => key.endsWith('evidence.zip'))).toEqual(
      [],
    );
  });

  test('stay when a file arrives between the announcement and the beginning', async () => {
    world.passDays(366);
    await ticks(3);
    expect((await world.meta()).erasing).toBeDefined();
    const received = world.register.time.toISOString();
    await world.drop('late.csv', 2, { state: 'received', heartbeatAt: received });
    world.pass(61);
    await world.tick();
    expect(Object.keys(await world.meta())).not.toContain('erasing');
    expect(Object.keys(await world.meta())).not.toContain('addressesErasedAt');
    expect(await leftovers()).toEqual(TOXIC);
  });

  test('stay as long as a legal hold stands, also in the middle of it; META says why', async () => {
    const held = incidentRecord({ retention: { legalHold: 'Court of Example, 12 May' } });
    world.passDays(366);
    await ticks(3);
    await world.register.change({ record: held });
    world.pass(61);
    await ticks(2);
    expect((await world.meta()).retention?.blocked).toContainEqual({
      step: 'addresses',
      because: expect.stringContaining('legal hold'),
    });
    expect(await leftovers()).toEqual(TOXIC);
    await world.register.change({ record: incidentRecord() });
    await ticks(2);
    await settle();
    expect((await world.meta()).addressesErasedAt).toBeDefined();
  });

  test('are not written again by anyone after that', async () => {
    world.passDays(366);
    await ticks(2);
    await settle();
    const { register } = world;
    const line = { drop: 'file1#v', line: 7, accept: true, address: PEOPLE[0], why: 'x' };
    const before = await everything();
    expect((await register.call('rosa', 'POST /incidents/{incident}/quarantine', line)).status).toBe(410);
    const resend = { address: PEOPLE[0], decision: 'resend', why: 'x' };
    expect((await register.call('rosa', 'POST /incidents/{incident}/recipients', resend)).status).toBe(410);
    expect((await register.call('rosa', 'POST /incidents/{incident}/supplements', { why: 'x' })).status).toBe(
      410,
    );
    expect(
      (await register.call('rosa', 'POST /incidents/{incident}/approve', { manifest: 'm' })).status,
    ).toBe(410);
    expect(await everything()).toBe(before);
  });

  test('of a file that is held unread stay in its name until somebody sets it aside', async () => {
    world.passDays(366);
    await ticks(2);
    await settle();
    await world.drop('Globex again.csv', 0, { state: 'held' });
    await ticks(1);
    expect((await world.meta()).holds).toEqual([expect.objectContaining({ code: 'file-held' })]);
    world.passDays(40);
    await ticks(2);
    expect(await world.objects(world.intake)).toHaveLength(1);
    const held = (await world.drops()).find(({ state }) => state === 'held');
    const word = { drop: held?.drop, setAside: true, why: 'not ours' };
    await world.register.call('rosa', 'POST /incidents/{incident}/drops', word);
    await ticks(3);
    expect(await world.objects(world.intake)).toEqual([]);
    expect(await everything()).not.toContain('Globex again');
    expect((await world.meta()).holds).toEqual([]);
  });
});

describe('the record', () => {
  const CONTACTS = ['Rosa Records', 'dpo@controller.example'];
  /** Two versions of the incident record, both with names of people, as the api keeps them. */
  async function described(): Promise<void> {
    for (const title of ['First words', 'Second words']) {
      const controller = { name: 'Example Controller', dpo: { name: CONTACTS[0], email: CONTACTS[1] } };
      const body = { ...incidentRecord({ incident: INCIDENT, title }), controller };
      const { status } = await world.register.call('rosa', 'PUT /incidents/{incident}', body);
      expect(status).toBe(200);
    }
  }

  test('goes with its versions, and so do the packs that were made after the first step', async () => {
    await ended();
    await described();
    world.passDays(1827);
    await ticks(2);
    await settle();
    expect((await world.meta()).addressesErasedAt).toBeDefined();
    await pack('e2');
    expect(await everything()).toContain(CONTACTS[0]);
    await settle();
    const text = await everything();
    for (const name of CONTACTS) expect(text).not.toContain(name);
    expect(text).not.toContain('RECORD#');
    const meta = await world.meta();
    expect(meta).toMatchObject({ phase: 'erased', recordHash: expect.any(String) });
    expect(Object.keys(meta)).not.toContain('erasing');
    const packs = (await world.objects(world.evidence)).map(({ key }) => key);
    expect(packs.filter((key) => !key.startsWith('anchors/'))).toEqual([`${INCIDENT}/e2/regulator.zip`]);
    expect((await exportsNow()).map(({ evidenceErasedAt }) => evidenceErasedAt)).toEqual([
      expect.any(String),
    ]);
    expect(await chainFault()).toBeUndefined();
  });

  test('is not written again after that, and asking for packs says that it is gone', async () => {
    await ended();
    world.passDays(1827);
    await ticks(2);
    await settle();
    await settle();
    expect((await world.meta()).phase).toBe('erased');
    const before = await everything();
    const again = await world.register.call(
      'rosa',
      'PUT /incidents/{incident}',
      incidentRecord({ incident: INCIDENT }),
    );
    expect(again).toMatchObject({ status: 410, body: { error: 'record-erased' } });
    const packs = await world.register.call('rosa', 'POST /incidents/{incident}/exports', {});
    expect(packs).toMatchObject({ status: 410, body: { error: 'record-erased' } });
    expect(await everything()).toBe(before);
  });

  test('stays when a legal hold comes between the announcement and the erasure', async () => {
    await ended();
    await described();
    world.passDays(1827);
    await ticks(2);
    await settle();
    await world.tick();
    expect((await world.meta()).erasing).toBeDefined();
    const retention = { legalHold: 'Court of Example, 12 May' };
    const held = incidentRecord({ incident: INCIDENT, retention });
    await world.register.call('rosa', 'PUT /incidents/{incident}', held);
    world.pass(61);
    await ticks(2);
    expect(await world.meta()).toMatchObject({ phase: 'done', key: expect.objectContaining({ length: 32 }) });
    expect(Object.keys(await world.meta())).not.toContain('erasing');
    expect(await everything()).toContain(CONTACTS[0]);
  });
});

describe('the key', () => {
  test('goes last; the chain still verifies, nobody is found any more, and nobody is told "not affected"', async () => {
    await ended();
    world.passDays(1827);
    await ticks(2);
    await settle();
    await settle();
    const meta = await world.meta();
    expect(meta).toMatchObject({ phase: 'erased', recordErasedAt: expect.any(String) });
    expect(meta.key).toHaveLength(0);
    expect(await logged()).toEqual(
      expect.arrayContaining(['raw-file-destroyed', 'addresses-erased', 'record-erased']),
    );
    expect(await chainFault()).toBeUndefined();
    const ask = { address: PEOPLE[0], why: 'asked by phone' };
    expect((await world.register.call('rosa', 'POST /incidents/{incident}/recipients', ask)).status).toBe(
      410,
    );
    const check = await world.register.call(null, 'GET /check/{incident}/{reference}', undefined, {
      parameters: { reference: 'AAAA-BBBB-CCCC' },
    });
    expect(check.status).toBe(410);
  });

  test('stays until its own time', async () => {
    await ended();
    world.passDays(1800);
    await ticks(2);
    await settle();
    await ticks(3);
    expect(await world.meta()).toMatchObject({ phase: 'done', key: expect.objectContaining({ length: 32 }) });
  });
});

async function chainFault(): Promise<ChainFault | undefined> {
  let last: LogEntry | undefined;
  for (const { pk: _pk, sk: _sk, ...entry } of await world.register.log()) {
    const fault = checkLink(INCIDENT, last, entry);
    if (fault) return fault;
    last = entry;
  }
  return undefined;
}

test('overlapping ticks, however they interleave, erase everything and tell of each step once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      await world.close();
      world = await ReconcileWorld.open();
      await ended();
      await pack('e1');
      world.passDays(1827);
      for (let round = 0; round < 8; round++) {
        world.pass(61);
        const overlapping = [0, 1, 2].map((n) => reconcile(world.reconciler(jittery(world.table, seed + n))));
        await Promise.all(overlapping);
      }
      const steps = (await logged()).filter((what) => /destroyed|erased/.test(what));
      expect(steps).toEqual(['raw-file-destroyed', 'addresses-erased', 'record-erased']);
      expect(await chainFault()).toBeUndefined();
      expect(await leftovers()).toEqual([]);
      expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
    }),
    { numRuns: 8 },
  );
});

test('an idle tick neither reads nor writes anything for retention', async () => {
  await ended();
  await ticks(2);
  const before = await world.meta();
  expect(before.retention).toEqual({ nextAt: expect.any(String), blocked: [] });
  const calls: string[] = [];
  const watched = new Proxy(world.table, {
    get(table, name) {
      const member = Reflect.get(table, name) as unknown;
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        calls.push(`${String(name)} ${JSON.stringify(args[0])}`);
        return (member as (...given: unknown[]) => unknown).apply(table, args);
      };
    },
  });
  await reconcile(world.reconciler(watched));
  expect(calls).toEqual([
    'query "INCIDENTS"',
    expect.stringMatching(/^get .*META/),
    expect.stringMatching(/^query "INC#leak-2026"/),
  ]);
  expect((await world.meta()).revision).toBe(before.revision);
});

test('settings decide: with other days the same file goes on another day', async () => {
  await ended();
  world.parts.retention = { ...due, rawFileDays: 2 };
  world.passDays(2);
  await ticks(2);
  expect(await world.objects(world.intake)).toEqual([]);
});

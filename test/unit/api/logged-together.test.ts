import { exportSk, incidentPk } from '../../../lambdas/adapters/register/keys';
import { INCIDENT, RegisterWorld } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

const ADDRESS = 'ada@corp.example';
const RUN = { id: 'r0001', manifest: 'm', generation: 1, startedAt: '2026-03-01T12:00:00.000Z', lanes: 1 };

interface Change {
  /** The entry that tells of it. */
  what: string;
  prepare?(world: RegisterWorld): Promise<void>;
  ask(world: RegisterWorld): Promise<{ status: number }>;
  isDone(world: RegisterWorld): Promise<boolean>;
}

const CHANGES: Change[] = [
  {
    what: 'incident-described',
    ask: (world) =>
      world.call(
        'rosa',
        'PUT /incidents/{incident}',
        incidentRecord({ incident: INCIDENT, title: 'Another' }),
      ),
    isDone: async (world) => (await world.meta()).record?.title === 'Another',
  },
  {
    what: 'approved',
    prepare: (world) => world.tick(),
    ask: async (world) => {
      const { manifest } = await world.meta();
      return world.call('rosa', 'POST /incidents/{incident}/approve', { manifest: manifest?.hash });
    },
    isDone: async (world) => ((await world.meta()).approvals ?? []).length > 0,
  },
  {
    what: 'paused',
    prepare: (world) => world.change({ phase: 'sending', run: { ...RUN, state: 'running' } }),
    ask: (world) => world.call('rosa', 'POST /incidents/{incident}/pause', { why: 'a doubt' }),
    isDone: async (world) =>
      (await world.table.get({ pk: incidentPk(INCIDENT), sk: 'CONTROL' })) !== undefined,
  },
  {
    what: 'drop-set-aside',
    ask: (world) =>
      world.call('rosa', 'POST /incidents/{incident}/drops', { drop: 'file1#v', setAside: true, why: 'old' }),
    isDone: async (world) => (await world.incidents.drops(INCIDENT))[0]?.setAside !== undefined,
  },
  {
    what: 'line-dismissed',
    prepare: (world) => world.seedLine(7),
    ask: (world) =>
      world.call('rosa', 'POST /incidents/{incident}/quarantine', {
        drop: 'file1#v',
        line: 7,
        accept: false,
        why: 'nobody',
      }),
    isDone: async (world) => ((await world.meta()).decisions ?? 0) > 0,
  },
  {
    what: 'withhold',
    ask: (world) =>
      world.call('rosa', 'POST /incidents/{incident}/recipients', {
        address: ADDRESS,
        decision: 'withhold',
        why: 'asked for it',
      }),
    isDone: async (world) => (await world.decisionsOn(ADDRESS)).length > 0,
  },
  {
    what: 'supplements-begun',
    prepare: (world) => world.change({ phase: 'done', run: { ...RUN, state: 'ended' } }),
    ask: (world) => world.call('rosa', 'POST /incidents/{incident}/supplements', { why: 'more is known' }),
    isDone: async (world) => ((await world.meta()).decisions ?? 0) > 0,
  },
  {
    what: 'export-asked',
    ask: (world) => world.call('rosa', 'POST /incidents/{incident}/exports', {}),
    isDone: async (world) =>
      (await world.table.get({ pk: incidentPk(INCIDENT), sk: exportSk('id-1') })) !== undefined,
  },
];

let world: RegisterWorld;
afterEach(() => world.close());

test.each(CHANGES)(
  '$what: whenever the api dies, the change and its entry are there together or not at all',
  async ({ what, prepare, ask, isDone }) => {
    for (let writes = 0; ; writes++) {
      if (writes > 0) await world.close();
      world = await RegisterWorld.open();
      await world.seed({ record: incidentRecord(), recordHash: 'record' });
      await world.seedExposure(ADDRESS);
      await prepare?.(world);
      world.writesLeft = writes;
      const { status } = await ask(world);
      const entries = (await world.log()).filter((entry) => entry.what === what);
      expect({ writes, entries: entries.length }).toEqual({ writes, entries: (await isDone(world)) ? 1 : 0 });
      if (status === 200) break;
    }
    expect(await isDone(world)).toBe(true);
  },
);

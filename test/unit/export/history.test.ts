import type { IncidentItem, NoticeItem } from '../../../lambdas/adapters/register/items';
import { personAsOf } from '../../../lambdas/export/as-of';
import { incidentFacts } from '../../../lambdas/export/incident-facts';
import { ReconcileWorld } from '../../support/reconcile-world';
import { INCIDENT } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

const ADDRESS = 'ada@corp.example';

let world: ReconcileWorld;
afterEach(() => world.close());

const describe_ = (change: object) =>
  world.register.call('rosa', 'PUT /incidents/{incident}', incidentRecord({ incident: INCIDENT, ...change }));

/** What the report shows of an incident besides its people. */
function shown({ phase, record, recordHash, manifest, run }: IncidentItem) {
  return {
    phase,
    title: record?.title,
    closedAt: record?.times.closedAt,
    recordHash,
    manifest: manifest && {
      hash: manifest.hash,
      recipients: manifest.recipients,
      generation: manifest.generation,
    },
    run: run && {
      id: run.id,
      state: run.state,
      manifest: run.manifest,
      started: run.startedAt,
      ended: run.endedAt,
    },
  };
}

/** A life of an incident; every step is seen by a tick of reconcile. */
async function* life() {
  await world.register.seed({ phase: 'draft' });
  await world.register.seedExposure(ADDRESS);
  yield 'a file';
  await describe_({ title: 'First words' });
  yield 'described';
  await describe_({ title: 'Second thoughts' });
  yield 'described anew';
  await world.approve();
  yield 'approved';
  const texts = structuredClone(incidentRecord().notice.texts);
  texts.en!.whatHappened = 'Something else.';
  if ((await world.meta()).run) throw new Error('the tick after an approval starts the run');
  await describe_({ title: 'Second thoughts', notice: { texts } });
  yield 'texts changed: the approval is void';
  await world.approve();
  yield 'approved again';
  yield 'sending';
  await world.register.call('rosa', 'POST /incidents/{incident}/pause', { why: 'a doubt' });
  yield 'paused';
  await world.register.call('rosa', 'POST /incidents/{incident}/resume', { why: 'settled' });
  yield 'resumed';
  const now = world.register.time.toISOString();
  const told: Partial<NoticeItem> = { status: 'delivered', rank: 60, sentAt: now, deliveredAt: now };
  await world.register.seedNotice(ADDRESS, told);
  await world.changeLanes({ state: 'drained' });
  yield 'drained';
  yield 'ended';
  await world.register.seedExposure('bob@corp.example', { generation: 2 });
  await world.register.seedDrop(2);
  await world.register.change({ generation: 2 });
  yield 'a second file';
  const closedAt = world.register.time.toISOString();
  await describe_({
    title: 'Second thoughts',
    notice: { texts },
    times: { ...incidentRecord().times, closedAt },
  });
  yield 'closed';
}

test('at every moment of its life the log gives back what META said then', async () => {
  world = await ReconcileWorld.open();
  const seen: { step: string; at: string; meta: IncidentItem }[] = [];
  for await (const step of life()) {
    // what approving starts is a step of its own
    if (step === 'approved') continue;
    await world.tick();
    seen.push({ step, at: world.register.time.toISOString(), meta: await world.meta() });
    world.pass(60);
  }
  expect(seen.map(({ meta }) => meta.phase)).toEqual(
    expect.arrayContaining(['draft', 'review', 'sending', 'paused', 'done', 'closed']),
  );
  for (const { step, at, meta } of seen) {
    const facts = await incidentFacts(world.table, INCIDENT, at);
    expect({ step, ...shown(facts!.incident) }).toEqual({ step, ...shown(meta) });
    expect(facts!.recordsMissing).toBe(0);
  }
  const given = async (step: string) => {
    const { at } = seen.find((one) => one.step === step)!;
    return (await incidentFacts(world.table, INCIDENT, at))!.incident.approvals;
  };
  // the first approval was of other texts: it counts for nothing that was sent
  expect(await given('texts changed: the approval is void')).toEqual([]);
  expect(await given('ended')).toMatchObject([{ by: expect.stringContaining('alice') }]);
});

describe('an attempt that a person sent again', () => {
  const [CLAIMED, UNKNOWN, RESENT] = [
    '2026-03-01T12:00:00.000Z',
    '2026-03-01T12:01:00.000Z',
    '2026-03-02T12:00:00.000Z',
  ];
  const at = (cutAt: string) => ({
    incident: INCIDENT,
    shardBits: 2,
    cutAt,
    generation: 1,
    later: new Set<number>(),
  });

  test('shows at each moment as it stood then', async () => {
    world = await ReconcileWorld.open();
    await world.register.seed();
    await world.register.seedExposure(ADDRESS);
    await world.register.seedNotice(ADDRESS, {
      attempt: 2,
      attemptId: '2-b',
      claimedAt: RESENT,
      sentAt: RESENT,
      messageId: 'm-2',
      duplicatePossible: true,
      earlier: [
        {
          attempt: 1,
          attemptId: '1-a',
          run: 'r0001',
          lane: 0,
          slice: 1,
          claimedAt: CLAIMED,
          unknownAt: UNKNOWN,
          unknownBecause: 'timeout',
        },
      ],
    });
    const recipient = (await world.register.recipient(ADDRESS))!;
    const event = {
      rid: recipient.rid,
      sequence: 1,
      attempt: '2-b',
      messageId: 'm-2',
      type: 'Send',
      raw: '{}',
    };
    const events = [{ ...event, pk: '', sk: '', at: CLAIMED, receivedAt: RESENT }];
    const seen = ['2026-03-01T11:00:00.000Z', CLAIMED, UNKNOWN, RESENT].map((cutAt) => {
      const person = personAsOf(recipient, events, at(cutAt))!;
      const [notice] = person.notices;
      return [person.outcome, notice?.attempt, notice?.duplicatePossible, person.events.length];
    });
    expect(seen).toEqual([
      ['pending', undefined, undefined, 0],
      ['claimed', 1, undefined, 0],
      ['unknown', 1, undefined, 0],
      ['sent', 2, true, 1],
    ]);
  });
});

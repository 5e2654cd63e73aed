import { Controls } from '../../../lambdas/adapters/register/control';
import type { EventItem, NoticeItem } from '../../../lambdas/adapters/register/items';
import { eventsPk } from '../../../lambdas/adapters/register/keys';
import { shardOf } from '../../../lambdas/domain/ids';
import { applyEvents } from '../../../lambdas/feedback/apply-events';
import type { TaggedEvent } from '../../../lambdas/feedback/ses-event';
import { takeCustody } from '../../../lambdas/receive/take-custody';
import type { ReadFile } from '../../../lambdas/shared/messages';
import { INCIDENT, RegisterWorld } from '../../support/register-world';

const ADDRESS = 'ada@corp.example';
const AT = '2026-03-01T12:00:05.000Z';
const none = { since: AT, part: 0, exposures: 0, decisions: 0, events: 0, quarantined: 0 };
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

let world: RegisterWorld;
beforeEach(async () => {
  world = await RegisterWorld.open();
  await world.seed();
  await world.seedExposure(ADDRESS);
  await world.seedNotice(ADDRESS, { status: 'sent', rank: 30, sentAt: AT });
});
afterEach(() => world.close());

const erasures = [
  ['announced', { erasing: none }],
  ['done', { addressesErasedAt: AT }],
] as const;

/** A delivery that SES tells of late. */
async function deliver(): Promise<void> {
  const rid = world.ridOf(ADDRESS);
  const event: TaggedEvent = {
    incident: INCIDENT,
    rid,
    sequence: 1,
    attemptId: '1-x',
    messageId: 'm1',
    type: 'Delivery',
    at: AT,
    acceptedAt: AT,
    discriminator: AT,
  };
  const register = {
    table: world.table,
    controls: new Controls(world.table),
    incidents: world.incidents,
    clock: world.clock,
    log: quiet,
  };
  const raw = JSON.stringify({ mail: { destination: [ADDRESS] } });
  await expect(applyEvents(register, INCIDENT, [{ id: '1', raw, event }])).resolves.toEqual([]);
}

async function storedEvent(): Promise<EventItem | undefined> {
  const pk = eventsPk(INCIDENT, shardOf(world.ridOf(ADDRESS), 2));
  for await (const item of world.table.query<EventItem>(pk)) return item;
  return undefined;
}

const notice = async (): Promise<NoticeItem | undefined> => (await world.recipient(ADDRESS))?.notices[0];

test.each(erasures)('erasure %s: a late event still counts, and its text is not kept', async (_, meta) => {
  await world.change(meta);
  await deliver();
  expect(await storedEvent()).toMatchObject({ type: 'Delivery', raw: '' });
  expect(await notice()).toMatchObject({ status: 'delivered', deliveredAt: AT });
});

test('without an erasure the event is kept as SES sent it', async () => {
  await deliver();
  expect((await storedEvent())?.raw).toContain(ADDRESS);
});

test.each([
  ...erasures,
  ['of the key', { phase: 'erased', addressesErasedAt: AT, recordErasedAt: AT }] as const,
])('erasure %s: a file that arrives is held, and nobody is asked to read it', async (_, meta) => {
  await world.change(meta);
  const files: ReadFile[] = [];
  await takeCustody(
    {
      table: world.table,
      incidents: world.incidents,
      files: { send: async (message) => void files.push(message) },
      clock: world.clock,
      randomKey: () => new Uint8Array(32),
      log: quiet,
    },
    {
      bucket: 'b',
      key: `${INCIDENT}/late.csv`,
      version: 'v9',
      bytes: 10,
      etag: 'e',
      droppedAt: AT,
      droppedBy: 'responder',
    },
  );
  const drops = await world.incidents.drops(INCIDENT);
  expect(drops.map(({ state }) => state).sort()).toEqual(['held', 'read']);
  expect(files).toEqual([]);
});

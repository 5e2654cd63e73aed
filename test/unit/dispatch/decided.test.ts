import type { DecisionItem, NoticeItem } from '../../../lambdas/adapters/register/items';
import { decisionSk } from '../../../lambdas/adapters/register/keys';
import { recipientRoutes } from '../../../lambdas/api/routes/recipients';
import type { Services } from '../../../lambdas/api/services';
import { runSlice } from '../../../lambdas/dispatch/slice';
import { Random } from '../../support/random';
import { INCIDENT, RUN, SendingWorld } from '../../support/sending-world';

/** A person's word on people whom a slice at work has read already: it counts for whoever is not claimed yet. */

const SEED = Number(process.env.SEED ?? 20230629);
const PEOPLE = 120;
const FAST = { maxSendRate: 400 };

let world: SendingWorld;
let open = () => {};
afterEach(async () => {
  open();
  await world.close();
});

type Word = Exclude<DecisionItem['decision'], 'supplement'>;

/** What a person says by way of the api's own route. */
async function say(address: string, decision: Word): Promise<void> {
  const { table, incidents, sender } = world;
  const routes = recipientRoutes({ table, incidents, clock: sender.clock } as Services);
  await routes['POST /incidents/{incident}/recipients']!({
    by: 'arn:aws:iam::000000000000:user/rosa',
    parameters: { incident: INCIDENT },
    query: {},
    body: { address, decision, why: 'she asked' },
  });
}

/** The slices of all lanes at work. `ticks` counts a lane's looks at the register for what people said. */
function start(notices = world.sender.notices) {
  return world.queue.splice(0).map((message) => {
    const lane = { ticks: 0, ended: Promise.resolve() };
    const controls = Object.create(world.sender.controls) as typeof world.sender.controls;
    controls.read = (incident) => {
      lane.ticks++;
      return world.sender.controls.read(incident);
    };
    lane.ended = runSlice({ ...world.sender, controls, notices }, message);
    return lane;
  });
}

/** The same, with every claim held on its way until `open`. */
async function startHeld() {
  const held = new Set<string>();
  const gate = new Promise<void>((resolve) => (open = resolve));
  const notices = Object.create(world.sender.notices) as typeof world.sender.notices;
  notices.claim = async (notice, previous) => {
    held.add(notice.rid);
    await gate;
    return world.sender.notices.claim(notice, previous);
  };
  const lanes = start(notices);
  await until(() => held.size > 0);
  return { held, lanes };
}

/** Until every lane has begun and ended a look at what people said. */
async function looked(lanes: { ticks: number }[]): Promise<void> {
  const seen = lanes.map(({ ticks }) => ticks);
  await until(() => lanes.every(({ ticks }, at) => ticks >= seen[at]! + 2));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function finish(lanes: { ended: Promise<void> }[]): Promise<void> {
  open();
  await Promise.all(lanes.map(({ ended }) => ended));
  await world.drive();
}

/** `person<n>` as the world seeds them: their ids by address. */
async function seed(count: number): Promise<Map<string, string>> {
  const rids = await world.seedRecipients(count);
  return new Map(rids.map((rid, n) => [`person${n}@corp.example`, rid]));
}

test.each([1, 2])(
  `who is withheld after being read and before the claim is sent nothing, everyone else is (SEED=${SEED}, lanes: %i)`,
  async (count) => {
    world = await SendingWorld.open({ ses: FAST, lanes: count });
    const people = await seed(PEOPLE);
    const { held, lanes } = await startHeld();
    const random = new Random(SEED);
    const isHeld = (address: string) => held.has(people.get(address)!);
    const [changedBack, ...withheld] = [...people.keys()].filter(
      (one) => !isHeld(one) && random.below(2) === 0,
    );
    for (const address of [changedBack!, ...withheld]) await say(address, 'withhold');
    await say(changedBack!, 'release');
    await looked(lanes);
    // Whoever was claimed before the look may be told, unless the claim was held for too long.
    const inTime = withheld.filter((address) => !isHeld(address));
    expect(inTime.length).toBeGreaterThan(20);
    await finish(lanes);
    const mails = world.acceptedMails();
    expect(inTime.filter((address) => mails.has(address))).toEqual([]);
    const others = [...people.keys()].filter((address) => !withheld.includes(address));
    expect(others.filter((address) => mails.get(address) !== 1)).toEqual([]);
    expect((await world.lanes()).map(({ state }) => state)).toEqual(lanes.map(() => 'drained'));
  },
);

test('who is withheld while the mail is refused for its rate is not tried again', async () => {
  world = await SendingWorld.open({ ses: FAST });
  const [address] = (await seed(1)).keys();
  const { mailer } = world.sender;
  const send = mailer.send.bind(mailer);
  const gate = new Promise<void>((resolve) => (open = resolve));
  let calls = 0;
  mailer.send = async (mail) => {
    if (++calls > 1) return send(mail);
    await gate;
    return { failure: { name: 'Throttling', message: 'Maximum sending rate exceeded.', status: 400 } };
  };
  const lanes = start();
  await until(() => calls === 1);
  await say(address!, 'withhold');
  await looked(lanes);
  await finish(lanes);
  expect(calls).toBe(1);
  expect(await world.outcomes()).toMatchObject({ withheld: 1 });
});

test('a second mail that is not claimed yet is not sent when a person accepts the unknown', async () => {
  world = await SendingWorld.open({ ses: FAST });
  const people = await seed(60);
  await putDownForResend();
  const { held, lanes } = await startHeld();
  const isHeld = (address: string) => held.has(people.get(address)!);
  const accepted = [...people.keys()].filter((address) => !isHeld(address));
  for (const address of accepted) await say(address, 'accept-unknown');
  await looked(lanes);
  const inTime = accepted.filter((address) => !isHeld(address));
  expect(inTime.length).toBeGreaterThan(20);
  await finish(lanes);
  const mails = world.acceptedMails();
  expect(inTime.filter((address) => mails.has(address))).toEqual([]);
  const others = [...people.keys()].filter((address) => !accepted.includes(address));
  expect(others.filter((address) => mails.get(address) !== 1)).toEqual([]);
});

/** Everyone's first mail is unknown for good, and a person wants a second one. */
async function putDownForResend(): Promise<void> {
  const at = new Date(Date.now() - 60_000).toISOString();
  const after = new Date(Date.now() - 30_000).toISOString();
  for (const { rid, exposures } of await world.recipients()) {
    const { pk } = exposures[0]!;
    const key = { ...world.sender.notices.key(INCIDENT, Number(pk.split('#R')[1]), rid, 1), rid };
    const claim = { run: RUN, attempt: 1, attemptId: '1-x', lane: 0, slice: 0, claimedAt: at, sequence: 1 };
    const facts = { status: 'unknown', rank: 20, unknownAt: at, unknownFinalAt: at };
    const notice: NoticeItem = { ...key, ...claim, ...facts };
    const word = { rid, decision: 'resend', sequence: 1, by: 'rosa', at: after, why: 'asked' } as const;
    const item: DecisionItem = { pk, sk: decisionSk(rid, after), ...word };
    await world.table.batchPut([notice, item]);
  }
}

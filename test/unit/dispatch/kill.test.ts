import { pauseOf } from '../../../lambdas/adapters/register/control';
import { SES_FAULTS, type SesFault } from '../../../local/settings';
import { Random } from '../../support/random';
import { bundleSender, SenderChild } from '../../support/sender-child';
import type { Order } from '../../support/sender-process';
import { claimsInFlight, expectPromiseKept, recover } from '../../support/sending-oracle';
import { INCIDENT, RUN, SendingWorld, type WorldOptions } from '../../support/sending-world';

/** Real processes and SIGKILL: `KILLS=200 SEED=… npx jest dispatch/kill`; each condition once in every run. */
const KILLS = Number(process.env.KILLS ?? 0);
const SEED = Number(process.env.SEED ?? 20230629);
const PEOPLE = 120;
/** Calls that hang are few, and end soon. */
const TIMEOUTS = { connectMs: 2_000, requestMs: 1_500 };
const SLICE: Order = { incident: INCIDENT, run: RUN, lane: 0, slice: 1 };

let bundle: string;
let world: SendingWorld;
const senders: SenderChild[] = [];
beforeAll(() => {
  bundle = bundleSender();
});
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.kill();
  await world.close();
});

async function open(options: WorldOptions): Promise<void> {
  const ses = { maxSendRate: 400, ...options.ses };
  world = await SendingWorld.open({ ...options, ses, timeouts: TIMEOUTS });
  await world.seedRecipients(PEOPLE);
}

async function newSender(): Promise<SenderChild> {
  const sender = await SenderChild.start(world, bundle);
  senders.push(sender);
  return sender;
}

async function startSender(order: Order): Promise<SenderChild> {
  const sender = await newSender();
  sender.begin(order);
  return sender;
}

/** A moment is a number of accepted mails, so that it means the same on every computer; or all senders are done. */
async function accepted(mails: number): Promise<void> {
  const { counts } = world.ses.control;
  while (counts.accepted < mails && !senders.every(({ over }) => over)) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const dead = () => Promise.all(senders.map((sender) => sender.kill()));

describe('a sender killed', () => {
  test.each([
    ['before a claim', 'before notices.claim'],
    ['after a claim', 'after notices.claim'],
    ['before a mark', 'before notices.settle'],
    ['after a mark', 'after notices.settle'],
  ])('%s', async (_when, step) => {
    await open({});
    const sender = await startSender({ ...SLICE, dieAt: { step, time: 40 } });
    while (!sender.over) await new Promise((resolve) => setTimeout(resolve, 5));
    const inFlight = await claimsInFlight(world);
    await recover(world);
    await expectPromiseKept(world, { people: PEOPLE, inFlight, eventsCome: true });
  });

  test('after SES has taken its mails and before it answers', async () => {
    await open({ ses: { fault: { kind: 'hang', share: 1, seed: SEED } } });
    await startSender(SLICE);
    await accepted(20);
    await dead();
    const inFlight = await claimsInFlight(world);
    world.ses.control.change({ fault: null });
    await recover(world);
    await expectPromiseKept(world, { people: PEOPLE, inFlight, eventsCome: true });
    expect(world.acceptedMails().size).toBe(PEOPLE);
  });
});

interface Condition {
  name: string;
  fault?: SesFault['kind'];
  options?: WorldOptions;
  /** Another sender believes that the first one is dead, which lives and goes on. */
  two?: true;
  /** What else happens, once so many mails are accepted. */
  meanwhile?(mails: number): Promise<void>;
  /** What a person or the day's end changes before the sending goes on. */
  afterwards?(): Promise<void>;
}

const CONDITIONS: Condition[] = [
  { name: 'nothing else going on' },
  { name: 'two senders at once', two: true, options: { ses: { maxSendRate: 60 } } },
  {
    name: 'a pause during the run',
    meanwhile: async (mails) => {
      await accepted(mails / 2);
      const said = { by: 'alice', at: new Date().toISOString(), why: 'wrong text' };
      await world.table.transact([pauseOf(INCIDENT, RUN, said)]);
    },
    afterwards: () => world.resume(),
  },
  {
    name: 'the quota used up',
    options: { ses: { max24HourSend: PEOPLE / 2 } },
    afterwards: async () => world.ses.control.change({ max24HourSend: 10 * PEOPLE }),
  },
  ...SES_FAULTS.map((fault) => ({ name: fault, fault })),
];

/** Of the calls a few, or the sender stands still; events may all be hit, of the delayed a few for their seconds. */
function faultOf(kind: SesFault['kind'], seed: number): SesFault {
  const few = !kind.startsWith('events-') || kind === 'events-delayed';
  return { kind, share: kind === 'events-dropped' ? 1 : few ? 0.1 : 0.5, seed };
}

const rounds = Array.from({ length: Math.max(KILLS, CONDITIONS.length) }, (_, round) => {
  const random = new Random(SEED + round);
  return { round, mails: 2 + random.below(PEOPLE - 10), ...CONDITIONS[round % CONDITIONS.length]! };
});

test.each(rounds)(
  `killed at a random moment (SEED=${SEED}, $round: after $mails mails), $name`,
  async ({ round, mails, fault, options, two, meanwhile, afterwards }) => {
    const ses = { ...options?.ses, ...(fault && { fault: faultOf(fault, SEED + round) }) };
    await open({ ...options, ses });
    const second = two && (await newSender());
    await startSender(SLICE);
    if (second) {
      // From its first claims on, so that the two meet before the first one notices.
      await accepted(2);
      second.begin({ ...SLICE, slice: 2 });
    }
    await meanwhile?.(mails);
    await accepted(mails);
    await dead();
    const inFlight = await claimsInFlight(world);
    await afterwards?.();
    await recover(world);
    await expectPromiseKept(world, { people: PEOPLE, inFlight, eventsCome: fault !== 'events-dropped' });
  },
);

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { INCIDENT, RUN, SendingWorld } from '../../support/sending-world';

/** Real processes and SIGKILL: `KILLS=50 npx jest kill` for more moments than the few of every run. */
const KILLS = Number(process.env.KILLS ?? 3);
const SEED = Number(process.env.SEED ?? 20230629);
const PEOPLE = 150;

let world: SendingWorld;
let sender: ChildProcess | undefined;
beforeEach(async () => {
  world = await SendingWorld.open({ ses: { maxSendRate: 300 } });
  await world.seedRecipients(PEOPLE);
});
afterEach(async () => {
  sender?.kill('SIGKILL');
  await world.close();
});

async function startSender(): Promise<ChildProcess> {
  const child = fork(path.join(__dirname, '../../support/sender-process.ts'), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...world.senderEnvironment() },
  });
  await once(child, 'message');
  return child;
}

test.each(Array.from({ length: KILLS }, (_, at) => at))(
  `a sender's process killed at a random moment (${SEED}, %i)`,
  async (at) => {
    sender = await startSender();
    sender.send({ incident: INCIDENT, run: RUN, lane: 0, slice: 1 });
    // The moment is a number of accepted mails, so that it means the same on every computer.
    const moment = (Math.imul(SEED ^ (at + 1), 0x9e3779b1) >>> 0) % (PEOPLE - 20);
    while (world.acceptedMails().size <= moment) await new Promise((resolve) => setImmediate(resolve));
    sender.kill('SIGKILL');
    await once(sender, 'exit');

    // The queue brings the message again; another sender takes the dead one's lane over.
    world.passTime(10);
    await world.drive();
    await world.sweep();
    await world.settled();
    const counts = world.acceptedMails();
    expect(Math.max(...counts.values())).toBe(1);
    const outcomes = await world.outcomes();
    expect(outcomes.pending + outcomes.claimed).toBe(0);
    expect(outcomes.delivered).toBe(counts.size);
    expect(outcomes.unknown).toBe(PEOPLE - counts.size);
  },
);

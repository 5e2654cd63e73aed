import { createSender } from '../../lambdas/dispatch/create-sender';
import { Env } from '../../lambdas/dispatch/env';
import { runSlice } from '../../lambdas/dispatch/slice';
import { loadEnv } from '../../lambdas/shared/env';
import type { SendSlice } from '../../lambdas/shared/messages';
import { Mortal } from './mortal';

/**
 * One sender in a process of its own, as a Lambda is: takes a message, runs its slice, says what it cost. Killed, it
 * leaves behind what a killed Lambda leaves behind.
 */
const sender = createSender(loadEnv(Env, process.env));
const handOver = { send: async (message: SendSlice) => void process.send?.({ handOver: message }) };

/** With `dieAt` it kills itself, for real, when it comes to that step for the given time. */
export interface Order extends SendSlice {
  dieAt?: { step: string; time: number };
}

function doomed({ step, time }: NonNullable<Order['dieAt']>): Mortal {
  let seen = 0;
  return new Mortal((_step, what) => {
    if (what === step && ++seen === time) process.kill(process.pid, 'SIGKILL');
    return false;
  });
}

process.on('message', async ({ dieAt, ...message }: Order) => {
  process.send?.({ begun: message });
  const mine = { ...sender, queue: handOver };
  await runSlice(dieAt ? doomed(dieAt).possess(mine) : mine, message);
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ done: message, cpuMs: (user + system) / 1000, rss, heapUsed });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

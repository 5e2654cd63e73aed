import { createSender } from '../../lambdas/dispatch/create-sender';
import { Env } from '../../lambdas/dispatch/env';
import { runSlice } from '../../lambdas/dispatch/slice';
import { loadEnv } from '../../lambdas/shared/env';
import type { SendSlice } from '../../lambdas/shared/messages';

/**
 * One sender in a process of its own, as a Lambda is: takes a message, runs its slice, says what it cost. Killed, it
 * leaves behind what a killed Lambda leaves behind.
 */
const sender = createSender(loadEnv(Env, process.env));
const handOver = { send: async (message: SendSlice) => void process.send?.({ handOver: message }) };

process.on('message', async (message: SendSlice) => {
  process.send?.({ begun: message });
  await runSlice({ ...sender, queue: handOver }, message);
  const { user, system } = process.cpuUsage();
  process.send?.({ done: message, cpuMs: (user + system) / 1000, rss: process.memoryUsage().rss });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

import { createSender } from '../lambdas/dispatch/create-sender';
import { Env } from '../lambdas/dispatch/env';
import { runSlice } from '../lambdas/dispatch/slice';
import { loadEnv } from '../lambdas/shared/env';
import type { SendSlice } from '../lambdas/shared/messages';

// One sender's process, as a Lambda would be: takes a message, runs its slice, says what it cost.
const sender = createSender(loadEnv(Env, process.env));
const handOver = { send: async (message: SendSlice) => void process.send?.({ handOver: message }) };

process.on('message', async (message: SendSlice) => {
  await runSlice({ ...sender, queue: handOver }, message);
  const { user, system } = process.cpuUsage();
  process.send?.({ done: message, cpuMs: (user + system) / 1000, rss: process.memoryUsage().rss });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

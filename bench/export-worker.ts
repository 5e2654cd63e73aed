/**
 * One export in a process of its own, as the Lambda would do it: the message is `argv[2]`. Prints what it took as a
 * line of JSON. The bundle of lambdas/export is loaded first, so that only the work counts.
 */
import { handler } from '../lambdas/export';

const body = process.argv[2] as string;
const baseRss = process.memoryUsage().rss;
const cpu = process.cpuUsage();
const wall = performance.now();
const event = { Records: [{ messageId: '1', body }] } as never;

void Promise.resolve(handler(event, {} as never, () => {})).then(() => {
  const { user, system } = process.cpuUsage(cpu);
  const measured = {
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - wall,
    rss: process.resourceUsage().maxRSS * 1024,
    baseRss,
  };
  process.stdout.write(`\n${JSON.stringify(measured)}\n`);
});

import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { lanesFor } from '../lambdas/domain/sending/pacer';
import type { SendSlice } from '../lambdas/shared/messages';
import { bundleSender } from '../test/support/sender-child';
import { SendingWorld } from '../test/support/sending-world';

interface Report {
  rate: number;
  lanes: number;
  seconds: number;
  accepted: number;
  throttled: number;
  utilisation: number;
  /** CPU of all senders together, by accepted mail. */
  senderCpuMs: number;
  /** Of this process: the embedded register and SES, and feedback. */
  otherCpuMs: number;
  slices: number;
  peakRssMb: number;
}

/**
 * How much of SES's limit is used, hand-overs included, and what a recipient costs. Each lane is a process of its
 * own, as a Lambda is; the embedded register and SES and the feedback are in this one.
 *
 * `npm run bench -- send [rate...] [--seconds N]`, and `npm run bench -- send --soak N`: one lane as fast as it can,
 * with its memory after every slice.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { seconds: { type: 'string', default: '60' }, soak: { type: 'string' } },
    allowPositionals: true,
  });
  if (values.soak) return soak(Number(values.soak));
  const rates = positionals.map(Number);
  for (const rate of rates.length > 0 ? rates : [14, 50, 200]) {
    const report = await measure(rate, Number(values.seconds));
    const { utilisation, accepted, throttled } = report;
    const met = utilisation >= 0.96 && throttled <= accepted * 0.002;
    process.stdout.write(`${JSON.stringify(report)} ${met ? 'ok' : 'BELOW TARGET'}\n`);
  }
}

async function measure(rate: number, seconds: number): Promise<Report> {
  const lanes = lanesFor(rate);
  const world = await SendingWorld.open({ lanes, ses: { maxSendRate: rate } });
  await world.seedRecipients(Math.ceil(rate * seconds));
  const before = process.cpuUsage();
  const senders = await Promise.all(world.queue.splice(0).map((message) => startSender(world, message)));
  const startedAt = performance.now();
  for (const sender of senders) sender.begin();
  await Promise.all(senders.map(({ finished }) => finished));
  const took = performance.now() - startedAt;
  const other = process.cpuUsage(before);
  await world.settled();
  const state = await world.lanes();
  const accepted = state.reduce((sum, lane) => sum + lane.accepted, 0);
  const report = {
    rate,
    lanes,
    seconds: Math.round(took / 100) / 10,
    accepted,
    throttled: state.reduce((sum, lane) => sum + lane.throttled, 0),
    utilisation: rounded(accepted / (rate * (took / 1000))),
    senderCpuMs: rounded(senders.reduce((sum, { usage }) => sum + usage().cpuMs, 0) / accepted),
    otherCpuMs: rounded((other.user + other.system) / 1000 / accepted),
    slices: state.reduce((sum, lane) => sum + lane.slice, 0),
    peakRssMb: Math.round(Math.max(...senders.map(({ usage }) => usage().rss)) / 1e6),
  };
  for (const { child } of senders) child.disconnect();
  await world.close();
  return report;
}

/** Faster than a lane can be, so that nothing but its own work holds it up. */
const SOAK_RATE = 5_000;

async function soak(people: number): Promise<void> {
  const world = await SendingWorld.open({ ses: { maxSendRate: SOAK_RATE, max24HourSend: 2 * people } });
  await world.seedRecipients(people);
  const sender = await startSender(world, world.queue.shift()!, ({ rss, heapUsed }) => {
    const accepted = world.ses.control.counts.accepted;
    const figures = { accepted, rssMb: Math.round(rss / 1e6), heapMb: Math.round(heapUsed / 1e6) };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  });
  const startedAt = performance.now();
  sender.begin();
  await sender.finished;
  const seconds = (performance.now() - startedAt) / 1000;
  const rate = rounded(world.ses.control.counts.accepted / seconds);
  process.stdout.write(
    `${JSON.stringify({ seconds: Math.round(seconds), rate, cpuMs: rounded(sender.usage().cpuMs / people) })}\n`,
  );
  sender.child.disconnect();
  await world.settled();
  await world.close();
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

interface FromSender {
  ready?: true;
  begun?: SendSlice;
  handOver?: SendSlice;
  done?: SendSlice;
  cpuMs?: number;
  rss?: number;
  heapUsed?: number;
}

/** Starts one lane's process and feeds it the messages it hands over, until it hands over none. */
async function startSender(
  world: SendingWorld,
  first: SendSlice,
  onSlice?: (memory: { rss: number; heapUsed: number }) => void,
) {
  const child = fork(bundleSender(), {
    execArgv: process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [],
    env: { ...process.env, ...world.senderEnvironment(), SLICE_SECONDS: '20' },
  });
  let usage = { cpuMs: 0, rss: 0 };
  let next: SendSlice | undefined;
  const finished = new Promise<void>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`a sender ended with ${code}`)));
    child.on('message', (message: FromSender) => {
      if (message.handOver) next = message.handOver;
      if (!message.done) return;
      usage = { cpuMs: message.cpuMs ?? 0, rss: Math.max(usage.rss, message.rss ?? 0) };
      onSlice?.({ rss: message.rss ?? 0, heapUsed: message.heapUsed ?? 0 });
      if (!next) return resolve();
      tell(child, next);
      next = undefined;
    });
  });
  await new Promise<void>((resolve) => child.once('message', () => resolve()));
  return { child, begin: () => tell(child, first), finished, usage: () => usage };
}

const tell = (child: ChildProcess, message: SendSlice) => void child.send(message);

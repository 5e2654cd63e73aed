import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { finished, groupOf, killGroup, npmStart } from '../support/command';
import { rows, writeCase } from '../support/customer-files';
import { eventually } from '../support/eventually';
import { claimsOpenIn } from '../support/open-claims';
import { mailedTo, readSummary, repeated, temporaryFolder } from '../support/outputs';
import { Random } from '../support/random';

/** Ten kills a run: KILLS=50 SEED=7 npx jest e2e/kill */
const RUNS = Math.ceil(Number(process.env.KILLS ?? 10) / 10);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const PEOPLE = 400;
const RATE = 100;

interface Run {
  data: string;
  out: string;
  args: string[];
}

async function newRun(): Promise<Run> {
  const folder = await temporaryFolder();
  const { file, incident } = writeCase(folder, rows(PEOPLE));
  const data = path.join(folder, 'data');
  const out = path.join(folder, 'out');
  const how = ['--incident', incident, '--approve', '--rate', String(RATE), '--json'];
  return { data, out, args: ['run', file, ...how, '--data', data, '--out', out] };
}

/** How many files below a folder have a name like this. */
function count(folder: string, what: RegExp): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true }).filter((name) => what.test(String(name))).length;
}

const mails = ({ out }: Run) => count(path.join(out, 'mail'), /\.eml$/);
const hasRun =
  (lambda: string) =>
  ({ data }: Run) =>
    count(path.join(data, 'logs'), new RegExp(`${lambda}\\.log$`)) > 0;

type Moment = [when: string, reached: (run: Run) => boolean];

/** How far a run may be, seen from outside: ten moments, most of them while it sends. */
function moments(random: Random, run: Run): Moment[] {
  const sent = mails(run);
  const more = 1 + random.below(PEOPLE / 8);
  return [
    ['while booting', ({ data }) => count(path.join(data, 'assembly'), /template\.json$/) > 0],
    ['when the file is taken into custody', hasRun('receive')],
    ['when reading begins', hasRun('intake')],
    ['when sending begins', hasRun('dispatch')],
    ...Array(5).fill([`after ${more} more mails`, (now: Run) => mails(now) >= Math.min(PEOPLE, sent + more)]),
    ['while the packs are written', hasRun('export')],
  ];
}

const victims = ['everything at once', 'npm alone', 'the command alone'] as const;

/** SIGKILL. Whoever is not hit has to notice by itself. */
function kill(child: ReturnType<typeof npmStart>, victim: (typeof victims)[number]): void {
  if (victim === 'everything at once') {
    killGroup(child, 'SIGKILL');
    return;
  }
  const own = groupOf(child).find(({ args }) => args.includes('bin/breach-notify.ts'))?.pid;
  process.kill((victim === 'npm alone' ? child.pid : own) ?? child.pid!, 'SIGKILL');
}

const nobodyLeft = (child: ReturnType<typeof npmStart>) =>
  eventually('the end of all that was started', () => groupOf(child).length === 0, 20);

/** One run, killed again and again: what one death spoils, all that follow would find. */
test.each(Array.from({ length: RUNS }, (_, at) => SEED + at))(
  'kill -9 at ten moments, each time the same command again: nobody is missing, nobody is told twice (SEED=%i)',
  async (seed) => {
    const random = new Random(seed);
    const run = await newRun();
    let inFlight = 0;
    for (let kills = 0; kills < 10; kills++) {
      // The log folder tells how far this start has come, and not the one before.
      rmSync(path.join(run.data, 'logs'), { recursive: true, force: true });
      const [when, reached] = moments(random, run)[kills]!;
      const child = npmStart(...run.args);
      const ended = finished(child);
      await eventually(when, () => reached(run) || child.exitCode !== null);
      kill(child, random.pick(victims));
      await ended;
      await nobodyLeft(child);
      inFlight += claimsOpenIn(run.data);
    }

    const last = await finished(npmStart(...run.args));
    expect({ code: last.code, stderr: last.stderr }).toEqual({ code: 0, stderr: '' });
    const { recipients, reconciliation } = readSummary(run.out);
    const mailed = mailedTo(run.out);
    expect(repeated(mailed)).toEqual([]);
    expect(reconciliation.balanced).toBe(true);
    // Whoever has a mail was reached; whoever has none may only be unknown, and was then in flight at a kill.
    const { total, delivered, unknown } = recipients;
    expect({ total, delivered, unknown }).toEqual({
      total: PEOPLE,
      delivered: mailed.length,
      unknown: PEOPLE - mailed.length,
    });
    expect(unknown).toBeLessThanOrEqual(inFlight);
  },
  600_000,
);

test('Ctrl-C stops with one line that says how to go on, leaves nobody unknown, and the same command goes on', async () => {
  const run = await newRun();
  const first = npmStart(...run.args);
  const ended = finished(first);
  await eventually('some mails', () => mails(run) >= PEOPLE / 4);
  killGroup(first, 'SIGINT');
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trim()).toBe(
    'breach-notify: stopped; start the same command again to go on where it stopped.',
  );
  expect(groupOf(first)).toEqual([]);
  expect(mails(run)).toBeLessThan(PEOPLE);

  const second = await finished(npmStart(...run.args));
  expect({ code: second.code, stderr: second.stderr }).toEqual({ code: 0, stderr: '' });
  expect(readSummary(run.out).recipients).toMatchObject({ total: PEOPLE, delivered: PEOPLE, unknown: 0 });
  expect(repeated(mailedTo(run.out))).toEqual([]);
}, 240_000);

import { DeleteObjectCommand, GetObjectRetentionCommand } from '@aws-sdk/client-s3';
import { appendLog } from '../../../lambdas/adapters/register/log';
import type { LogAnchor } from '../../../lambdas/domain/evidence/anchors';
import { checkLink, type LogEntry, nextEntry } from '../../../lambdas/domain/evidence/log-chain';
import { ReconcileWorld } from '../../support/reconcile-world';
import { INCIDENT } from '../../support/register-world';

let world: ReconcileWorld;
beforeEach(async () => {
  world = await ReconcileWorld.open();
  await world.register.seed();
});
afterEach(() => world.close());

const keys = async () => (await world.objects(world.evidence)).map(({ key }) => key);
const keyOf = (sequence: number) => `anchors/${INCIDENT}/${String(sequence).padStart(12, '0')}.json`;
const anchorAt = async (sequence: number) =>
  JSON.parse(await world.read(world.evidence, keyOf(sequence))) as LogAnchor;
const say = (what: string) => appendLog(world.table, INCIDENT, { by: 'rosa', what }, world.register.clock);
const sequenceNow = async () => (await world.register.log()).at(-1)?.sequence ?? 0;

test('a day after it was opened the head of the log is anchored, then daily if the log has grown', async () => {
  await world.tick();
  expect(await keys()).toEqual([]);
  world.passDays(1);
  await world.tick();
  const first = await sequenceNow();
  expect(await keys()).toEqual([keyOf(first)]);
  world.passDays(1);
  await world.tick();
  expect(await keys()).toEqual([keyOf(first)]);
  await say('looked');
  await world.tick();
  expect(await keys()).toEqual([keyOf(first)]);
  world.passDays(1);
  await world.tick();
  expect(await keys()).toEqual([keyOf(first), keyOf(first + 1)]);
});

test('the end of a run is anchored at the next tick', async () => {
  await world.tick();
  await say('run-ended');
  const endedAt = world.register.time.toISOString();
  await world.register.change({
    phase: 'done',
    run: { id: 'r0001', manifest: 'm', generation: 1, startedAt: endedAt, endedAt, lanes: 1, state: 'ended' },
  });
  await world.tick();
  expect((await keys()).length).toBe(1);
  await world.tick();
  expect((await keys()).length).toBe(1);
});

test('an anchor names the very entry of the log, so that a log that was rewritten later shows', async () => {
  await say('one');
  await say('two');
  world.passDays(1);
  await world.tick();
  const log = await world.register.log();
  const { sequence, hash, at } = log.at(-1)!;
  const anchor = await anchorAt(sequence);
  expect(anchor).toEqual({
    incident: INCIDENT,
    sequence,
    hash,
    at,
    anchoredAt: world.register.time.toISOString(),
  });
  // a log rewritten from its first entry on holds in itself, but not against the anchor
  let last: LogEntry | undefined;
  for (const { what, at: when } of log) {
    const next = nextEntry(INCIDENT, last, { by: 'somebody else', what }, new Date(when));
    expect(checkLink(INCIDENT, last, next)).toBeUndefined();
    last = next;
  }
  expect(last?.sequence).toBe(anchor.sequence);
  expect(last?.hash).not.toBe(anchor.hash);
});

test('nobody without the right to bypass the lock deletes an anchor, for five years', async () => {
  await say('one');
  world.passDays(1);
  await world.tick();
  const [anchor] = await world.objects(world.evidence);
  const named = { Bucket: world.evidence, Key: anchor!.key, VersionId: anchor!.version };
  const { Retention } = await world.s3.send(new GetObjectRetentionCommand(named));
  expect(Retention?.Mode).toBe('GOVERNANCE');
  const days = (Retention!.RetainUntilDate!.getTime() - world.register.time.getTime()) / 86_400_000;
  expect(Math.round(days)).toBe(1826);
  await expect(world.s3.send(new DeleteObjectCommand(named))).rejects.toThrow(/object lock/i);
});

test('two ticks at once write one anchor', async () => {
  await say('one');
  world.passDays(1);
  const { anchorLog } = await import('../../../lambdas/reconcile/anchor-log');
  const incident = await world.meta();
  await Promise.all([1, 2, 3].map(() => anchorLog(world.reconciler(), incident)));
  expect(await keys()).toHaveLength(1);
});

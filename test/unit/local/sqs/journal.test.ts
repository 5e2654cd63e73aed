import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Journal } from '../../../../local/services/sqs/core/journal';
import { Queue } from '../../../../local/services/sqs/core/queue';
import { queueSettings } from '../../../../local/services/sqs/core/settings';
import { startSqs, temporaryFolder, testContext } from './support';

const identity = { name: 'q', arn: 'arn:aws:sqs:eu-central-1:000000000000:q', url: 'http://x/q' };
const open = (file: string, properties = {}) =>
  new Queue(queueSettings(identity, properties), { file, now: Date.now, bury: () => false });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}
const lines = (file: string) => {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
};

describe('a queue’s journal', () => {
  it.each([40, 160, 400])(
    'loses nothing that was answered when the process is killed after %d answers',
    async (count) => {
      const directory = temporaryFolder();
      const answered = join(directory, 'answered');
      const writer = join(__dirname, 'crash-writer.ts');
      const child = spawn(process.execPath, ['--import', 'tsx', writer, directory, answered], {
        stdio: 'inherit',
      });
      await until(() => lines(answered).length >= count);
      child.kill('SIGKILL');
      await once(child, 'exit');

      const told = lines(answered).map((line) => line.split(' '));
      const numbers = (what: string) => told.filter(([kind]) => kind === what).map(([, n]) => Number(n));
      const sent = numbers('sent');
      const deleted = new Set(numbers('deleted'));
      const sqs = await startSqs({ 'q.fifo': {} }, testContext({ directory }));
      // In flight at the kill or not: everything is visible again, in order.
      const left = sqs.queues
        .byUrl('q.fifo')
        .take(10_000)
        .map(({ body }) => Number.parseInt(body, 10));
      expect(left).toEqual([...left].sort((a, b) => a - b));
      const expected = sent.filter((n) => !deleted.has(n));
      // One send and one delete may have been done and not yet written down by the writer.
      const maybeGone = expected.filter((n) => !left.includes(n));
      const maybeMore = left.filter((n) => !expected.includes(n));
      expect(maybeGone.length).toBeLessThanOrEqual(1);
      expect(maybeGone.every((n) => n === Math.max(-1, ...deleted) + 1)).toBe(true);
      expect(maybeMore.every((n) => n === sent.length)).toBe(true);
      await sqs.service.close();
    },
  );

  it('ignores a torn last line and goes on after it', () => {
    const file = join(temporaryFolder(), 'journal');
    const first = open(file);
    first.send({ body: 'whole', sender: 't' });
    first.flush();
    appendFileSync(file, '{"sent":{"id":"half');
    const second = open(file);
    second.send({ body: 'next', sender: 't' });
    second.flush();
    const third = open(file);
    expect(third.take(10).map(({ body }) => body)).toEqual(['whole', 'next']);
    for (const queue of [first, second, third]) queue.close();
  });

  it('keeps the receive count over a restart, so a message that kills everything still ends', () => {
    const file = join(temporaryFolder(), 'journal');
    for (let n = 1; n <= 3; n += 1) {
      const queue = open(file);
      if (n === 1) queue.send({ body: 'x', sender: 't' });
      expect(queue.take(1)[0]?.received).toBe(n);
      queue.close();
    }
  });

  it('keeps a delay over a restart', () => {
    const file = join(temporaryFolder(), 'journal');
    const first = open(file);
    first.send({ body: 'later', sender: 't', delaySeconds: 900 });
    first.close();
    const second = open(file);
    expect(second.counts()).toEqual({ ready: 0, inFlight: 0, delayed: 1 });
    second.close();
  });

  it('does not grow with its history, and deleted bodies leave the disk when the queue rests', async () => {
    const file = join(temporaryFolder(), 'journal');
    const queue = open(file);
    const secret = 'somebody@example.org '.repeat(500);
    for (let n = 0; n < 2_000; n += 1) {
      queue.send({ body: secret, sender: 't' });
      queue.delete(queue.take(1));
      queue.flush();
    }
    expect(statSync(file).size).toBeLessThan(6_000_000);
    queue.send({ body: secret, sender: 't' });
    queue.delete(queue.take(1));
    queue.flush();
    await until(() => !readFileSync(file, 'utf8').includes('somebody'));
    expect(statSync(file).size).toBeLessThan(100);
    queue.close();
  });

  it('never numbers two messages alike, even when all of the first life are gone', () => {
    const file = join(temporaryFolder(), 'journal');
    const first = open(file);
    const { seq } = first.send({ body: 'x', sender: 't' });
    first.delete(first.take(1));
    first.close();
    const second = open(file);
    expect(second.send({ body: 'y', sender: 't' }).seq).toBeGreaterThan(seq);
    second.close();
  });

  it('ends where it ended before when a write fails, and writes the entries later', () => {
    const file = join(temporaryFolder(), 'journal');
    const journal = new Journal<{ n: number }>(file, () => {});
    journal.append({ n: 1 });
    journal.flush();
    const size = journal.size;
    const full = jest.spyOn(require('node:fs'), 'writeSync').mockImplementationOnce(() => {
      appendFileSync(file, '{"n"');
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    });
    journal.append({ n: 2 });
    expect(() => journal.flush()).toThrow('ENOSPC');
    expect(statSync(file).size).toBe(size);
    full.mockRestore();
    journal.append({ n: 3 });
    journal.close();
    const found: number[] = [];
    new Journal<{ n: number }>(file, ({ n }) => found.push(n)).close();
    expect(found).toEqual([1, 2, 3]);
    truncateSync(file);
  });
});

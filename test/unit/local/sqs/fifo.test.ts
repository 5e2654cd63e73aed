import { join } from 'node:path';
import fc from 'fast-check';
import type { Message } from '../../../../local/services/sqs/core/message';
import { Queue } from '../../../../local/services/sqs/core/queue';
import { queueSettings } from '../../../../local/services/sqs/core/settings';
import { ManualClock, startSqs, temporaryFolder, testContext } from './support';

const identity = {
  name: 'q.fifo',
  arn: 'arn:aws:sqs:eu-central-1:000000000000:q.fifo',
  url: 'http://x/q.fifo',
};

function fifoQueue(clock: ManualClock, file = join(temporaryFolder(), 'q.journal')) {
  const settings = queueSettings(identity, { FifoQueue: true, VisibilityTimeout: 30 });
  return new Queue(settings, { file, now: () => clock.ms, bury: () => false });
}

type Step =
  | { kind: 'send'; group: number }
  | { kind: 'receive'; max: number }
  | { kind: 'delete'; pick: number }
  | { kind: 'give back'; pick: number }
  | { kind: 'wait'; seconds: number }
  | { kind: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('send' as const), group: fc.nat(3) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('give back' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** Drives a queue and checks FIFO's promises after every receive. */
class Driver {
  readonly clock = new ManualClock();
  readonly file = join(temporaryFolder(), 'q.journal');
  queue = fifoQueue(this.clock, this.file);
  readonly undeleted = new Map<string, string[]>();
  flying: { message: Message; until: number }[] = [];
  sent = 0;

  run(step: Step): void {
    this.flying = this.flying.filter(({ until }) => until > this.clock.ms);
    if (step.kind === 'send') this.send(`g${step.group}`);
    else if (step.kind === 'receive') this.receive(step.max);
    else if (step.kind === 'wait') this.clock.pass(step.seconds);
    else if (step.kind === 'restart') {
      this.queue.close();
      this.queue = fifoQueue(this.clock, this.file);
      this.flying = [];
    } else if (this.flying.length > 0) {
      const [{ message } = this.flying[0]!] = this.flying.splice(step.pick % this.flying.length, 1);
      if (step.kind === 'give back') this.queue.changeVisibility(message.seq, 0);
      else {
        this.queue.delete([message]);
        const left = this.undeleted.get(message.group!)!;
        left.splice(left.indexOf(message.body), 1);
      }
    }
  }

  send(group: string): void {
    const body = `${this.sent++}`;
    this.queue.send({ body, group, deduplicationId: body, sender: 'test' });
    this.undeleted.set(group, [...(this.undeleted.get(group) ?? []), body]);
  }

  receive(max: number): Message[] {
    const busy = new Set(this.flying.map(({ message }) => message.group));
    const taken = this.queue.take(max);
    for (const group of new Set(taken.map((message) => message.group!))) {
      expect(busy).not.toContain(group);
      const bodies = taken.filter((message) => message.group === group).map(({ body }) => body);
      // In order, and from the oldest on: nothing is passed over.
      expect(bodies).toEqual(this.undeleted.get(group)!.slice(0, bodies.length));
    }
    for (const message of taken) this.flying.push({ message, until: this.clock.ms + 30_000 });
    return taken;
  }
}

describe('a FIFO queue', () => {
  it('hands out each group in order, one batch at a time, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const driver = new Driver();
        for (const each of steps) driver.run(each);
        // And nothing gets stuck: given time, everything that was not deleted comes.
        driver.clock.pass(60);
        const rest: string[] = [];
        for (let batch = driver.queue.take(10); batch.length > 0; batch = driver.queue.take(10)) {
          rest.push(...batch.map(({ body }) => body));
          driver.queue.delete(batch);
        }
        expect(rest.sort()).toEqual([...driver.undeleted.values()].flat().sort());
        driver.queue.close();
      }),
      { numRuns: 150 },
    );
  });

  it('swallows a repeated deduplication id for 5 minutes, deleted or not, and over a restart', async () => {
    const clock = new ManualClock();
    const context = testContext({ now: clock.now });
    const first = await startSqs({ 'q.fifo': {} }, context);
    const send = { QueueUrl: 'q.fifo', MessageBody: 'b', MessageGroupId: 'g', MessageDeduplicationId: 'd' };
    const sent = await first.json('SendMessage', send);
    first.queues.all()[0]!.delete(first.queues.all()[0]!.take(1));
    clock.pass(299);
    const again = await first.json('SendMessage', { ...send, MessageBody: 'other' });
    expect(again.body.MessageId).toBe(sent.body.MessageId);
    expect(again.body.SequenceNumber).toBe(sent.body.SequenceNumber);
    await first.service.close();

    const second = await startSqs({ 'q.fifo': {} }, context);
    expect((await second.json('SendMessage', send)).body.MessageId).toBe(sent.body.MessageId);
    clock.pass(2);
    const late = await second.json('SendMessage', send);
    expect(late.body.MessageId).not.toBe(sent.body.MessageId);
    expect(String(late.body.SequenceNumber) > String(sent.body.SequenceNumber)).toBe(true);
    await second.service.close();
  });

  it('takes the content as deduplication id only where the queue says so', async () => {
    const sqs = await startSqs({ 'content.fifo': { ContentBasedDeduplication: true }, 'explicit.fifo': {} });
    const send = (queue: string, body: string) =>
      sqs.json('SendMessage', { QueueUrl: queue, MessageBody: body, MessageGroupId: 'g' });
    const [a, b, c] = [
      await send('content.fifo', 'x'),
      await send('content.fifo', 'x'),
      await send('content.fifo', 'y'),
    ];
    expect(b.body.MessageId).toBe(a.body.MessageId);
    expect(c.body.MessageId).not.toBe(a.body.MessageId);
    const refused = await send('explicit.fifo', 'x');
    expect(refused.status).toBe(400);
    expect(refused.body.__type).toMatch(/InvalidParameterValue$/);
    await sqs.service.close();
  });

  it('wakes a long poll when the group’s message in flight is deleted', async () => {
    const sqs = await startSqs({ 'q.fifo': { VisibilityTimeout: 3600 } });
    const queue = sqs.queues.byUrl('q.fifo');
    for (const body of ['1', '2']) queue.send({ body, group: 'g', deduplicationId: body, sender: 't' });
    const first = queue.take(1);
    const poll = queue.receive({ max: 1, waitMs: 600_000 });
    await new Promise(setImmediate);
    queue.delete(first);
    expect((await poll)[0]?.body).toBe('2');
    await sqs.service.close();
  });

  it('refuses a message without a group, and a delay of its own', async () => {
    const sqs = await startSqs({ 'q.fifo': {} });
    const message = { QueueUrl: 'q.fifo', MessageBody: 'x', MessageDeduplicationId: 'd' };
    expect((await sqs.json('SendMessage', message)).body.__type).toMatch(/MissingParameter$/);
    const delayed = { ...message, MessageGroupId: 'g', DelaySeconds: 5 };
    expect((await sqs.json('SendMessage', delayed)).body.__type).toMatch(/InvalidParameterValue$/);
    await sqs.service.close();
  });

  it('does not delete with a handle whose visibility time-out is over', async () => {
    const clock = new ManualClock();
    const sqs = await startSqs({ 'q.fifo': {} }, testContext({ now: clock.now }));
    await sqs.json('SendMessage', {
      QueueUrl: 'q.fifo',
      MessageBody: 'x',
      MessageGroupId: 'g',
      MessageDeduplicationId: 'd',
    });
    const received = await sqs.json('ReceiveMessage', { QueueUrl: 'q.fifo' });
    const [{ ReceiptHandle } = { ReceiptHandle: '' }] = received.body.Messages as { ReceiptHandle: string }[];
    clock.pass(31);
    const refused = await sqs.json('DeleteMessage', { QueueUrl: 'q.fifo', ReceiptHandle });
    expect(refused.body.message).toMatch(/receipt handle has expired/);
    expect(sqs.queues.all()[0]!.counts().ready).toBe(1);
    await sqs.service.close();
  });
});

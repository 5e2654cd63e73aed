import type { SESClient } from '@aws-sdk/client-ses';
import type { SesFault } from '../../../../local/settings';
import { clientOf, closeAll, eventsOf, type Harness, open, until } from './harness';

afterEach(closeAll);

type Kind = SesFault['kind'];
const fault = (kind: Kind, share = 1, seed = 7): SesFault => ({ kind, share, seed });

async function outcome(harness: Harness, client: SESClient): Promise<string> {
  harness.client.destroy();
  harness.client = client;
  return harness.send().then(
    ({ MessageId }) => (MessageId ? 'sent' : 'no id'),
    (error: Error) => error.name,
  );
}

describe('how often the server takes one mail when the reply is lost', () => {
  const TABLE: [Kind, number, RegExp][] = [
    ['accept-then-reset', 3, /Error|ECONNRESET/],
    ['error-500', 3, /InternalFailure/],
    ['hang', 3, /TimeoutError/],
    ['truncated-200', 3, /Error/],
    ['empty-200', 1, /no id/],
    ['slow', 1, /sent/],
  ];

  test.each(TABLE)(
    '%s: a client with the SDK’s own retries %d times, one with maxAttempts 1 once',
    async (kind, times, end) => {
      for (const [maxAttempts, expected] of [
        [3, times],
        [1, 1],
      ] as const) {
        const harness = await open({ settings: { fault: fault(kind) } });
        const timeoutMs = kind === 'hang' ? 300 : 10_000;
        expect(await outcome(harness, clientOf(harness, { maxAttempts, timeoutMs }))).toMatch(end);
        const { counts } = harness.ses.control;
        expect([counts.accepted, counts.acceptedFor('admin@acme.test')]).toEqual([expected, expected]);
        expect([harness.mails.length, counts.acceptedWith('rid', 'r1')]).toEqual([expected, expected]);
        await eventsOf(harness, 2 * expected);
      }
    },
  );

  test('throttle: nothing is taken, however often', async () => {
    const harness = await open({ settings: { fault: fault('throttle') } });
    expect(await outcome(harness, clientOf(harness, { maxAttempts: 3 }))).toBe('Throttling');
    expect(harness.ses.control.counts).toMatchObject({ accepted: 0, calls: 3, throttled: 3 });
    expect(harness.mails).toEqual([]);
  });

  test('error-503: some were taken and some were not, and the caller cannot tell', async () => {
    const harness = await open({ settings: { fault: fault('error-503') } });
    for (let n = 0; n < 20; n++)
      await expect(harness.send({ to: `a${n}@acme.test` })).rejects.toMatchObject({
        name: 'ServiceUnavailable',
      });
    const { accepted } = harness.ses.control.counts;
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(20);
    expect(harness.mails).toHaveLength(accepted);
  });
});

describe('a share of the calls, chosen by the seed', () => {
  const hits = async (seed: number): Promise<boolean[]> => {
    const harness = await open({ settings: { fault: fault('throttle', 0.3, seed) } });
    const seen: boolean[] = [];
    for (let n = 0; n < 40; n++)
      await harness.send().then(
        () => seen.push(false),
        () => seen.push(true),
      );
    expect(harness.ses.control.faultsHit()).toBe(seen.filter(Boolean).length);
    return seen;
  };

  test('the same seed hits the same calls, another one others', async () => {
    const [first, again, other] = [await hits(1), await hits(1), await hits(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const share = first.filter(Boolean).length;
    expect(share).toBeGreaterThan(4);
    expect(share).toBeLessThan(22);
  });

  test('it can be switched while everything runs', async () => {
    const harness = await open();
    await harness.send();
    harness.ses.control.change({ fault: fault('throttle') });
    await expect(harness.send()).rejects.toThrow('Maximum sending rate exceeded.');
    harness.ses.control.change({ fault: null, maxSendRate: 5_000 });
    await harness.send();
    expect(harness.ses.control.counts.accepted).toBe(2);
  });
});

describe('faults of events', () => {
  const run = async (kind: Kind, mails: number) => {
    const harness = await open({ settings: { fault: fault(kind) } });
    for (let n = 0; n < mails; n++) await harness.send({ to: `a${n}@acme.test` });
    await until(() => harness.ses.control.unfinished() === 0);
    return harness;
  };

  test('duplicated: each event twice, the same to the letter', async () => {
    const harness = await run('events-duplicated', 5);
    await eventsOf(harness, 20);
    const texts = harness.events.map((event) => JSON.stringify(event));
    expect(new Set(texts).size).toBe(10);
    for (const text of texts) expect(texts.filter((other) => other === text)).toHaveLength(2);
  });

  test('dropped: none, and nothing comes after a restart either', async () => {
    const harness = await run('events-dropped', 3);
    await harness.ses.service.close();
    const again = await open({}, harness.folder);
    await again.send({ to: 'last@acme.test' });
    await eventsOf(again, 2);
    expect(harness.events).toEqual([]);
    expect(again.events.every((event) => event.mail.destination[0] === 'last@acme.test')).toBe(true);
  });

  test('reordered: all of them, some Delivery before its Send', async () => {
    const harness = await run('events-reordered', 20);
    expect(harness.events).toHaveLength(40);
    const order = (to: string) =>
      harness.events.filter((event) => event.mail.destination[0] === to).map((event) => event.eventType);
    const turned = Array.from({ length: 20 }, (_, n) => order(`a${n}@acme.test`)).filter(
      ([first]) => first === 'Delivery',
    );
    expect(turned.length).toBeGreaterThan(0);
  });

  test('delayed: they come, later than the mail was delivered', async () => {
    const harness = await open({ settings: { fault: fault('events-delayed') } });
    const before = Date.now();
    await harness.send();
    await eventsOf(harness, 2);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
  });
});

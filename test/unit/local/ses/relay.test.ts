import { closeAll, type Event, eventsOf, type Harness, open, until } from './harness';
import { SmtpSink, type Verdict } from './smtp-sink';

const sinks: SmtpSink[] = [];
afterEach(async () => {
  await closeAll();
  for (const sink of sinks.splice(0)) sink.close();
});

async function withSmtp(verdict: Verdict, folder?: string): Promise<{ harness: Harness; sink: SmtpSink }> {
  const sink = new SmtpSink(verdict);
  sinks.push(sink);
  const smtp = { ...(await sink.listen()), retrySeconds: 0.05 };
  return { harness: await open({ settings: { smtp } }, folder), sink };
}

const types = (harness: Harness): string[] => harness.events.map((event) => event.eventType);
const last = (harness: Harness): Event => harness.events.at(-1)!;

test('250 is a Delivery with the server’s own words, and the server got the mail', async () => {
  const { harness, sink } = await withSmtp(() => '250 2.0.0 queued as 42');
  await harness.send();
  await eventsOf(harness, 2);
  expect(types(harness)).toEqual(['Send', 'Delivery']);
  expect(last(harness).delivery.smtpResponse).toBe('250 2.0.0 queued as 42');
  expect(sink.taken).toEqual([{ to: 'admin@acme.test', text: expect.stringContaining('Subject: Notice') }]);
});

test('5xx is a permanent bounce, and the address is on the suppression list from then on', async () => {
  const { harness, sink } = await withSmtp(() => '550 5.1.1 no such user');
  await harness.send();
  await eventsOf(harness, 2);
  expect(last(harness).bounce).toMatchObject({
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 no such user' }],
  });
  await until(() => harness.ses.control.unfinished() === 0);
  await harness.send();
  await eventsOf(harness, 4);
  expect(last(harness).bounce.bounceSubType).toBe('OnAccountSuppressionList');
  expect(sink.seen('admin@acme.test')).toBe(1);
});

test('4xx is a DeliveryDelay and another try', async () => {
  const { harness, sink } = await withSmtp((_to, attempt) =>
    attempt < 3 ? '451 4.3.0 try later' : '250 ok',
  );
  await harness.send();
  await eventsOf(harness, 4);
  expect(types(harness)).toEqual(['Send', 'DeliveryDelay', 'DeliveryDelay', 'Delivery']);
  expect(harness.events[1]?.deliveryDelay).toMatchObject({
    delayType: 'RecipientServerError',
    delayedRecipients: [
      { emailAddress: 'admin@acme.test', status: '4.3.0', diagnosticCode: '451 4.3.0 try later' },
    ],
  });
  expect(sink.taken).toHaveLength(1);
  await until(() => harness.ses.control.unfinished() === 0);
});

test('a reply that is lost after the mail went out is never tried again', async () => {
  const { harness, sink } = await withSmtp(() => 'hang-up');
  await harness.send();
  await eventsOf(harness, 2);
  expect(last(harness).deliveryDelay.delayType).toBe('Undetermined');
  await until(() => harness.ses.control.unfinished() === 0);
  await harness.close();
  const again = await withSmtp(() => '250 ok', harness.folder);
  await again.harness.send({ to: 'other@acme.test' });
  await eventsOf(again.harness, 2);
  expect(sink.seen('admin@acme.test')).toBe(1);
  expect(again.sink.taken.map(({ to }) => to)).toEqual(['other@acme.test']);
});

test('a server that is not there yet: a delay, and delivery after a restart with one that is', async () => {
  const smtp = { host: '127.0.0.1', port: 1, retrySeconds: 60 };
  const first = await open({ settings: { smtp } });
  await first.send();
  await eventsOf(first, 2);
  expect(last(first).deliveryDelay.delayType).toBe('TransientCommunicationFailure');
  await first.close();
  const { harness, sink } = await withSmtp(() => '250 ok', first.folder);
  await until(() => harness.ses.control.unfinished() === 0);
  expect(types(harness)).toEqual(['Delivery']);
  expect(sink.taken).toHaveLength(1);
});

test('the mailbox simulator stays inside', async () => {
  const { harness, sink } = await withSmtp(() => '250 ok');
  await harness.send({ to: 'success@simulator.amazonses.com' });
  await eventsOf(harness, 2);
  expect(types(harness)).toEqual(['Send', 'Delivery']);
  expect(sink.taken).toEqual([]);
});

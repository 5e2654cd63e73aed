import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { addTester, changedAssembly, type Resources } from '../support/assembly';
import { csv, rows } from '../support/customer-files';
import { bootEmbeddedAws, type TestAws } from '../support/embedded-aws';
import { eventually } from '../support/eventually';
import { Incident } from '../support/incident';
import { mailedTo, temporaryFolder } from '../support/outputs';
import { QueuesUnderTest } from '../support/queues';
import { exposuresIn, registerItems } from '../support/register-items';

const boot = async (data: string, change: (resources: Resources) => void = () => undefined) =>
  bootEmbeddedAws({
    data,
    assembly: await changedAssembly((resources) => {
      addTester(resources);
      change(resources);
    }),
    scheduleSeconds: 1,
    ses: { deliveryMilliseconds: 5 },
  });

/** Nobody reads the arrivals. */
function deafReceive(resources: Resources): void {
  for (const id of Object.keys(resources)) if (id.startsWith('ReceiveSource')) delete resources[id];
}

/** Drops a file while nobody listens. @returns the event as S3 wrote it; its test event of the set-up is put away. */
async function caughtEvent(aws: TestAws, id: string, content: string): Promise<string> {
  await new Incident(aws, id).drop('customers.csv', content);
  const queues = new QueuesUnderTest(aws);
  const QueueUrl = await queues.url('arrivals');
  return eventually('the event', async () => {
    const { Messages = [] } = await queues.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }),
    );
    const [{ Body = '', ReceiptHandle } = {}] = Messages;
    if (ReceiptHandle) await queues.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return Body.includes('ObjectCreated:') && Body;
  });
}

test('the same S3 event three times at once, and once more later, is one drop and one mail each', async () => {
  const people = rows(3);
  const data = await temporaryFolder();
  const deaf = await boot(data, deafReceive);
  const event = await caughtEvent(deaf, 'three-events', csv(people));
  await deaf.close();

  const aws = await boot(data);
  const queues = new QueuesUnderTest(aws);
  const incident = new Incident(aws, 'three-events');
  await incident.describe();
  await Promise.all([1, 2, 3].map(() => queues.send('arrivals', event)));
  const done = await incident.send();
  await queues.send('arrivals', event);
  for (const name of ['arrivals', 'files', 'dispatch']) await queues.holds(name, 0);

  expect(done.totals).toMatchObject({ total: 3, delivered: 3 });
  expect(mailedTo(data).sort()).toEqual(people.map(({ admin }) => admin).sort());
  const items = await registerItems(aws, incident.id);
  expect(items.filter(({ sk }) => sk.startsWith('DROP#'))).toHaveLength(1);
  expect(items.filter(({ what }) => what === 'dropped')).toHaveLength(1);
  expect(exposuresIn(items)).toHaveLength(3);
  await aws.close();
});

test('several intakes at once on one drop find exactly what one alone finds', async () => {
  const content = csv(rows(6_000));
  const aws = await boot(await temporaryFolder());
  const queues = new QueuesUnderTest(aws);
  const alone = new Incident(aws, 'one-reader');
  await alone.drop('customers.csv', content);
  const isRead = ({ drops }: { drops: { state: string }[] }) => drops.some(({ state }) => state === 'read');
  const calm = await alone.until('the drop that is left alone', isRead);

  const contested = new Incident(aws, 'many-readers');
  await contested.drop('customers.csv', content);
  let sent = 0;
  const view = await eventually('the contested drop', async () => {
    const seen = await contested.view();
    const drop = seen?.drops[0];
    if (seen && drop?.state === 'read') return seen;
    // Groups of their own, so that nothing but the register stands between the readers.
    if (drop && sent < 6) {
      // No message names slice 0, which a drop has that nobody has begun.
      const slice = Math.max(1, drop.slice);
      const go = (next: number) =>
        queues.send('files', { incident: contested.id, drop: drop.drop, slice: next }, `other-${sent++}`);
      await Promise.all([go(slice), go(slice + 1)]);
    }
    return undefined;
  });
  expect(sent).toBeGreaterThan(0);
  await queues.holds('files', 0);

  const report = (of: typeof view) => of.drops.map(({ files, sha256, state }) => ({ files, sha256, state }));
  expect(report(view)).toEqual(report(calm));
  const found = exposuresIn(await registerItems(aws, contested.id));
  expect(found).toHaveLength(6_000);
  expect(found).toEqual(exposuresIn(await registerItems(aws, alone.id)));
  await aws.close();
});

import { randomUUID } from 'node:crypto';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { addTester, changedAssembly } from '../support/assembly';
import { bootEmbeddedAws, type TestAws } from '../support/embedded-aws';
import { eventually } from '../support/eventually';
import { Incident } from '../support/incident';
import { mailedTo } from '../support/outputs';

const FILE = 'company,group,email\nAcme,blue,anna@acme.example\nBeta,red,bob@beta.test\n';
const PEOPLE = ['anna@acme.example', 'bob@beta.test'];

let aws: TestAws;
let sqs: SQSClient;

beforeAll(async () => {
  const assembly = await changedAssembly((resources) => {
    addTester(resources);
    // A failed message comes again after the visibility time-out: a second here, 90 s in the stack.
    if (resources.ArrivalsQueue) resources.ArrivalsQueue.Properties.VisibilityTimeout = 1;
    if (resources.Receive) resources.Receive.Properties.Timeout = 1;
  });
  aws = await bootEmbeddedAws({ assembly, scheduleSeconds: 1, ses: { deliveryMilliseconds: 5 } });
  sqs = new SQSClient(aws.client('tester'));
});
afterAll(() => aws.close());

const send = (output: string, body: unknown, group?: string) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: aws.outputs[output],
      MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
      ...(group && { MessageGroupId: group, MessageDeduplicationId: randomUUID() }),
    }),
  );

async function inQueue(url: string | undefined): Promise<number> {
  const asked = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });
  const { Attributes } = await sqs.send(asked);
  return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0);
}

const isEmpty = (output: string) =>
  eventually(`${output} is empty`, async () => (await inQueue(aws.outputs[output])) === 0);

async function told(id: string): Promise<Incident> {
  const incident = new Incident(aws, id);
  await incident.describe();
  await incident.drop('customers.csv', FILE);
  await incident.send();
  return incident;
}

test('redelivered go-on messages of reading and sending change nothing', async () => {
  const incident = await told('redelivered');
  const { drops, run, lanes } = (await incident.view())!;
  const before = mailedTo(aws.data).length;
  for (const slice of [1, 1, 2]) {
    await send('FilesQueueUrl', { incident: incident.id, drop: drops[0]!.drop, slice }, incident.id);
    await send(
      'DispatchQueueUrl',
      { incident: incident.id, run: run!.id, lane: 0, slice },
      `${incident.id}/0`,
    );
  }
  await isEmpty('FilesQueueUrl');
  await isEmpty('DispatchQueueUrl');
  const after = (await incident.view())!;
  expect(after.drops[0]!.files).toEqual(drops[0]!.files);
  expect(after.lanes.map(({ accepted }) => accepted)).toEqual(lanes.map(({ accepted }) => accepted));
  expect(mailedTo(aws.data)).toHaveLength(before);
});

test('two senders at once on the same recipients send one mail each', async () => {
  const incident = new Incident(aws, 'two-senders');
  await incident.describe();
  const people = Array.from({ length: 60 }, (_, n) => `admin${n}@two-senders.example`);
  await incident.drop('many.csv', `email\n${people.join('\n')}\n`);
  const reviewed = await incident.until('a manifest', ({ manifest }) => manifest?.generation === 1);
  await incident.approve(reviewed);
  const { run } = await incident.until('the run', (view) => view.run !== undefined);
  // Groups of their own, so that nothing but the conditional writes stands between the senders.
  for (const slice of [1, 2, 3]) {
    await send('DispatchQueueUrl', { incident: incident.id, run: run!.id, lane: 0, slice }, `other-${slice}`);
  }
  await incident.until('the end of the run', ({ phase }) => phase === 'done');
  expect(
    mailedTo(aws.data)
      .filter((to) => to.endsWith('@two-senders.example'))
      .sort(),
  ).toEqual(people.sort());
});

test('a message that can never work ends in the dead letters and keeps nobody from his turn', async () => {
  const { QueueUrls } = await sqs.send(new ListQueuesCommand({}));
  const deadLetters = QueueUrls?.find((url) => /arrivals-?dead/i.test(url));
  expect(deadLetters).toBeDefined();
  await send('ArrivalsQueueUrl', 'not an event');
  await told('after-poison');
  await eventually('the poison is put aside', async () => (await inQueue(deadLetters)) === 1);
  expect(mailedTo(aws.data)).toEqual(expect.arrayContaining(PEOPLE));
});

import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { addTester, changedAssembly, type Resources, withoutGrant } from '../support/assembly';
import { bootEmbeddedAws } from '../support/embedded-aws';
import { Incident } from '../support/incident';
import { temporaryFolder } from '../support/outputs';
import { QueuesUnderTest } from '../support/queues';

const READERS = {
  Arrivals: 'Receive',
  Files: 'Intake',
  Dispatch: 'Dispatch',
  Feedback: 'Feedback',
  Exports: 'Export',
} as const;

/** What failed comes again after a second here; after the function's time-out and half a minute in the stacks. */
function impatient(resources: Resources): void {
  addTester(resources);
  for (const [queue, reader] of Object.entries(READERS)) {
    const { [`${queue}Queue`]: source, [reader]: lambda } = resources;
    if (source) source.Properties.VisibilityTimeout = 1;
    // A bucket is called Intake, too.
    if (lambda?.Type === 'AWS::Lambda::Function') lambda.Properties.Timeout = 1;
  }
}

/** Reconcile would find everything again: here the queues are on their own. */
const NEVER = 86_400;

test('a message that no reader can read ends in the dead letters of its own queue', async () => {
  const assembly = await changedAssembly(impatient);
  const aws = await bootEmbeddedAws({ assembly, scheduleSeconds: NEVER });
  const queues = new QueuesUnderTest(aws);
  const names = Object.keys(READERS).map((name) => name.toLowerCase());
  await Promise.all(
    names.map((name) =>
      queues.send(name, `poison of ${name}`, /files|dispatch/.test(name) ? 'poison' : undefined),
    ),
  );
  for (const name of names) {
    await queues.holds(`${name} dead`, 1);
    expect([name, await queues.count(name)]).toEqual([name, 0]);
    const QueueUrl = await queues.url(`${name} dead`);
    const { Messages } = await queues.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual([`poison of ${name}`]);
  }
  await aws.close();
});

test('what was put aside for want of a right goes on when it is redriven', async () => {
  const data = await temporaryFolder();
  const lacking = await changedAssembly((resources) => {
    impatient(resources);
    withoutGrant(resources, 'Receive', 'Register', 'dynamodb:PutItem');
  });
  const broken = await bootEmbeddedAws({ data, assembly: lacking, scheduleSeconds: NEVER });
  await new Incident(broken, 'redriven').drop(
    'customers.csv',
    'company,group,email\nAcme,it,a@acme.example\n',
  );
  await new QueuesUnderTest(broken).holds('arrivals dead', 1);
  await broken.close();

  const whole = await changedAssembly(addTester);
  const aws = await bootEmbeddedAws({ data, assembly: whole, scheduleSeconds: NEVER });
  const queues = new QueuesUnderTest(aws);
  const incident = new Incident(aws, 'redriven');
  expect(await incident.view()).toBeUndefined();
  const asked = new GetQueueAttributesCommand({
    QueueUrl: await queues.url('arrivals dead'),
    AttributeNames: ['QueueArn'],
  });
  const SourceArn = (await queues.sqs.send(asked)).Attributes?.QueueArn;
  await queues.sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  const view = await incident.until('the drop', ({ drops }) => drops.some(({ state }) => state === 'read'));
  expect(view.drops).toHaveLength(1);
  expect(await queues.count('arrivals dead')).toBe(0);
  await aws.close();
});

import { addTester, changedAssembly, withoutGrant } from '../support/assembly';
import { bootEmbeddedAws, type TestAws } from '../support/embedded-aws';
import { eventually } from '../support/eventually';
import { Incident } from '../support/incident';
import { loggedBy } from '../support/lambda-logs';
import { mailedTo, temporaryFolder } from '../support/outputs';

/** One right of each Lambda that nobody else's work can make up for. */
const needed: [lambda: string, sid: string, action: string][] = [
  ['Receive', 'Register', 'dynamodb:PutItem'],
  ['Intake', 'Drops', 's3:GetObjectVersion'],
  ['Reconcile', 'Dispatch', 'sqs:SendMessage'],
  ['Dispatch', 'Mail', 'ses:SendRawEmail'],
  ['Feedback', 'Register', 'dynamodb:UpdateItem'],
  ['Export', 'Sign', 'kms:Sign'],
  ['Api', 'Exports', 'sqs:SendMessage'],
];

const ADMINS = ['first@acme.example', 'second@beta.test', 'third@gamma.example.org'];
const FILE = ['company,group,email', ...ADMINS.map((admin, n) => `Company ${n},group-${n},${admin}`)].join(
  '\n',
);

const boot = (data: string, assembly: string) =>
  bootEmbeddedAws({ data, assembly, scheduleSeconds: 1, ses: { deliveryMilliseconds: 5 } });

/** What people do until there is proof that everyone was told; goes on wherever an earlier try stopped. */
async function takeThrough(aws: TestAws): Promise<void> {
  const incident = new Incident(aws, 'tiny-leak');
  await incident.describe();
  if ((await incident.versions()) === 0) await incident.drop('customers.csv', FILE);
  const reviewed = await incident.until('a manifest', ({ manifest }) => manifest?.generation === 1);
  if (reviewed.phase === 'review') await incident.approve(reviewed);
  if (reviewed.control?.control === 'pause') await incident.resume('the right is back');
  await incident.until('the end of the run', ({ phase }) => phase === 'done');
  await eventually('a balanced pack in which everyone was reached', async () => {
    const { balanced, totals } = await incident.export();
    return balanced && totals?.delivered === ADMINS.length;
  });
}

test.each(needed)(
  '%s cannot do without its right %s %s, says so, and goes on once it has it',
  async (...right) => {
    const data = await temporaryFolder();
    const lacking = await changedAssembly((resources) => {
      addTester(resources);
      withoutGrant(resources, ...right);
    });
    let aws = await boot(data, lacking);
    let completed = false;
    const attempt = takeThrough(aws).then(
      () => {
        completed = true;
      },
      () => undefined,
    );
    const [lambda, , action] = right;
    const sentence = await Promise.race([aws.refused, attempt.then(() => 'nothing was refused')]);
    const denied = await eventually('AccessDenied in a log', () => {
      const found = Object.keys(loggedBy(data, /AccessDenied/));
      return (completed || found.length > 0) && found;
    });
    await aws.close();
    await attempt;
    expect({ completed, denied }).toEqual({ completed: false, denied: [lambda.toLowerCase()] });
    expect(sentence).toMatch(new RegExp(`${lambda}role[^ ]* is not authorized to perform: ${action}`, 'i'));

    aws = await boot(data, await changedAssembly(addTester));
    try {
      await takeThrough(aws);
      expect(mailedTo(data).sort()).toEqual(ADMINS);
    } finally {
      await aws.close();
    }
  },
);

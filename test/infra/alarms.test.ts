import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize, target } from './synthesized';

const prod = synthesize('prod');
const alarms = prod.resources('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const runbook = readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8');
const nameOf = (alarm: { AlarmName: string }) => alarm.AlarmName.replace('breach-notify-', '');
/** The alarms on a metric, by the logical id in a dimension. */
const watched = (metric: string) =>
  alarms
    .filter(({ MetricName }) => MetricName === metric)
    .flatMap(({ Dimensions }) => (Dimensions ?? []).map((one: { Value: unknown }) => target(one.Value)))
    .sort();

test('the runbook has one heading for each alarm, and none for alarms that are gone', () => {
  const headings = [...runbook.matchAll(/^### ([a-z-]+)$/gm)].map(([, heading]) => heading);
  expect(headings.sort()).toEqual(alarms.map(nameOf).sort());
});

test('each alarm says how bad it is, what it means, and where to read on', () => {
  for (const alarm of alarms)
    expect(alarm.AlarmDescription).toMatch(
      new RegExp(`^\\[(high|medium|low)\\] \\S.{20,}\\. Runbook: docs/runbook\\.md#${nameOf(alarm)}$`),
    );
});

test('alarm and runbook agree on how bad it is', () => {
  for (const alarm of alarms) {
    const severity = /^\[(\w+)\]/.exec(alarm.AlarmDescription)?.[1];
    const section = runbook.split(`### ${nameOf(alarm)}\n`)[1] ?? '';
    expect([nameOf(alarm), /^\*(\w+)\.\*/.exec(section)?.[1]]).toEqual([nameOf(alarm), severity]);
  }
});

test('each alarm tells somebody, when it rings and when it ends', () => {
  for (const { AlarmActions, OKActions } of alarms)
    expect([...AlarmActions, ...OKActions].map(target)).toEqual(['AlarmTopic', 'AlarmTopic']);
});

test('every dead-letter queue and every work queue is watched', () => {
  const queues = prod.resources('AWS::SQS::Queue').map(({ id }) => id);
  const deadLetters = queues.filter((id) => id.endsWith('DeadLetters'));
  expect(deadLetters).toHaveLength(5);
  expect(watched('ApproximateNumberOfMessagesVisible')).toEqual(deadLetters.sort());
  expect(watched('ApproximateAgeOfOldestMessage')).toEqual(
    queues.filter((id) => id.endsWith('Queue')).sort(),
  );
});

test('one dead letter is enough', () => {
  for (const alarm of alarms.filter(({ AlarmName }) => AlarmName.endsWith('dead-letters')))
    expect(alarm).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
});

test('every function is watched for errors and for throttling', () => {
  const functions = prod
    .resources('AWS::Lambda::Function')
    .map(({ id }) => id)
    .sort();
  expect(watched('Errors')).toEqual(functions);
  expect(watched('Throttles')).toEqual(functions);
});

test('SES stops an account at 5 % bounces and 0.1 % complaints; we hear of it before, and silence calms nothing', () => {
  const thresholds = (metric: string) =>
    alarms.filter(({ MetricName }) => MetricName === metric).map(({ Threshold }) => Threshold);
  expect(thresholds('Reputation.BounceRate').sort()).toEqual([0.03, 0.05]);
  expect(thresholds('Reputation.ComplaintRate').sort()).toEqual([0.0005, 0.001]);
  for (const alarm of alarms.filter(({ Namespace }) => Namespace === 'AWS/SES'))
    expect(alarm.TreatMissingData).toBe('ignore');
});

test('no tick at all rings, though it makes no data', () => {
  expect(alarms.find((alarm) => nameOf(alarm) === 'reconcile-silent')).toMatchObject({
    MetricName: 'Invocations',
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  });
});

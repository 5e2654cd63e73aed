import type { z } from 'zod';
import { Env as ApiEnv } from '../../lambdas/api/env';
import { Env as DispatchEnv } from '../../lambdas/dispatch/env';
import { Env as ExportEnv } from '../../lambdas/export/env';
import { Env as FeedbackEnv } from '../../lambdas/feedback/env';
import { Env as IntakeEnv } from '../../lambdas/intake/env';
import { Env as ReceiveEnv } from '../../lambdas/receive/env';
import { Env as ReconcileEnv } from '../../lambdas/reconcile/env';
import { type Synthesized, synthesize, target } from './synthesized';

const stages: Record<string, Synthesized> = { prod: synthesize('prod'), laptop: synthesize('laptop') };
const { prod } = stages as { prod: Synthesized };
const functions = prod.resources('AWS::Lambda::Function');
const schemas: Record<string, z.ZodObject> = {
  Api: ApiEnv,
  Dispatch: DispatchEnv,
  Export: ExportEnv,
  Feedback: FeedbackEnv,
  Intake: IntakeEnv,
  Receive: ReceiveEnv,
  Reconcile: ReconcileEnv,
};

test('there are seven Lambdas, of one kind', () => {
  expect(functions.map(({ id }) => id).sort()).toEqual(Object.keys(schemas));
  for (const { Properties } of functions)
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON' },
    });
});

test('each has its own role, which has no policy of AWS', () => {
  const roles = functions.map(({ Properties }) => target(Properties.Role));
  expect(new Set(roles).size).toBe(7);
  for (const role of prod.resources('AWS::IAM::Role'))
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
});

test('each writes to its own log group, which ends', () => {
  const groups = new Map(prod.resources('AWS::Logs::LogGroup').map((group) => [group.id, group]));
  const used = functions.map(({ Properties }) => target(Properties.LoggingConfig.LogGroup));
  expect(new Set(used).size).toBe(7);
  for (const id of used) expect(groups.get(id)?.Properties.RetentionInDays).toBe(365);
});

test('none reserves concurrency: a new account has ten in all', () => {
  for (const { Properties } of functions) expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
});

test('those that message their own queue are not stopped by loop detection, all others are', () => {
  const allowed = functions
    .filter(({ Properties }) => Properties.RecursiveLoop === 'Allow')
    .map(({ id }) => id);
  expect(allowed.sort()).toEqual(['Dispatch', 'Intake']);
});

test('a slice ends a minute before its function would', () => {
  const sliced = functions.filter(({ Properties }) => Properties.Environment.Variables.SLICE_SECONDS);
  expect(sliced.map(({ id }) => id).sort()).toEqual(['Dispatch', 'Intake']);
  for (const { Properties } of sliced) {
    expect(Number(Properties.Environment.Variables.SLICE_SECONDS) + 60).toBeLessThanOrEqual(
      Properties.Timeout,
    );
    expect(Properties.MemorySize).toBe(1769);
  }
});

describe.each(['prod', 'laptop'])('on %s', (stage) => {
  test.each(Object.entries(schemas))(
    '%s gets the environment that it asks for, and no more',
    (id, schema) => {
      const found = stages[stage]?.resources('AWS::Lambda::Function').find((one) => one.id === id);
      const environment: Record<string, unknown> = found?.Properties.Environment.Variables ?? {};
      const { NODE_OPTIONS, ...variables } = environment;
      expect(NODE_OPTIONS).toBe('--enable-source-maps');
      expect(Object.keys(variables).sort()).toEqual(Object.keys(schema.shape).sort());
      // References become strings at deployment; queues' are URLs.
      const resolved = Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : name.endsWith('_URL') ? 'https://sqs.example/1/queue' : 'name',
        ]),
      );
      expect(schema.safeParse(resolved).error).toBeUndefined();
    },
  );
});

test('names of resources in the environment point at the right ones', () => {
  const expected: Record<string, string> = {
    REGISTER_TABLE: 'Register',
    INTAKE_BUCKET: 'Intake',
    EVIDENCE_BUCKET: 'Evidence',
    SIGNING_KEY: 'SigningKey',
    ARRIVALS_QUEUE_URL: 'ArrivalsQueue',
    FILES_QUEUE_URL: 'FilesQueue',
    DISPATCH_QUEUE_URL: 'DispatchQueue',
    EXPORTS_QUEUE_URL: 'ExportsQueue',
  };
  for (const { id, Properties } of functions)
    for (const [name, value] of Object.entries(Properties.Environment.Variables))
      if (expected[name]) expect([id, name, target(value)]).toEqual([id, name, expected[name]]);
});

test('reconcile runs every minute', () => {
  const [rule, ...others] = prod.resources('AWS::Events::Rule');
  expect(others).toEqual([]);
  expect(rule?.Properties.ScheduleExpression).toBe('rate(1 minute)');
  expect(rule?.Properties.Targets.map((one: { Arn: unknown }) => target(one.Arn))).toEqual(['Reconcile']);
});

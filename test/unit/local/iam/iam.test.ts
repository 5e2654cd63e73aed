import type { ResourceRequest } from '../../../../local/cloudformation/types';
import { createIam } from '../../../../local/iam';

const secret = Buffer.alloc(32, 7);
const iam = (with_: Buffer = secret) => createIam('000000000000', with_, () => new Date());
const request = (type: string, properties: Record<string, unknown>): ResourceRequest => ({
  stack: 'Pipeline',
  logicalId: 'Thing',
  type,
  properties,
  physicalName: () => 'pipeline-thing',
});
const trust = (service: string) => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
});
const grant = { Statement: { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' } };

test('a role gets its inline, attached and managed policies, and keys that the gateway knows', async () => {
  const { handlers, directory, assumeRole } = iam();
  const managed = await handlers['AWS::IAM::ManagedPolicy']!(
    request('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'm', PolicyDocument: grant }),
  );
  const role = await handlers['AWS::IAM::Role']!(
    request('AWS::IAM::Role', {
      AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
      Policies: [{ PolicyName: 'inline', PolicyDocument: grant }],
      ManagedPolicyArns: [managed.ref, 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    }),
  );
  await handlers['AWS::IAM::Policy']!(
    request('AWS::IAM::Policy', { PolicyName: 'default', PolicyDocument: grant, Roles: [role.ref] }),
  );
  const { principal, keys } = assumeRole(role.attributes.Arn!, 'lambda.amazonaws.com');
  expect(principal.policies.map(({ name }) => name)).toEqual([
    'm',
    'AWSLambdaBasicExecutionRole',
    'inline',
    'default',
  ]);
  expect(directory.find(keys.accessKeyId)).toMatchObject({ ...keys, principal });
});

test('a service that the role does not trust gets no keys', async () => {
  const { handlers, assumeRole } = iam();
  const role = await handlers['AWS::IAM::Role']!(
    request('AWS::IAM::Role', { AssumeRolePolicyDocument: trust('events.amazonaws.com') }),
  );
  expect(() => assumeRole(role.attributes.Arn!, 'lambda.amazonaws.com')).toThrow('does not trust lambda');
});

test('a managed policy of AWS that is not known stops the boot by name', async () => {
  const create = async () =>
    iam().handlers['AWS::IAM::Role']!(
      request('AWS::IAM::Role', {
        AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      }),
    );
  await expect(create()).rejects.toThrow('AdministratorAccess');
});

test('an operator carries the policy of its task; two of them are two people', async () => {
  const { handlers, operator } = iam();
  await handlers['AWS::IAM::ManagedPolicy']!(
    request('AWS::IAM::ManagedPolicy', {
      ManagedPolicyName: 'breach-notify-Approver',
      PolicyDocument: grant,
    }),
  );
  const [one, two] = [operator('approver-1'), operator('approver-2')];
  expect(one.principal.arn).toBe('arn:aws:iam::000000000000:user/approver-1');
  expect(one.principal.policies.map(({ name }) => name)).toEqual(['breach-notify-Approver']);
  expect(one.keys.accessKeyId).not.toBe(two.keys.accessKeyId);
  expect(operator('approver-1').principal).toBe(one.principal);
  expect(() => operator('responder')).toThrow('responder');
});

test('keys are the same after a restart on the same data, and different on other data', async () => {
  const keysOf = async (with_: Buffer) => {
    const { handlers, assumeRole } = iam(with_);
    const role = await handlers['AWS::IAM::Role']!(
      request('AWS::IAM::Role', { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') }),
    );
    return assumeRole(role.attributes.Arn!, 'lambda.amazonaws.com').keys;
  };
  const keys = await keysOf(secret);
  expect(keys.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(keys.secretAccessKey).toHaveLength(40);
  expect(await keysOf(Buffer.from(secret))).toEqual(keys);
  const others = await keysOf(Buffer.alloc(32, 8));
  expect(others.accessKeyId).not.toBe(keys.accessKeyId);
  expect(others.secretAccessKey).not.toBe(keys.secretAccessKey);
});

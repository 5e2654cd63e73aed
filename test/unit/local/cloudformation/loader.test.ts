import { createStacks } from '../../../../local/cloudformation/loader';
import { creationOrder } from '../../../../local/cloudformation/order';
import type { Template } from '../../../../local/cloudformation/template';
import type { ResourceHandlers, ResourceRequest } from '../../../../local/cloudformation/types';

const place = { account: '000000000000', region: 'eu-central-1' };

async function create(...templates: Template[]) {
  const requests: ResourceRequest[] = [];
  const handler = (request: ResourceRequest) => {
    requests.push(request);
    return { ref: `ref-${request.logicalId}`, attributes: { Arn: `arn-${request.logicalId}` } };
  };
  const types = [
    'T',
    'AWS::IAM::Role',
    'AWS::IAM::Policy',
    'AWS::Lambda::Function',
    'AWS::Lambda::EventSourceMapping',
  ];
  const handlers: ResourceHandlers = Object.fromEntries(types.map((type) => [type, handler]));
  const stacks = templates.map((template, index) => ({ name: `Stack${index + 1}`, template }));
  return { requests, outputs: await createStacks(stacks, handlers, place) };
}

test('resources come after what they refer to, with everything resolved', async () => {
  const { requests } = await create({
    Resources: {
      C: { Type: 'T', Properties: { b: { 'Fn::GetAtt': ['B', 'Arn'] }, region: { Ref: 'AWS::Region' } } },
      B: { Type: 'T', Properties: { a: { Ref: 'A' } }, DependsOn: 'D' },
      A: { Type: 'T' },
      D: { Type: 'T', DependsOn: ['A'] },
    },
  });
  expect(requests.map(({ logicalId }) => logicalId)).toEqual(['A', 'D', 'B', 'C']);
  expect(requests[2]!.properties).toEqual({ a: 'ref-A' });
  expect(requests[3]!.properties).toEqual({ b: 'arn-B', region: 'eu-central-1' });
});

test('policies are complete before a function exists, and what starts work by itself comes last', async () => {
  const { requests } = await create({
    Resources: {
      Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { F: { Ref: 'Function' } } },
      Function: { Type: 'AWS::Lambda::Function', Properties: { R: { Ref: 'Role' } } },
      Later: { Type: 'T' },
      Policy: { Type: 'AWS::IAM::Policy', Properties: { R: { Ref: 'Role' }, Q: { Ref: 'Queue' } } },
      Role: { Type: 'AWS::IAM::Role' },
      Queue: { Type: 'T' },
    },
  });
  const order = requests.map(({ logicalId }) => logicalId);
  expect(order.indexOf('Policy')).toBeLessThan(order.indexOf('Function'));
  expect(order.at(-1)).toBe('Mapping');
});

test('outputs of all stacks, and imports from one into the next', async () => {
  const { requests, outputs } = await create(
    {
      Resources: { Bucket: { Type: 'T' } },
      Outputs: {
        ExportsOutputRefBucket: { Value: { Ref: 'Bucket' }, Export: { Name: 'Stack1:ref' } },
        BucketArn: {
          Value: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
          Export: { Name: { 'Fn::Sub': '$' + '{AWS::StackName}:b' } },
        },
      },
    },
    {
      Resources: { User: { Type: 'T', Properties: { bucket: { 'Fn::ImportValue': 'Stack1:b' } } } },
      Outputs: { Url: { Value: { Ref: 'User' } } },
    },
  );
  expect(requests[1]!.properties).toEqual({ bucket: 'arn-Bucket' });
  expect(outputs).toEqual({ BucketArn: 'arn-Bucket', Url: 'ref-User' });
});

test('parameters take their defaults, and a false condition leaves resource and output out', async () => {
  const { requests, outputs } = await create({
    Parameters: {
      Stage: { Type: 'String', Default: 'laptop' },
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk' },
    },
    Conditions: {
      IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
      IsLaptop: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    },
    Resources: {
      Prod: { Type: 'Unknown::Type', Condition: 'IsProd' },
      Laptop: {
        Type: 'T',
        Condition: 'IsLaptop',
        DependsOn: 'Prod',
        Properties: { stage: { Ref: 'Stage' } },
      },
    },
    Outputs: { Prod: { Value: { Ref: 'Prod' }, Condition: 'IsProd' }, Laptop: { Value: { Ref: 'Laptop' } } },
  });
  expect(requests.map(({ properties }) => properties)).toEqual([{ stage: 'laptop' }]);
  expect(outputs).toEqual({ Laptop: 'ref-Laptop' });
});

test('what means nothing on a laptop is taken as created', async () => {
  const { requests } = await create({
    Resources: {
      Logs: { Type: 'AWS::Logs::LogGroup' },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'a' } },
      User: { Type: 'T', Properties: { logs: { 'Fn::GetAtt': ['Logs', 'Arn'] }, alarm: { Ref: 'Alarm' } } },
    },
  });
  expect(requests[0]!.properties).toEqual({
    logs: 'arn:aws:logs:eu-central-1:000000000000:log-group:stack1-logs:*',
    alarm: 'a',
  });
});

describe('what cannot be created is named', () => {
  test.each<[string, Template, string]>([
    [
      'a type',
      { Resources: { Db: { Type: 'AWS::RDS::DBInstance' } } },
      'Stack1/Db (AWS::RDS::DBInstance): the embedded AWS does not offer AWS::RDS::DBInstance',
    ],
    [
      'an attribute',
      {
        Resources: {
          A: { Type: 'T' },
          B: { Type: 'T', Properties: { x: { 'Fn::GetAtt': ['A', 'StreamArn'] } } },
        },
      },
      'no attribute StreamArn of A (T)',
    ],
    [
      'a reference',
      { Resources: { B: { Type: 'T', Properties: { x: { Ref: 'Nobody' } } } } },
      'Stack1/B (T): there is no resource Nobody',
    ],
    [
      'an import',
      { Resources: { B: { Type: 'T', Properties: { x: { 'Fn::ImportValue': 'e' } } } } },
      'no stack exports e',
    ],
    [
      'a parameter',
      {
        Parameters: { P: { Type: 'String' } },
        Resources: { B: { Type: 'T', Properties: { x: { Ref: 'P' } } } },
      },
      'parameter P has no default',
    ],
    [
      'a circle',
      { Resources: { A: { Type: 'T', DependsOn: 'B' }, B: { Type: 'T', DependsOn: 'A' }, C: { Type: 'T' } } },
      'need each other: A, B',
    ],
  ])('%s', async (_, template, message) => {
    await expect(create(template)).rejects.toThrow(message);
  });
});

describe('physical names', () => {
  const name = async (logicalId: string, length?: number) =>
    (await create({ Resources: { [logicalId]: { Type: 'T' } } })).requests[0]!.physicalName(length);

  test('are the same at every boot', async () => {
    expect(await name('IntakeBucket')).toBe('stack1-intakebucket');
    expect(await name('IntakeBucket')).toBe(await name('IntakeBucket'));
  });

  test('are cut to length without becoming another resource’s name', async () => {
    const [one, two] = [await name(`${'Long'.repeat(20)}One`, 40), await name(`${'Long'.repeat(20)}Two`, 40)];
    expect([one.length, two.length]).toEqual([40, 40]);
    expect(one).not.toBe(two);
  });
});

test('the order is the same whatever the order in the template, where only one is right', () => {
  const chain = ['D', 'C', 'B', 'A'].map(
    (id, index, all) => [id, { Type: 'T', DependsOn: all.slice(index + 1) }] as const,
  );
  for (const entries of [chain, [...chain].reverse()]) {
    expect(creationOrder({ Resources: Object.fromEntries(entries) }, () => true)).toEqual([
      'A',
      'B',
      'C',
      'D',
    ]);
  }
});

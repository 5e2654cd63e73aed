import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Resource, statementsOf, synthesize } from './synthesized';

const prod = synthesize('prod');
const routes = prod.resources('AWS::ApiGatewayV2::Route');
const [stage] = prod.resources('AWS::ApiGatewayV2::Stage');
const check = 'GET /check/{incident}/{reference}';

/** The routes of the table in the contract's comment. */
function contract(): string[] {
  const text = readFileSync(join(__dirname, '../../lambdas/api/contract.ts'), 'utf8');
  return [...text.matchAll(/^ \* \| ([A-Z]+ \/[^ ?|]*)/gm)].map(([, route]) => route as string);
}

test('the API offers exactly the routes of its contract', () => {
  expect(contract().length).toBeGreaterThan(10);
  expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual(contract().sort());
});

test('every route asks for a signature but the public check of a reference', () => {
  const open = routes.filter(({ Properties }) => Properties.AuthorizationType !== 'AWS_IAM');
  expect(open.map(({ Properties }) => [Properties.RouteKey, Properties.AuthorizationType])).toEqual([
    [check, 'NONE'],
  ]);
});

test('the public route is slow for everybody together', () => {
  expect(stage?.Properties.RouteSettings).toEqual({
    [check]: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
  });
  const route = routes.find(({ Properties }) => Properties.RouteKey === check);
  expect(stage?.DependsOn).toContain(route?.id);
});

test('access logs name the route, never the path, the address or the caller', () => {
  const { Format } = stage?.Properties.AccessLogSettings ?? {};
  expect(JSON.parse(Format)).toMatchObject({ route: '$context.routeKey', status: '$context.status' });
  expect(Format).not.toMatch(/path|sourceIp|userAgent|userArn|identity/i);
});

describe('operators', () => {
  const policies = new Map(prod.resources('AWS::IAM::ManagedPolicy').map((policy) => [policy.id, policy]));
  const resourcesOf = (name: string, action: string) =>
    statementsOf(policies.get(name) as Resource)
      .filter(({ Action }) => Action.includes(action))
      .flatMap(({ Resource }) => Resource.map((one) => JSON.stringify(one)));
  /** As IAM does: `*` is anything, also a slash. */
  const may = (name: string, call: string) =>
    resourcesOf(name, 'execute-api:Invoke').some((resource) => {
      const pattern = /\/\$default\/([^"]*)"/.exec(resource)?.[1] ?? '';
      return new RegExp(`^${pattern.replaceAll('/', '\\/').replaceAll('*', '.*')}$`).test(call);
    });

  test.each(['Responder', 'Approver'])('%s is named so that its name ends with the task', (name) => {
    expect(policies.get(name)?.Properties.ManagedPolicyName).toBe(`breach-notify-${name}`);
  });

  test('who prepares cannot approve, and who approves cannot prepare', () => {
    const approve = 'POST/incidents/acme-2023/approve';
    const prepare = ['PUT/incidents/acme-2023', 'POST/incidents/acme-2023/quarantine'];
    expect(may('Responder', approve)).toBe(false);
    expect(may('Approver', approve)).toBe(true);
    for (const call of prepare) {
      expect(may('Responder', call)).toBe(true);
      expect(may('Approver', call)).toBe(false);
    }
  });

  test('both can look and stop', () => {
    for (const name of ['Responder', 'Approver'])
      for (const call of ['GET/incidents', 'GET/incidents/acme-2023', 'POST/incidents/acme-2023/pause'])
        expect([name, call, may(name, call)]).toEqual([name, call, true]);
  });

  test('a responder drops files and reads packs, and cannot read a dropped file back', () => {
    expect(resourcesOf('Responder', 's3:PutObject').join()).toContain('Intake');
    expect(resourcesOf('Responder', 's3:GetObject').join()).toContain('Evidence');
    expect(resourcesOf('Responder', 's3:GetObject').join()).not.toContain('Intake');
  });
});

test('the outputs that the command and the README name are there', () => {
  const names = [prod.data, prod.pipeline].flatMap((template) => Object.keys(template.toJSON().Outputs));
  expect(names).toEqual(
    expect.arrayContaining([
      'ApiUrl',
      'IntakeBucket',
      'EvidenceBucket',
      'RegisterTable',
      'ArrivalsQueueUrl',
      'FilesQueueUrl',
      'DispatchQueueUrl',
      'FeedbackQueueUrl',
      'ExportsQueueUrl',
      'ConfigurationSet',
      'SigningKeyId',
    ]),
  );
});

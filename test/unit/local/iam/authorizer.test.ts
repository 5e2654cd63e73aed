import fc from 'fast-check';
import { AccessDenied } from '../../../../local/gateway/errors';
import { PolicyAuthorizer } from '../../../../local/iam/authorizer';
import type { AccessRequest, PolicyDocument, PolicyStatement, Principal } from '../../../../local/iam/types';

const ACCOUNT = '000000000000';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/receive`;
const BUCKET = 'arn:aws:s3:::intake';

const role = (...statements: PolicyStatement[]): Principal => ({
  type: 'role',
  arn: ROLE,
  policies: statements.length > 0 ? [{ name: 'p', document: { Statement: statements } }] : [],
});
const service = (name: string): Principal => ({ type: 'service', arn: name, policies: [] });
const nobody: Principal = { type: 'anonymous', arn: 'anonymous', policies: [] };
const allow = (
  Action: string | string[],
  Resource: string | string[] = '*',
  rest: Partial<PolicyStatement> = {},
) => ({
  Effect: 'Allow' as const,
  Action,
  Resource,
  ...rest,
});
const deny = (Action: string, Resource = '*', rest: Partial<PolicyStatement> = {}) => ({
  ...allow(Action, Resource, rest),
  Effect: 'Deny' as const,
});
const document = (...Statement: PolicyStatement[]): PolicyDocument => ({ Statement });

function refusalOf(request: Partial<AccessRequest> & Pick<AccessRequest, 'principal'>): string | undefined {
  const authorizer = new PolicyAuthorizer(() => new Date('2026-06-29T10:00:00Z'));
  try {
    authorizer.authorize({ action: 's3:GetObject', resource: `${BUCKET}/a/b.csv`, ...request });
    return undefined;
  } catch (error) {
    if (error instanceof AccessDenied) return error.message;
    throw error;
  }
}
const allowed = (request: Parameters<typeof refusalOf>[0]) => refusalOf(request) === undefined;

describe('identity policies', () => {
  test.each<[string, PolicyStatement, boolean]>([
    ['exact', allow('s3:GetObject', `${BUCKET}/a/b.csv`), true],
    ['wildcards', allow('s3:Get*', 'arn:aws:s3:::int?ke/*.csv'), true],
    ['an action in another case', allow('S3:getobject'), true],
    ['? is exactly one character', allow('s3:GetObject', `${BUCKET}/a/b.csv?`), false],
    ['a dot is a dot', allow('s3:GetObject', `${BUCKET}/a/bxcsv`), false],
    ['another action', allow('s3:PutObject'), false],
    ['another resource', allow('s3:*', `${BUCKET}2/*`), false],
    ['the bucket is not its objects', allow('s3:*', BUCKET), false],
    ['a list', allow(['s3:PutObject', 's3:GetObject'], ['x', `${BUCKET}/*`]), true],
    ['NotAction of another', { Effect: 'Allow', NotAction: 's3:Put*', Resource: '*' }, true],
    ['NotAction of this', { Effect: 'Allow', NotAction: ['s3:Get*'], Resource: '*' }, false],
    ['NotResource of another', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::other/*' }, true],
    ['NotResource of this', { Effect: 'Allow', Action: '*', NotResource: `${BUCKET}/*` }, false],
  ])('%s', (_, statement, expected) => {
    expect(allowed({ principal: role(statement) })).toBe(expected);
  });

  test('nothing is allowed that no statement allows, and it says so in AWS’s words', () => {
    expect(refusalOf({ principal: role() })).toBe(
      `User: ${ROLE} is not authorized to perform: s3:GetObject on resource: ${BUCKET}/a/b.csv because no identity-based policy allows the s3:GetObject action`,
    );
  });

  test('a deny wins wherever it stands', () => {
    expect(refusalOf({ principal: role(allow('*'), deny('s3:Get*')) })).toContain(
      'explicit deny in an identity-based',
    );
    expect(
      refusalOf({
        principal: role(allow('*')),
        resourcePolicy: document(deny('s3:*', `${BUCKET}/*`, { Principal: '*' })),
      }),
    ).toContain('explicit deny in a resource-based');
  });

  test('policies that arrive after the first call count from then on', () => {
    const principal = role();
    const authorizer = new PolicyAuthorizer(() => new Date());
    const call = () => authorizer.authorize({ principal, action: 'sqs:SendMessage', resource: 'q' });
    expect(call).toThrow(AccessDenied);
    principal.policies.push({ name: 'later', document: document(allow('sqs:SendMessage')) });
    expect(call).not.toThrow();
  });

  test('policy variables stand for the caller, and a wildcard inside one means nothing', () => {
    const own = allow('s3:GetObject', `${BUCKET}/\${aws:username}/*`);
    const user = (name: string): Principal => ({
      ...role(own),
      type: 'user',
      arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
    });
    expect(allowed({ principal: user('a') })).toBe(true);
    expect(allowed({ principal: user('b') })).toBe(false);
    expect(allowed({ principal: user('*') })).toBe(false);
    expect(allowed({ principal: user('.') })).toBe(false);
    expect(allowed({ principal: role(own) })).toBe(false);
    expect(allowed({ principal: role(allow('s3:*', `${BUCKET}/a/b.${'$'}{*}`)) })).toBe(false);
  });
});

describe('resource policies', () => {
  const grant = (Principal: PolicyStatement['Principal'], rest: Partial<PolicyStatement> = {}) =>
    document(allow('s3:GetObject', `${BUCKET}/*`, { Principal, ...rest }));

  test.each<[string, PolicyStatement['Principal'], Principal, boolean]>([
    ['the role by its ARN', { AWS: ROLE }, role(), true],
    ['another role', { AWS: `${ROLE}2` }, role(), false],
    ['everybody', '*', nobody, true],
    ['everybody, in long', { AWS: '*' }, role(), true],
    ['a service', { Service: 's3.amazonaws.com' }, service('s3.amazonaws.com'), true],
    ['another service', { Service: ['sns.amazonaws.com'] }, service('s3.amazonaws.com'), false],
    ['a service is no account', { AWS: ACCOUNT }, service('s3.amazonaws.com'), false],
    ['the account grants nothing by itself', { AWS: `arn:aws:iam::${ACCOUNT}:root` }, role(), false],
  ])('%s', (_, principal, caller, expected) => {
    expect(allowed({ principal: caller, resourcePolicy: grant(principal) })).toBe(expected);
  });

  test('a deny for the account is a deny for each of its roles', () => {
    const resourcePolicy = document(
      deny('s3:*', '*', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }),
    );
    expect(allowed({ principal: role(allow('*')), resourcePolicy })).toBe(false);
  });

  test('NotPrincipal spares who it names', () => {
    const resourcePolicy = document({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      NotPrincipal: { AWS: ROLE },
    });
    expect(allowed({ principal: role(allow('*')), resourcePolicy })).toBe(true);
    expect(allowed({ principal: { ...role(allow('*')), arn: `${ROLE}2` }, resourcePolicy })).toBe(false);
  });

  test('a loopback connection passes for secure, so "TLS only" does not deny everything', () => {
    const resourcePolicy = document(
      deny('s3:*', '*', { Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
    expect(allowed({ principal: role(allow('s3:*')), resourcePolicy })).toBe(true);
  });

  test('a service is let in for its source only', () => {
    const resourcePolicy = grant(
      { Service: 's3.amazonaws.com' },
      { Condition: { ArnLike: { 'aws:SourceArn': BUCKET }, StringEquals: { 'aws:SourceAccount': ACCOUNT } } },
    );
    const from = (source: string) =>
      allowed({
        principal: service('s3.amazonaws.com'),
        resourcePolicy,
        context: { 'AWS:sourceArn': source, 'aws:SourceAccount': ACCOUNT },
      });
    expect([from(BUCKET), from(`${BUCKET}2`)]).toEqual([true, false]);
  });
});

describe('a key decides by its own policy', () => {
  const key = {
    action: 'kms:Sign',
    resource: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/k`,
    resourcePolicyMustAllow: true,
  };
  const root = document(allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }));

  test('the account statement hands the decision to the caller’s policies', () => {
    expect(allowed({ ...key, principal: role(allow('kms:Sign', key.resource)), resourcePolicy: root })).toBe(
      true,
    );
    expect(refusalOf({ ...key, principal: role(), resourcePolicy: root })).toContain(
      'no identity-based policy',
    );
  });

  test('without it the caller’s policies count for nothing', () => {
    for (const resourcePolicy of [
      undefined,
      document(),
      document(allow('kms:Verify', '*', { Principal: '*' })),
    ]) {
      expect(refusalOf({ ...key, principal: role(allow('*')), resourcePolicy })).toContain(
        'no resource-based policy',
      );
    }
  });

  test('naming the role is enough', () => {
    const resourcePolicy = document(allow('kms:Sign', '*', { Principal: { AWS: ROLE } }));
    expect(allowed({ ...key, principal: role(), resourcePolicy })).toBe(true);
  });
});

test('unused grants are those that no call needed, action by action', () => {
  const principal = role(
    { Sid: 'Queue', ...allow(['sqs:SendMessage', 'sqs:ReceiveMessage']) },
    allow('s3:Get*', `${BUCKET}/*`),
  );
  const other = { ...principal, arn: `${ROLE}2` };
  const authorizer = new PolicyAuthorizer(() => new Date());
  authorizer.authorize({ principal, action: 'sqs:SendMessage', resource: 'q' });
  authorizer.authorize({ principal, action: 's3:GetObjectTagging', resource: `${BUCKET}/x` });
  expect(() => authorizer.authorize({ principal, action: 'ses:SendEmail', resource: '*' })).toThrow(
    AccessDenied,
  );
  expect(authorizer.unusedGrants([principal])).toEqual([
    { role: ROLE, statement: 'p Queue sqs:ReceiveMessage' },
  ]);
  // The same document on another role: what one used, the other has not.
  expect(authorizer.unusedGrants([other])).toHaveLength(3);
});

describe('laws', () => {
  const actions = ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'];
  const resources = [`${BUCKET}/a`, `${BUCKET}/b`, 'arn:aws:sqs:eu-central-1:000000000000:q'];
  const statement = fc.record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    Action: fc.constantFrom('*', 's3:*', 's3:Get?bject', ...actions),
    Resource: fc.constantFrom('*', `${BUCKET}/*`, ...resources),
    Condition: fc.constantFrom<PolicyStatement['Condition']>(
      undefined,
      { StringLike: { k: 'v*' } },
      { StringNotEquals: { k: 'v1' } },
      { Null: { k: 'true' } },
    ),
  });
  const question = fc.record({
    action: fc.constantFrom(...actions),
    resource: fc.constantFrom(...resources),
    context: fc.constantFrom<Record<string, string>>({}, { k: 'v1' }, { k: 'v2' }, { k: 'x' }),
  });
  const statements = fc.array(statement, { maxLength: 5 });
  const withPrincipal = (list: PolicyStatement[]) =>
    document(...list.map((each) => ({ ...each, Principal: '*' as const })));

  test('an explicit deny that applies always wins', () => {
    fc.assert(
      fc.property(statements, statements, question, (identity, resource, asked) => {
        const denies = [deny(asked.action, asked.resource)];
        expect(
          allowed({
            ...asked,
            principal: role(...identity, ...denies),
            resourcePolicy: withPrincipal(resource),
          }),
        ).toBe(false);
        expect(
          allowed({
            ...asked,
            principal: role(...identity),
            resourcePolicy: withPrincipal([...resource, ...denies]),
          }),
        ).toBe(false);
      }),
    );
  });

  test('adding an allow never takes access away; adding a deny never gives it', () => {
    fc.assert(
      fc.property(statements, statement, question, (list, added, asked) => {
        const before = allowed({ ...asked, principal: role(...list) });
        const after = allowed({ ...asked, principal: role(...list, added) });
        if (added.Effect === 'Allow' ? before : !before) expect(after).toBe(before);
      }),
    );
  });

  test('the order of statements means nothing', () => {
    fc.assert(
      fc.property(statements, question, (list, asked) => {
        expect(allowed({ ...asked, principal: role(...list) })).toBe(
          allowed({ ...asked, principal: role(...[...list].reverse()) }),
        );
      }),
    );
  });

  test('without any allow nothing is allowed', () => {
    fc.assert(
      fc.property(statements, question, (list, asked) => {
        const denies = list.map((each) => ({ ...each, Effect: 'Deny' as const }));
        expect(allowed({ ...asked, principal: role(...denies), resourcePolicy: withPrincipal(denies) })).toBe(
          false,
        );
      }),
    );
  });
});

import { compileConditions } from '../../../../local/iam/conditions';
import { type Context, variablesOf } from '../../../../local/iam/context';
import type { PolicyStatement } from '../../../../local/iam/types';

function holds(condition: PolicyStatement['Condition'], values: Record<string, string[]>): boolean {
  const context: Context = new Map(Object.entries(values));
  return compileConditions(condition)(context, variablesOf(context));
}

const Q = 'arn:aws:sqs:eu-central-1:000000000000:files';

test.each<[string, PolicyStatement['Condition'], Record<string, string[]>, boolean]>([
  ['equal', { StringEquals: { K: 'v' } }, { k: ['v'] }, true],
  ['one of several', { StringEquals: { k: ['u', 'v'] } }, { k: ['v'] }, true],
  ['a wildcard is a character to StringEquals', { StringEquals: { k: 'v*' } }, { k: ['v1'] }, false],
  ['like', { StringLike: { k: 'v*' } }, { k: ['v1'] }, true],
  ['absent', { StringEquals: { k: 'v' } }, {}, false],
  ['absent, if exists', { StringEqualsIfExists: { k: 'v' } }, {}, true],
  ['there, if exists', { StringEqualsIfExists: { k: 'v' } }, { k: ['w'] }, false],
  ['not equal', { StringNotEquals: { k: 'v' } }, { k: ['w'] }, true],
  ['not equal to any', { StringNotEquals: { k: ['v', 'w'] } }, { k: ['w'] }, false],
  ['not equal, absent', { StringNotEquals: { k: 'v' } }, {}, true],
  ['not like', { StringNotLike: { k: 'v*' } }, { k: ['v1'] }, false],
  ['without regard to case', { StringEqualsIgnoreCase: { k: 'VALUE' } }, { k: ['value'] }, true],
  [
    'all operators must hold',
    { StringLike: { k: 'v*' }, StringNotEquals: { k: 'v1' } },
    { k: ['v1'] },
    false,
  ],
  ['all keys must hold', { StringEquals: { k: 'v', l: 'w' } }, { k: ['v'] }, false],
  ['bool', { Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:securetransport': ['true'] }, false],
  ['a real boolean', { Bool: { b: true } }, { b: ['true'] }, true],
  ['an ARN', { ArnLike: { s: 'arn:aws:sqs:*:000000000000:*' } }, { s: [Q] }, true],
  ['a star in an ARN stays in its part', { ArnLike: { s: 'arn:aws:*:files' } }, { s: [Q] }, false],
  ['ArnEquals too takes wildcards', { ArnEquals: { s: `${Q}*` } }, { s: [`${Q}.fifo`] }, true],
  ['not this ARN', { ArnNotEquals: { s: Q } }, { s: [Q] }, false],
  ['a number', { NumericLessThanEquals: { n: '10' } }, { n: ['9'] }, true],
  ['a number is not compared as text', { NumericLessThan: { n: 10 } }, { n: ['9.5'] }, true],
  ['a number too large', { NumericLessThan: { n: '10' } }, { n: ['10'] }, false],
  ['a date', { DateLessThan: { d: '2026-06-30T00:00:00Z' } }, { d: ['2026-06-29T23:59:59Z'] }, true],
  ['null: must be absent', { Null: { k: 'true' } }, {}, true],
  ['null: must be there', { Null: { k: 'false' } }, {}, false],
  ['null: is there', { Null: { k: false } }, { k: ['v'] }, true],
  ['for all values', { 'ForAllValues:StringLike': { k: ['a*', 'b*'] } }, { k: ['a1', 'b1'] }, true],
  ['for all values, one is not', { 'ForAllValues:StringLike': { k: ['a*'] } }, { k: ['a1', 'b1'] }, false],
  ['for all of none', { 'ForAllValues:StringEquals': { k: 'a' } }, {}, true],
  ['for any value', { 'ForAnyValue:StringEquals': { k: 'b' } }, { k: ['a', 'b'] }, true],
  ['for any of none', { 'ForAnyValue:StringEquals': { k: 'b' } }, {}, false],
  ['for any value, negated', { 'ForAnyValue:StringNotEquals': { k: 'b' } }, { k: ['a', 'b'] }, true],
  ['for all values, negated', { 'ForAllValues:StringNotEquals': { k: 'b' } }, { k: ['a', 'b'] }, false],
  [
    'a variable',
    { StringEquals: { k: `${'$'}{aws:PrincipalArn}` } },
    { k: ['me'], 'aws:principalarn': ['me'] },
    true,
  ],
  ['a variable without a value', { StringEquals: { k: `${'$'}{aws:username}` } }, { k: [''] }, false],
  ['a variable with a default', { StringLike: { k: `${'$'}{x, 'none'}/*` } }, { k: ['none/1'] }, true],
])('%s', (_, condition, values, expected) => {
  expect(holds(condition, values)).toBe(expected);
});

test('an operator that is not known stops the boot by name instead of meaning yes or no', () => {
  expect(() => compileConditions({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })).toThrow('IpAddress');
});

import {
  NO_VALUE,
  references,
  resolve,
  type Scope,
  truth,
} from '../../../../local/cloudformation/intrinsics';

const scope: Scope = {
  ref: (name) =>
    ({ 'AWS::Region': 'eu-central-1', 'AWS::NoValue': NO_VALUE, Queue: 'q-url' })[name] ?? fail(name),
  attribute: (id, name) => `${id}/${name}`,
  importValue: (name) => `imported ${name}`,
  mapping: (...names) => names.join('.'),
  condition: (name) => name === 'Yes',
};
function fail(name: string): never {
  throw new Error(`no ${name}`);
}
const SUB = '$' + '{';

test.each<[string, unknown, unknown]>([
  ['Ref', { Ref: 'Queue' }, 'q-url'],
  ['GetAtt as a list', { 'Fn::GetAtt': ['Q', 'Arn'] }, 'Q/Arn'],
  ['GetAtt as text', { 'Fn::GetAtt': 'Q.Endpoint.Address' }, 'Q/Endpoint.Address'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Queue' }]] }, 'a-q-url'],
  ['Join leaves out NoValue', { 'Fn::Join': [',', ['a', { Ref: 'AWS::NoValue' }, 'b']] }, 'a,b'],
  ['Sub', { 'Fn::Sub': `x-${SUB}AWS::Region}-${SUB}Queue}-${SUB}Q.Arn}` }, 'x-eu-central-1-q-url-Q/Arn'],
  [
    'Sub with values',
    { 'Fn::Sub': [`${SUB}a}${SUB}Queue}`, { a: { 'Fn::GetAtt': ['Q', 'Arn'] } }] },
    'Q/Arnq-url',
  ],
  ['Sub keeps a literal', { 'Fn::Sub': `${SUB}!aws:username}` }, `${SUB}aws:username}`],
  ['Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
  ['Select of Split', { 'Fn::Select': [2, { 'Fn::Split': [':', 'a:b:c'] }] }, 'c'],
  ['If', { 'Fn::If': ['Yes', { Ref: 'Queue' }, { Ref: 'Missing' }] }, 'q-url'],
  ['If not', { 'Fn::If': ['No', { Ref: 'Missing' }, 2] }, 2],
  ['FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'k'] }, 'M.eu-central-1.k'],
  ['ImportValue of Sub', { 'Fn::ImportValue': { 'Fn::Sub': `${SUB}Queue}:x` } }, 'imported q-url:x'],
  ['Base64', { 'Fn::Base64': 'ä' }, 'w6Q='],
  [
    'a property of NoValue is left out',
    { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] },
    { b: [1] },
  ],
  ['an object with more keys is no function', { Ref: 'Queue', Other: 1 }, { Ref: 'Queue', Other: 1 }],
  ['null, numbers and booleans stay', [null, 0, false, ''], [null, 0, false, '']],
])('%s', (_, value, expected) => {
  expect(resolve(value, scope)).toEqual(expected);
});

test.each<[string, unknown, boolean]>([
  ['Equals', { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-central-1'] }, true],
  ['Not', { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, true],
  ['And', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
  ['Or', { 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Equals': ['a', 'a'] }] }, true],
])('%s', (_, condition, expected) => expect(truth(condition, scope)).toBe(expected));

test('an unknown function is refused by name', () => {
  expect(() => resolve({ a: [{ 'Fn::Cidr': ['10.0.0.0/8', 2] }] }, scope)).toThrow('Fn::Cidr');
});

test('references are found wherever they hide', () => {
  const value = {
    a: { Ref: 'A' },
    b: [{ 'Fn::GetAtt': ['B', 'Arn'] }, { 'Fn::GetAtt': 'C.Arn' }],
    c: { 'Fn::Sub': [`${SUB}D} ${SUB}E.Arn} ${SUB}own} ${SUB}!F}`, { own: { Ref: 'G' } }] },
    d: { 'Fn::If': ['Yes', { Ref: 'H' }, { 'Fn::Join': ['', [{ Ref: 'I' }]] }] },
  };
  expect([...references(value)].sort()).toEqual(['A', 'B', 'C', 'D', 'E', 'G', 'H', 'I']);
});

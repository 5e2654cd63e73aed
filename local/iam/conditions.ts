import type { Context } from './context';
import { compilePattern, compileText, type Variables } from './patterns';
import type { PolicyStatement } from './types';

/** Whether a statement's conditions hold; all of them must. */
export type ConditionTest = (context: Context, variables: Variables) => boolean;
/** Whether one value of the request matches one value of the policy. */
type Compare = (value: string, variables: Variables) => boolean;

const numeric =
  (test: (left: number, right: number) => boolean) =>
  (expected: string): Compare =>
  (value) =>
    value.trim() !== '' && test(Number(value), Number(expected));

const dated =
  (test: (left: number, right: number) => boolean) =>
  (expected: string): Compare =>
  (value) =>
    test(time(value), time(expected));

const time = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

/** IAM compares the six parts of an ARN one by one; here a wildcard may only not cross the first five colons. */
function arnLike(expected: string): Compare {
  const parts = arnParts(expected).map(compilePattern);
  return (value, variables) => {
    const found = arnParts(value);
    return found.length === parts.length && parts.every((match, index) => match(found[index]!, variables));
  };
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const ignoringCase = (expected: string): Compare => {
  const match = compileText(expected.toLowerCase());
  return (value, variables) => match(value.toLowerCase(), variables);
};

const OPERATORS: Record<string, (expected: string) => Compare> = {
  StringEquals: compileText,
  StringEqualsIgnoreCase: ignoringCase,
  StringLike: compilePattern,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: ignoringCase,
  NumericEquals: numeric((left, right) => left === right),
  NumericLessThan: numeric((left, right) => left < right),
  NumericLessThanEquals: numeric((left, right) => left <= right),
  NumericGreaterThan: numeric((left, right) => left > right),
  NumericGreaterThanEquals: numeric((left, right) => left >= right),
  DateEquals: dated((left, right) => left === right),
  DateLessThan: dated((left, right) => left < right),
  DateLessThanEquals: dated((left, right) => left <= right),
  DateGreaterThan: dated((left, right) => left > right),
  DateGreaterThanEquals: dated((left, right) => left >= right),
};

/** `X` with its negation: true where no expected value matches, and also where the key is absent. */
const NEGATIONS: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

/** @throws Error naming an operator that is not known: ignoring it would grant or deny what the template does not. */
export function compileConditions(condition: PolicyStatement['Condition']): ConditionTest {
  const tests: ConditionTest[] = [];
  for (const [operator, keys] of Object.entries(condition ?? {})) {
    for (const [key, expected] of Object.entries(keys)) {
      const values = (Array.isArray(expected) ? expected : [expected]).map(String);
      tests.push(compileTest(operator, key.toLowerCase(), values));
    }
  }
  return (context, variables) => tests.every((test) => test(context, variables));
}

function compileTest(operator: string, key: string, expected: string[]): ConditionTest {
  if (operator === 'Null') return (context) => expected.includes(String(!context.get(key)?.length));
  const parts = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator);
  const [, set, name = '', ifExists] = parts ?? [];
  const positive = NEGATIONS[name];
  const compile = OPERATORS[positive ?? name];
  if (!compile) throw new Error(`condition operator ${operator} is not offered by the embedded AWS`);
  const compares = expected.map(compile);
  const matches = (value: string, variables: Variables) =>
    compares.some((compare) => compare(value, variables)) !== Boolean(positive);
  return (context, variables) => {
    const values = context.get(key);
    if (!values?.length)
      return ifExists !== undefined || set === 'ForAllValues' || (!set && Boolean(positive));
    if (set === 'ForAllValues') return values.every((value) => matches(value, variables));
    // Several values and no set operator: a negation must hold for all of them.
    if (!set && positive) return values.every((value) => matches(value, variables));
    return values.some((value) => matches(value, variables));
  };
}

/** What the intrinsic functions of one template need to know. */
export interface Scope {
  /** `Ref` of a resource, parameter or pseudo parameter. */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): string;
  importValue(name: string): unknown;
  mapping(map: string, first: string, second: string): unknown;
  /** A named condition. */
  condition(name: string): boolean;
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/** `AWS::NoValue`: the property or list member is left out altogether. */
export const NO_VALUE = Symbol('AWS::NoValue');

const FUNCTIONS: Record<string, Intrinsic> = {
  Ref: (name, scope) => scope.ref(String(name)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, attribute] = attributePath(argument);
    return scope.attribute(logicalId, String(resolve(attribute, scope)));
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, parts] = argument as [string, unknown];
    return (resolve(parts, scope) as unknown[]).join(delimiter);
  },
  'Fn::Sub': sub,
  'Fn::Select': (argument, scope) => {
    const [index, list] = resolve(argument, scope) as [string | number, unknown[]];
    const found = list[Number(index)];
    if (found === undefined) throw new Error(`Fn::Select: there is no member ${index}`);
    return found;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, text] = resolve(argument, scope) as [string, string];
    return text.split(delimiter);
  },
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = argument as [string, unknown, unknown];
    return resolve(scope.condition(name) ? yes : no, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = resolve(argument, scope) as [string, string, string];
    return scope.mapping(map, first, second);
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(String(resolve(argument, scope))),
  'Fn::Base64': (argument, scope) => Buffer.from(String(resolve(argument, scope))).toString('base64'),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = resolve(argument, scope) as [unknown, unknown];
    return String(left) === String(right);
  },
  'Fn::And': (argument, scope) => (argument as unknown[]).every((part) => truth(part, scope)),
  'Fn::Or': (argument, scope) => (argument as unknown[]).some((part) => truth(part, scope)),
  'Fn::Not': (argument, scope) => !truth((argument as [unknown])[0], scope),
};

/** `value` with every intrinsic function in it replaced by what it stands for. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((part) => resolve(part, scope)).filter((part) => part !== NO_VALUE);
  if (value === null || typeof value !== 'object') return value;
  const call = intrinsicOf(value);
  if (call) return call.apply(call.argument, scope);
  const resolved: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    const found = resolve(part, scope);
    if (found !== NO_VALUE) resolved[key] = found;
  }
  return resolved;
}

/** A condition: one of the condition functions, or `{ Condition: name }`. */
export function truth(value: unknown, scope: Scope): boolean {
  const name = (value as { Condition?: unknown } | null)?.Condition;
  return typeof name === 'string' ? scope.condition(name) : resolve(value, scope) === true;
}

/** The logical ids that `value` mentions in Ref, Fn::GetAtt and Fn::Sub, conditions' branches included. */
export function references(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const part of value) references(part, found);
  else if (value !== null && typeof value === 'object') {
    const call = intrinsicOf(value);
    if (call?.name === 'Ref') found.add(String(call.argument));
    else if (call?.name === 'Fn::GetAtt') found.add(attributePath(call.argument)[0]);
    else for (const part of Object.values(value)) references(part, found);
    if (call?.name === 'Fn::Sub') {
      for (const name of subNames(call.argument)) found.add(name.split('.')[0]!);
    }
  }
  return found;
}

/** An intrinsic is an object with that one key. `Fn::` of an unknown name is no property either. */
function intrinsicOf(value: object): { name: string; argument: unknown; apply: Intrinsic } | undefined {
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length !== 1 || name === undefined) return undefined;
  const apply = FUNCTIONS[name];
  if (!apply && !name.startsWith('Fn::')) return undefined;
  if (!apply) throw new Error(`the intrinsic function ${name} is not offered by the embedded AWS`);
  return { name, argument: (value as Record<string, unknown>)[name], apply };
}

function attributePath(argument: unknown): [string, unknown] {
  if (Array.isArray(argument)) return [String(argument[0]), argument[1]];
  const text = String(argument);
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

const PLACEHOLDER = /\$\{(!?)([^}]+)\}/g;

function subParts(argument: unknown): [string, Record<string, unknown>] {
  return Array.isArray(argument) ? (argument as [string, Record<string, unknown>]) : [String(argument), {}];
}

function subNames(argument: unknown): string[] {
  const [text, values] = subParts(argument);
  const names = [...text.matchAll(PLACEHOLDER)].filter(([, literal]) => !literal).map(([, , name]) => name!);
  return names.filter((name) => !Object.hasOwn(values, name));
}

function sub(argument: unknown, scope: Scope): string {
  const [text, values] = subParts(argument);
  return text.replace(PLACEHOLDER, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(values, name)) return String(resolve(values[name], scope));
    if (!name.includes('.')) return String(scope.ref(name));
    const [logicalId, attribute] = attributePath(name);
    return scope.attribute(logicalId, String(attribute));
  });
}

import validations from 'dynalite/validations';
import type { AttributeValue, Data } from '../types';

/**
 * Parsing is the dearest part of a conditional write (60 of 100 us), and a program sends few distinct
 * expressions. So each is parsed once per text, names and operand types; the values are bound per request.
 */
const PARSED = ['_updates', '_condition', '_keyCondition', '_filter', '_projection'] as const;
const CAPACITY = 1_000;

/** Stands in a parsed expression where a request's value goes. */
class Slot {
  constructor(readonly name: string) {}
}

type Template = Partial<Record<(typeof PARSED)[number], unknown>>;
const templates = new Map<string, Template>();
const parseAfresh = validations.validateExpressions;

/** The parser looks at the values themselves (bounds, type names) only here. */
const readsValues = (expression?: string) =>
  expression !== undefined && /between|attribute_type/i.test(expression);

/** Replaces dynalite's own: same checks and messages, parsed expressions from the cache. */
export function validateExpressions(data: Data): string | undefined {
  if (readsValues(data.ConditionExpression) || readsValues(data.FilterExpression)) return parseAfresh(data);
  const key = signature(data);
  const known = templates.get(key);
  if (known) return bindAll(known, data);
  const fault = parseAfresh(data);
  if (fault === undefined) remember(key, data);
  return fault;
}

function signature(data: Data): string {
  const types: string[] = [];
  for (const [name, value] of Object.entries(data.ExpressionAttributeValues ?? {})) {
    types.push(name, Object.keys(value).join());
  }
  return JSON.stringify([
    data.UpdateExpression,
    data.ConditionExpression,
    data.KeyConditionExpression,
    data.FilterExpression,
    data.ProjectionExpression,
    data.ExpressionAttributeNames,
    types,
    data.ExpressionAttributeValues !== undefined,
  ]);
}

function remember(key: string, data: Data): void {
  const slots = new Map<unknown, Slot>();
  for (const [name, value] of Object.entries(data.ExpressionAttributeValues ?? {})) {
    slots.set(value, new Slot(name));
  }
  const template: Template = {};
  for (const part of PARSED) {
    if (data[part] !== undefined) template[part] = rebuild(data[part], (node) => slots.get(node));
  }
  if (templates.size >= CAPACITY) templates.clear();
  templates.set(key, template);
}

function bindAll(template: Template, data: Data): string | undefined {
  const values = data.ExpressionAttributeValues ?? {};
  for (const [name, value] of Object.entries(values)) {
    const fault = validations.validateAttributeValue(value);
    if (fault) return `ExpressionAttributeValues contains invalid value: ${fault} for key ${name}`;
  }
  const bind = (node: object): AttributeValue | undefined =>
    node instanceof Slot ? values[node.name] : undefined;
  for (const part of PARSED) {
    if (template[part] !== undefined) data[part] = rebuild(template[part], bind) as never;
  }
  return undefined;
}

/** Copies a parsed expression, because running one changes it; `replace` may put another node in. */
function rebuild(node: unknown, replace: (node: object) => unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const other = replace(node);
  if (other !== undefined) return other;
  if (Array.isArray(node)) return node.map((member) => rebuild(member, replace));
  // The prototype stays: dynalite looks attribute names up in objects without one.
  const copy = Object.create(Object.getPrototypeOf(node)) as Record<string, unknown>;
  for (const [key, member] of Object.entries(node)) copy[key] = rebuild(member, replace);
  return copy;
}

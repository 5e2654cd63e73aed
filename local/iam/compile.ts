import { type ConditionTest, compileConditions } from './conditions';
import { compilePattern, type Matcher } from './patterns';
import { compilePrincipal, type PrincipalTest } from './principals';
import type { PolicyDocument, PolicyStatement } from './types';

export interface CompiledStatement {
  effect: 'Allow' | 'Deny';
  /** `Sid`, or `#2` for the second statement. */
  label: string;
  /** As written, for the report on unused grants; empty for NotAction. */
  actions: { text: string; matches: Matcher }[];
  matchesAction(action: string): boolean;
  matchesResource: Matcher;
  conditions: ConditionTest;
  principal: PrincipalTest;
}

const compiled = new WeakMap<PolicyDocument, CompiledStatement[]>();

/** Compiles a document once; policies of a running stack never change in place. */
export function compileDocument(document: PolicyDocument): CompiledStatement[] {
  let statements = compiled.get(document);
  if (!statements) {
    statements = [document.Statement].flat().map(compileStatement);
    compiled.set(document, statements);
  }
  return statements;
}

function compileStatement(statement: PolicyStatement, index: number): CompiledStatement {
  const actions = listed(statement.Action).map((text) => ({ text, matches: compileAction(text) }));
  const notActions = listed(statement.NotAction).map(compileAction);
  return {
    effect: statement.Effect,
    label: statement.Sid || `#${index + 1}`,
    actions,
    matchesAction: statement.NotAction
      ? (action) => !anyOf(notActions)(action, () => undefined)
      : (action) => actions.some(({ matches }) => matches(action, () => undefined)),
    matchesResource: compileResources(statement),
    conditions: compileConditions(statement.Condition),
    principal: compilePrincipal(statement),
  };
}

function compileResources(statement: PolicyStatement): Matcher {
  const resources = listed(statement.Resource).map(compilePattern);
  const notResources = listed(statement.NotResource).map(compilePattern);
  if (statement.NotResource) return (resource, variables) => !anyOf(notResources)(resource, variables);
  // A role's trust policy names no resource: it is about the role itself.
  if (statement.Resource === undefined && statement.Principal !== undefined) return () => true;
  return anyOf(resources);
}

const anyOf =
  (matchers: Matcher[]): Matcher =>
  (text, variables) =>
    matchers.some((matches) => matches(text, variables));

/** Actions are matched without regard to case. */
function compileAction(text: string): Matcher {
  const matches = compilePattern(text.toLowerCase());
  return (action, variables) => matches(action.toLowerCase(), variables);
}

const listed = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : [value].flat();

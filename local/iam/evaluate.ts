import type { CompiledStatement } from './compile';
import { type Context, variablesOf } from './context';
import type { Naming } from './principals';
import type { Principal } from './types';

export interface Question {
  principal: Principal;
  action: string;
  resource: string;
  context: Context;
}

/** What one set of statements says. `delegated`: a key policy's account statement leaves it to the caller's own. */
export interface Verdict {
  denied: boolean;
  allowed: boolean;
  delegated: boolean;
  /** The statements that allowed, so that the others can be reported as never used. */
  allowedBy: CompiledStatement[];
}

/** Evaluates statements against one question; the caller has already left out other actions or not, as it likes. */
export function evaluate(statements: readonly CompiledStatement[], question: Question): Verdict {
  const verdict: Verdict = { denied: false, allowed: false, delegated: false, allowedBy: [] };
  const variables = variablesOf(question.context);
  for (const statement of statements) {
    if (!statement.matchesAction(question.action)) continue;
    if (!statement.matchesResource(question.resource, variables)) continue;
    const naming = statement.principal(question.principal);
    if (naming === 'no' || !statement.conditions(question.context, variables)) continue;
    apply(verdict, statement, naming);
  }
  return verdict;
}

function apply(verdict: Verdict, statement: CompiledStatement, naming: Naming): void {
  if (statement.effect === 'Deny') {
    verdict.denied = true;
  } else if (naming === 'account') {
    verdict.delegated = true;
  } else {
    verdict.allowed = true;
    verdict.allowedBy.push(statement);
  }
}

/**
 * Puts both sides together as AWS does within one account: a deny anywhere wins, else an allow on either side is
 * enough. A key (`mustAllow`) is different: the caller's own policies count only where the key policy delegates.
 *
 * @returns why not, in AWS's words; undefined when allowed.
 */
export function refusal(
  identity: Verdict,
  resource: Verdict | undefined,
  action: string,
  mustAllow: boolean,
): string | undefined {
  if (resource?.denied) return 'with an explicit deny in a resource-based policy';
  if (identity.denied) return 'with an explicit deny in an identity-based policy';
  if (resource?.allowed) return undefined;
  if (mustAllow && !resource?.delegated)
    return `because no resource-based policy allows the ${action} action`;
  if (identity.allowed) return undefined;
  return `because no identity-based policy allows the ${action} action`;
}

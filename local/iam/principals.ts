import { accountOf } from './context';
import { compilePattern } from './patterns';
import type { PolicyStatement, Principal } from './types';

/**
 * How a statement of a resource policy names the caller: `direct` grants by itself; `account` (the root ARN)
 * only hands the decision to the caller's own policies, but denies to everyone in the account.
 */
export type Naming = 'direct' | 'account' | 'no';
export type PrincipalTest = (principal: Principal) => Naming;

/** Statements of identity policies name nobody: they are about their owner. */
export function compilePrincipal(statement: PolicyStatement): PrincipalTest {
  if (statement.NotPrincipal) {
    const named = compileNames(statement.NotPrincipal);
    return (principal) => (named(principal) === 'no' ? 'direct' : 'no');
  }
  return statement.Principal === undefined ? () => 'direct' : compileNames(statement.Principal);
}

function compileNames(names: NonNullable<PolicyStatement['Principal']>): PrincipalTest {
  if (names === '*') return () => 'direct';
  const tests = Object.entries(names).flatMap(([kind, values]) =>
    [values].flat().map((value) => compileName(kind, value)),
  );
  return (principal) => {
    let best: Naming = 'no';
    for (const test of tests) {
      const naming = test(principal);
      if (naming === 'direct') return naming;
      if (naming === 'account') best = naming;
    }
    return best;
  };
}

function compileName(kind: string, value: string): PrincipalTest {
  if (kind === 'Service') {
    const matches = compilePattern(value);
    return (principal) =>
      principal.type === 'service' && matches(principal.arn, () => undefined) ? 'direct' : 'no';
  }
  if (kind !== 'AWS') return () => 'no';
  if (value === '*') return () => 'direct';
  const account = /^(?:arn:aws[\w-]*:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
  return (principal) => {
    if (principal.type === 'service' || principal.type === 'anonymous') return 'no';
    if (account) return accountOf(principal.arn) === account ? 'account' : 'no';
    return principal.arn === value ? 'direct' : 'no';
  };
}

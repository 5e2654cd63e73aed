import { type CompiledStatement, compileDocument } from './compile';
import type { Principal } from './types';

/** One allowed action of one statement of one principal. */
interface Grant {
  statement: string;
  used: boolean;
}

/** A principal's compiled policies, and which of their grants a call has used. */
export class GrantBook {
  private readonly statements: CompiledStatement[] = [];
  private readonly grants = new Map<CompiledStatement, Grant[]>();
  private readonly byAction = new Map<string, CompiledStatement[]>();
  private read = 0;

  constructor(private readonly principal: Principal) {}

  /** The statements that speak about `action`: mostly one or two of dozens. */
  about(action: string): CompiledStatement[] {
    if (this.read !== this.principal.policies.length) this.readPolicies();
    let found = this.byAction.get(action);
    if (!found) {
      found = this.statements.filter((statement) => statement.matchesAction(action));
      this.byAction.set(action, found);
    }
    return found;
  }

  use(statement: CompiledStatement, action: string): void {
    const grants = this.grants.get(statement);
    if (!grants || grants.length === 0) return;
    statement.actions.forEach(({ matches }, index) => {
      const grant = grants[index]!;
      if (!grant.used && matches(action, () => undefined)) grant.used = true;
    });
  }

  unused(): string[] {
    if (this.read !== this.principal.policies.length) this.readPolicies();
    return [...this.grants.values()]
      .flat()
      .filter(({ used }) => !used)
      .map(({ statement }) => statement);
  }

  /** The template's policies arrive one after the other at boot, and nothing takes one back. */
  private readPolicies(): void {
    for (const { name, document } of this.principal.policies.slice(this.read)) {
      // A managed policy is shared, its use is not: each principal has its own copy of the statements.
      for (const shared of compileDocument(document)) {
        const statement = { ...shared };
        this.statements.push(statement);
        if (statement.effect === 'Allow') {
          const grants = statement.actions.map(({ text }) => ({
            statement: `${name} ${statement.label} ${text}`,
            used: false,
          }));
          this.grants.set(statement, grants);
        }
      }
    }
    this.read = this.principal.policies.length;
    this.byAction.clear();
  }
}

import type { Credential, Credentials } from '../gateway/credentials';
import { type KeyPair, keyPair } from './key-pairs';
import type { PolicyDocument, Principal } from './types';

export interface NamedPolicy {
  name: string;
  document: PolicyDocument;
}

export interface Role {
  principal: Principal;
  trust: PolicyDocument;
}

/** Everybody who can call: the template's roles, this laptop's operators, and their keys. */
export class IamDirectory implements Credentials {
  private readonly roles = new Map<string, Role>();
  private readonly users = new Map<string, Principal>();
  private readonly managed = new Map<string, NamedPolicy>();
  private readonly keys = new Map<string, Credential>();

  constructor(
    private readonly account: string,
    /** Of the data folder, 32 bytes. */
    private readonly secret: Buffer,
  ) {}

  addRole(path: string, name: string, trust: PolicyDocument): Role {
    const arn = `arn:aws:iam::${this.account}:role${path}${name}`;
    const role = { principal: { type: 'role' as const, arn, policies: [] }, trust };
    this.roles.set(arn, role);
    this.give(role.principal, 'ASIA');
    return role;
  }

  /** @throws Error when the template attaches a policy to a role that it does not define. */
  roleNamed(name: string): Role {
    for (const [arn, role] of this.roles) if (arn.endsWith(`/${name}`)) return role;
    throw new Error(`no role is called ${name}`);
  }

  role(arn: string): Role | undefined {
    return this.roles.get(arn);
  }

  principals(): Principal[] {
    return [...this.roles.values()].map(({ principal }) => principal);
  }

  /** @returns its ARN. */
  addManagedPolicy(path: string, policy: NamedPolicy): string {
    const arn = `arn:aws:iam::${this.account}:policy${path}${policy.name}`;
    this.managed.set(arn, policy);
    return arn;
  }

  managedPolicy(arn: string): NamedPolicy | undefined {
    return this.managed.get(arn);
  }

  /** The managed policy whose name ends with `suffix`: a stack may put its own name before it. */
  managedPolicyEndingWith(suffix: string): NamedPolicy | undefined {
    return [...this.managed.values()].find(({ name }) => name.endsWith(suffix));
  }

  /** A user with these policies; the same one when asked again. */
  user(name: string, policies: NamedPolicy[]): Principal {
    let user = this.users.get(name);
    if (!user) {
      user = { type: 'user', arn: `arn:aws:iam::${this.account}:user/${name}`, policies: [...policies] };
      this.users.set(name, user);
      this.give(user, 'AKIA');
    }
    return user;
  }

  keysOf(principal: Principal): KeyPair {
    return keyPair(this.secret, principal.arn, principal.type === 'user' ? 'AKIA' : 'ASIA');
  }

  find(accessKeyId: string): Credential | undefined {
    return this.keys.get(accessKeyId);
  }

  private give(principal: Principal, prefix: 'AKIA' | 'ASIA'): void {
    const keys = keyPair(this.secret, principal.arn, prefix);
    this.keys.set(keys.accessKeyId, { ...keys, principal });
  }
}

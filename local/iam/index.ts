import type { ResourceHandlers } from '../cloudformation/types';
import { PolicyAuthorizer } from './authorizer';
import { compileDocument } from './compile';
import { contextOf } from './context';
import { IamDirectory } from './directory';
import { evaluate } from './evaluate';
import type { KeyPair } from './key-pairs';
import { iamHandlers } from './resources';
import type { Principal } from './types';

export interface Iam {
  directory: IamDirectory;
  authorizer: PolicyAuthorizer;
  handlers: ResourceHandlers;
  /** Keys of a role for a service that its trust policy lets in, e.g. `lambda.amazonaws.com`. */
  assumeRole(roleArn: string, service: string): { principal: Principal; keys: KeyPair };
  /** `X` and `X-<n>` carry the managed policy whose name ends with `X` capitalised. */
  operator(name: string): { principal: Principal; keys: KeyPair };
}

/** @param secret of the data folder: access keys derive from it. */
export function createIam(account: string, secret: Buffer, now: () => Date): Iam {
  const directory = new IamDirectory(account, secret);
  const withKeys = (principal: Principal) => ({ principal, keys: directory.keysOf(principal) });
  return {
    directory,
    authorizer: new PolicyAuthorizer(now),
    handlers: iamHandlers(directory),
    assumeRole(roleArn, service) {
      const role = directory.role(roleArn);
      if (!role) throw new Error(`no role has the ARN ${roleArn}`);
      const caller: Principal = { type: 'service', arn: service, policies: [] };
      const request = { principal: caller, action: 'sts:AssumeRole', resource: roleArn };
      const verdict = evaluate(compileDocument(role.trust), {
        ...request,
        context: contextOf(request, now()),
      });
      if (!verdict.allowed || verdict.denied) throw new Error(`${roleArn} does not trust ${service}`);
      return withKeys(role.principal);
    },
    operator(name) {
      const task = /^([a-z]+)(?:-\d+)?$/.exec(name)?.[1] ?? '';
      const policy = directory.managedPolicyEndingWith(task.charAt(0).toUpperCase() + task.slice(1));
      if (task === '' || !policy)
        throw new Error(`the template has no managed policy for an operator ${name}`);
      return withKeys(directory.user(name, [policy]));
    },
  };
}

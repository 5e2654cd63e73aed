import type { Variables } from './patterns';
import type { AccessRequest, Principal } from './types';

/** Condition keys by lower-case name; a key may have several values. */
export type Context = ReadonlyMap<string, string[]>;

/**
 * The condition keys of a request: what the service said about it and what IAM itself knows of the caller.
 *
 * `aws:SecureTransport` is true. The condition keeps others on the network from reading what travels; a loopback
 * connection leaves this computer no more than a TLS session does, and the template's "TLS only" statements would
 * else deny every call.
 */
export function contextOf(request: AccessRequest, now: Date): Context {
  const context = new Map<string, string[]>();
  const add = (name: string, value: string | string[] | boolean) =>
    context.set(name.toLowerCase(), Array.isArray(value) ? value : [String(value)]);
  add('aws:SecureTransport', true);
  add('aws:CurrentTime', now.toISOString());
  add('aws:EpochTime', String(Math.floor(now.getTime() / 1000)));
  addPrincipal(request.principal, add);
  for (const [name, value] of Object.entries(request.context ?? {})) add(name, value);
  return context;
}

function addPrincipal(principal: Principal, add: (name: string, value: string | boolean) => void): void {
  add('aws:PrincipalIsAWSService', principal.type === 'service');
  if (principal.type === 'service') {
    add('aws:PrincipalServiceName', principal.arn);
    return;
  }
  if (principal.type === 'anonymous') {
    add('aws:PrincipalType', 'Anonymous');
    return;
  }
  add('aws:PrincipalArn', principal.arn);
  add('aws:PrincipalAccount', accountOf(principal.arn));
  add('aws:PrincipalType', principal.type === 'user' ? 'User' : 'AssumedRole');
  if (principal.type === 'user') add('aws:username', nameOf(principal.arn));
}

/** A variable stands for a key with exactly one value. */
export const variablesOf =
  (context: Context): Variables =>
  (name) => {
    const values = context.get(name.toLowerCase());
    return values?.length === 1 ? values[0] : undefined;
  };

/** Account of an ARN. */
export const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

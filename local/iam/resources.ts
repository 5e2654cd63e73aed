import type { ResourceHandlers, ResourceRequest } from '../cloudformation/types';
import { awsManagedPolicy } from './aws-managed';
import { compileDocument } from './compile';
import type { IamDirectory, NamedPolicy, Role } from './directory';
import type { PolicyDocument } from './types';

interface RoleProperties {
  RoleName?: string;
  Path?: string;
  AssumeRolePolicyDocument: PolicyDocument;
  ManagedPolicyArns?: string[];
  Policies?: { PolicyName: string; PolicyDocument: PolicyDocument }[];
}

interface PolicyProperties {
  PolicyName: string;
  PolicyDocument: PolicyDocument;
  Roles?: string[];
  Users?: string[];
  Groups?: string[];
}

interface ManagedPolicyProperties {
  ManagedPolicyName?: string;
  Path?: string;
  PolicyDocument: PolicyDocument;
  Roles?: string[];
}

/** Roles, inline policies and managed policies of the template. */
export function iamHandlers(directory: IamDirectory): ResourceHandlers {
  return {
    'AWS::IAM::Role': (request) => createRole(directory, request),
    'AWS::IAM::Policy': (request) => createPolicy(directory, request),
    'AWS::IAM::ManagedPolicy': (request) => createManagedPolicy(directory, request),
  };
}

function createRole(directory: IamDirectory, request: ResourceRequest) {
  const properties = request.properties as unknown as RoleProperties;
  const name = properties.RoleName ?? request.physicalName(64);
  const role = directory.addRole(properties.Path ?? '/', name, properties.AssumeRolePolicyDocument);
  for (const arn of properties.ManagedPolicyArns ?? []) attach(role, managedPolicy(directory, arn));
  for (const { PolicyName, PolicyDocument } of properties.Policies ?? []) {
    attach(role, { name: PolicyName, document: PolicyDocument });
  }
  const { accessKeyId } = directory.keysOf(role.principal);
  return { ref: name, attributes: { Arn: role.principal.arn, RoleId: `AROA${accessKeyId.slice(4)}` } };
}

function createPolicy(directory: IamDirectory, request: ResourceRequest) {
  const properties = request.properties as unknown as PolicyProperties;
  if (properties.Users?.length || properties.Groups?.length) {
    throw new Error('the embedded AWS attaches policies to roles only');
  }
  for (const name of properties.Roles ?? []) {
    attach(directory.roleNamed(name), { name: properties.PolicyName, document: properties.PolicyDocument });
  }
  return { ref: properties.PolicyName, attributes: { Id: properties.PolicyName } };
}

function createManagedPolicy(directory: IamDirectory, request: ResourceRequest) {
  const properties = request.properties as unknown as ManagedPolicyProperties;
  const name = properties.ManagedPolicyName ?? `${request.stack}-${request.logicalId}`;
  const policy = { name, document: properties.PolicyDocument };
  compileDocument(policy.document);
  const arn = directory.addManagedPolicy(properties.Path ?? '/', policy);
  for (const role of properties.Roles ?? []) attach(directory.roleNamed(role), policy);
  return { ref: arn, attributes: { PolicyArn: arn } };
}

function managedPolicy(directory: IamDirectory, arn: string): NamedPolicy {
  const policy = directory.managedPolicy(arn) ?? awsManagedPolicy(arn);
  if (!policy) throw new Error(`the managed policy ${arn} is not known to the embedded AWS`);
  return policy;
}

/** Compiled at once, so that a condition which is not offered stops the boot and not a call. */
function attach(role: Role, policy: NamedPolicy): void {
  compileDocument(policy.document);
  role.principal.policies.push(policy);
}

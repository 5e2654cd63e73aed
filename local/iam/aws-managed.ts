import type { NamedPolicy } from './directory';

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const TRACES = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** Policies that AWS itself keeps and a template may name; what they allow is of no use on a laptop. */
const ALLOWED: Record<string, string[]> = {
  AWSLambdaBasicExecutionRole: LOGS,
  AWSXRayDaemonWriteAccess: TRACES,
  AWSXrayWriteOnlyAccess: TRACES,
};

/** @param arn such as `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`. */
export function awsManagedPolicy(arn: string): NamedPolicy | undefined {
  const name = /^arn:aws[\w-]*:iam::aws:policy\/(?:.+\/)?([^/]+)$/.exec(arn)?.[1];
  const actions = name === undefined ? undefined : ALLOWED[name];
  if (name === undefined || !actions) return undefined;
  return { name, document: { Statement: { Effect: 'Allow', Action: actions, Resource: '*' } } };
}

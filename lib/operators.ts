import { type CfnManagedPolicy, Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IncidentApi, Route } from './constructs/incident-api';
import type { DataStack } from './data-stack';

const LOOK: Route[] = [
  'GET /incidents',
  'GET /incidents/{incident}',
  'GET /incidents/{incident}/quarantine',
  'GET /incidents/{incident}/exports/{export}',
];
const STOP: Route[] = ['POST /incidents/{incident}/pause', 'POST /incidents/{incident}/resume'];
const PREPARE: Route[] = [
  'PUT /incidents/{incident}',
  'POST /incidents/{incident}/uploads',
  'POST /incidents/{incident}/quarantine',
  'POST /incidents/{incident}/recipients',
  'POST /incidents/{incident}/exports',
];
const APPROVE: Route[] = ['POST /incidents/{incident}/approve'];

/**
 * What people may do, as two policies to attach to roles or users. Who drops and prepares cannot approve; a person
 * with both policies is still one approver.
 */
export class Operators extends Construct {
  constructor(scope: Construct, { data, api }: { data: DataStack; api: IncidentApi }) {
    super(scope, 'Operators');
    const invoke = (routes: Route[]) =>
      new PolicyStatement({
        sid: 'Api',
        actions: ['execute-api:Invoke'],
        resources: routes.map((route) => api.arnForRoute(route)),
      });
    this.policy('Responder', 'drop files, prepare an incident, read the evidence', [
      invoke([...LOOK, ...STOP, ...PREPARE]),
      allow('Drop', ['s3:PutObject', 's3:AbortMultipartUpload'], [data.intake.arnForObjects('*')]),
      allow('List', ['s3:ListBucket'], [data.intake.bucketArn, data.evidence.bucketArn]),
      allow('Evidence', ['s3:GetObject'], [data.evidence.arnForObjects('*')]),
      data.key.through('s3'),
    ]);
    this.policy('Approver', 'look, approve, stop', [invoke([...LOOK, ...STOP, ...APPROVE])]);
  }

  private policy(name: string, description: string, statements: PolicyStatement[]): void {
    const policy = new ManagedPolicy(this, name, {
      managedPolicyName: `breach-notify-${name}`,
      description: `breach-notify: ${description}`,
      statements,
    });
    (policy.node.defaultChild as CfnManagedPolicy).overrideLogicalId(name);
  }
}

function allow(sid: string, actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, effect: Effect.ALLOW, actions, resources });
}

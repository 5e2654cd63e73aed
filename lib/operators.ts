import { type CfnManagedPolicy, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IncidentApi, Route } from './constructs/incident-api';
import { explainWildcard } from './constructs/wildcards';
import type { DataStack } from './data-stack';

/** An incident's wildcard covers what lies below it, so these are all the GETs there are. */
const LOOK: Route[] = ['GET /incidents', 'GET /incidents/{incident}'];
const STOP: Route[] = ['POST /incidents/{incident}/pause', 'POST /incidents/{incident}/resume'];
const PREPARE: Route[] = [
  'PUT /incidents/{incident}',
  'POST /incidents/{incident}/uploads',
  'POST /incidents/{incident}/drops',
  'POST /incidents/{incident}/quarantine',
  'POST /incidents/{incident}/recipients',
  'POST /incidents/{incident}/supplements',
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
    const responder = this.policy('Responder', 'drop files, prepare an incident, read the evidence');
    api.allowRoutes(responder, [...LOOK, ...STOP, ...PREPARE]);
    responder.addStatements(
      allow('Drop', ['s3:PutObject', 's3:AbortMultipartUpload'], data.intake.arnForObjects('*')),
      allow('List', ['s3:ListBucket'], data.intake.bucketArn, data.evidence.bucketArn),
      allow('Evidence', ['s3:GetObject'], data.evidence.arnForObjects('*')),
      data.key.through('s3', 'writes'),
    );
    explainWildcard(responder, 'drops', 'Drops files into any incident, but reads none back.');
    explainWildcard(responder, 'packs', 'Reads the packs of any incident.');
    api.allowRoutes(this.policy('Approver', 'look, approve, stop'), [...LOOK, ...STOP, ...APPROVE]);
  }

  private policy(name: string, description: string): ManagedPolicy {
    const policy = new ManagedPolicy(this, name, {
      managedPolicyName: `breach-notify-${name}`,
      description: `breach-notify: ${description}`,
    });
    (policy.node.defaultChild as CfnManagedPolicy).overrideLogicalId(name);
    return policy;
  }
}

function allow(sid: string, actions: string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions, resources });
}

import { Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * The wildcards in our policies, as cdk-nag's rule IAM5 names them: the ARN as synthesized, another stack's bucket by
 * the name of its export. Logical ids of the data stack are fixed, so these are, too.
 */
const WILDCARDS = {
  anything: '*',
  drops: 'BreachNotifyData:ExportsOutputFnGetAttIntakeArn7294693F/*',
  packs: 'BreachNotifyData:ExportsOutputFnGetAttEvidenceArn7A6FCCB6/*',
  evidencePacks: 'BreachNotifyData:ExportsOutputFnGetAttEvidenceArn7A6FCCB6/*/evidence.zip',
  regulatorPacks: 'BreachNotifyData:ExportsOutputFnGetAttEvidenceArn7A6FCCB6/*/regulator.zip',
  anchors: 'BreachNotifyData:ExportsOutputFnGetAttEvidenceArn7A6FCCB6/anchors/*',
  identities: 'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*',
} as const;

/** Says why a wildcard is right here. Without it synthesis fails. */
export function explainWildcard(scope: IConstruct, wildcard: keyof typeof WILDCARDS, because: string): void {
  acknowledge(scope, `AwsSolutions-IAM5[Resource::${WILDCARDS[wildcard]}]`, because);
}

/** The same for any finding, by cdk-nag's id. */
export function acknowledge(scope: IConstruct, id: string, reason: string): void {
  Validations.of(scope).acknowledge({ id, reason });
}

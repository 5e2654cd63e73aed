import type { Construct } from 'constructs';
import type { Env } from '../../lambdas/export/env';
import { PipelineFunction } from '../constructs/pipeline-function';
import { explainWildcard } from '../constructs/wildcards';
import { EXPORT_TIMEOUT } from '../queues';
import type { StageProps } from './props';

/** Proof: exports -> evidence pack and regulator pack, in one invocation. */
export class Export extends PipelineFunction {
  constructor(scope: Construct, props: StageProps) {
    const { data, queues, settings } = props;
    super(scope, {
      ...props,
      name: 'export',
      impact: 'The evidence pack cannot be built; the evidence itself is safe in the register.',
      timeout: EXPORT_TIMEOUT,
      memory: 1769,
      // The rows of a million people are sorted in /tmp before they are packed.
      storageMb: 4096,
      environment: {
        REGISTER_TABLE: data.register.tableName,
        EVIDENCE_BUCKET: data.evidence.bucketName,
        SIGNING_KEY: data.signingKey.keyId,
        RECORD_DAYS: String(settings.retention.recordDays),
        EVIDENCE_LOCK: settings.retention.evidenceLock,
      } satisfies Record<keyof Env, string>,
    });
    this.reads(queues.exports.queue, { batchSize: 1, concurrency: 2 });
    this.usesRegister(data, ['GetItem', 'PutItem', 'UpdateItem', 'Query']);
    this.allowPacks(data);
    this.allow('Sign', ['kms:Sign', 'kms:GetPublicKey'], [data.signingKey.keyArn]);
    this.role.addToPolicy(data.key.through('s3', 'writes'));
  }

  /** Only what names nobody can be locked: a locked evidence pack could not be erased. */
  private allowPacks({ evidence }: StageProps['data']): void {
    const regulatorPacks = evidence.arnForObjects('*/regulator.zip');
    const packs = [evidence.arnForObjects('*/evidence.zip'), regulatorPacks];
    this.allow('Packs', ['s3:PutObject', 's3:AbortMultipartUpload'], packs);
    explainWildcard(this, 'evidencePacks', 'Writes evidence packs under keys of the incident.');
    explainWildcard(
      this,
      'regulatorPacks',
      'Writes regulator packs under keys of the incident, and locks them.',
    );
    this.allow('LockPacks', ['s3:PutObjectRetention'], [regulatorPacks]);
    const anchors = ['s3:PutObject', 's3:PutObjectRetention', 's3:GetObjectVersion'];
    this.allow('Anchors', anchors, [evidence.arnForObjects('anchors/*')]);
    this.allow('ListAnchors', ['s3:ListBucketVersions'], [evidence.bucketArn]);
    explainWildcard(
      this,
      'anchors',
      'Reads and writes the anchors of any incident when its packs are built.',
    );
  }
}

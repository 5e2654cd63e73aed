import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SESClient } from '@aws-sdk/client-ses';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { createLogAnchors } from '../adapters/log-anchors';
import { recordLock } from '../adapters/object-lock';
import { createObjectVersions } from '../adapters/object-versions';
import { createQueue } from '../adapters/queue';
import { Incidents } from '../adapters/register/incidents';
import { Lanes } from '../adapters/register/lanes';
import { Notices } from '../adapters/register/notices';
import { RegisterTable } from '../adapters/register/table';
import { Unknowns } from '../adapters/register/unknowns';
import { createQuotaReader } from '../adapters/ses-account';
import { lanesFor } from '../domain/sending/pacer';
import { systemClock } from '../shared/clock';
import { createLogger } from '../shared/logger';
import { createArrivals, createObjectLister } from './aws';
import type { Env } from './env';
import type { Reconciler } from './reconcile';

/** The composition root: settings and clients in, one reconciler out. */
export function createReconciler(
  env: Env,
  clients: { dynamo: DynamoDBClient; s3: S3Client; ses: SESClient; sqs: SQSClient },
): Reconciler {
  const table = new RegisterTable(clients.dynamo, env.REGISTER_TABLE);
  const incidents = new Incidents(table);
  const intakeObjects = createObjectVersions(clients.s3, env.INTAKE_BUCKET);
  const unknowns = new Unknowns({
    table,
    incidents,
    lanes: new Lanes(table),
    notices: new Notices(table),
    stallSeconds: env.STALL_SECONDS,
    claimStaleSeconds: env.CLAIM_STALE_SECONDS,
    graceSeconds: env.GRACE_SECONDS,
  });
  return {
    table,
    incidents,
    bucket: createObjectLister(intakeObjects),
    intakeObjects,
    evidenceObjects: createObjectVersions(clients.s3, env.EVIDENCE_BUCKET),
    anchors: createLogAnchors(clients.s3, env.EVIDENCE_BUCKET, recordLock(env)),
    retention: {
      rawFileDays: env.RAW_FILE_DAYS,
      addressDays: env.ADDRESS_DAYS,
      recordDays: env.RECORD_DAYS,
      recoveryDays: env.RECOVERY_DAYS,
    },
    arrivals: createArrivals(createQueue(clients.sqs, env.ARRIVALS_QUEUE_URL), env.INTAKE_BUCKET),
    files: createQueue(clients.sqs, env.FILES_QUEUE_URL),
    dispatch: createQueue(clients.sqs, env.DISPATCH_QUEUE_URL),
    exports: createQueue(clients.sqs, env.EXPORTS_QUEUE_URL),
    quota: createQuotaReader(clients.ses),
    lanesFor: (rate, shards) => lanesFor(rate, shards, env.LANE_RATE),
    sweepClaims: (incident, lane, now) => unknowns.sweepClaims(incident, lane, now),
    settleUnknown: (incident, now) => unknowns.settleUnknown(incident, now),
    patience: { graceSeconds: env.GRACE_SECONDS, evidenceWindowSeconds: env.EVIDENCE_WINDOW_SECONDS },
    stallSeconds: env.STALL_SECONDS,
    // A full count at most as often as an unknown's grace allows anything to change by itself.
    recountSeconds: Math.min(60, env.GRACE_SECONDS / 3),
    clock: systemClock,
    log: createLogger('reconcile'),
  };
}

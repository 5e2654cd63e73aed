import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SESClient } from '@aws-sdk/client-ses';
import type { SQSClient } from '@aws-sdk/client-sqs';
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
    bucket: createObjectLister(clients.s3, env.INTAKE_BUCKET),
    arrivals: createArrivals(createQueue(clients.sqs, env.ARRIVALS_QUEUE_URL), env.INTAKE_BUCKET),
    files: createQueue(clients.sqs, env.FILES_QUEUE_URL),
    dispatch: createQueue(clients.sqs, env.DISPATCH_QUEUE_URL),
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

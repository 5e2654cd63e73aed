import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { createEvidenceBucket } from '../adapters/evidence-bucket';
import { createLogAnchors } from '../adapters/log-anchors';
import { recordLock } from '../adapters/object-lock';
import { RegisterTable } from '../adapters/register/table';
import { createSigner } from '../adapters/signer';
import { systemClock } from '../shared/clock';
import { loadEnv } from '../shared/env';
import { createLogger } from '../shared/logger';
import { Env } from './env';
import { createHandler } from './handler';

const env = loadEnv(Env, process.env);
const s3 = new S3Client({});
const lock = recordLock(env);

export const handler = createHandler(
  {
    table: new RegisterTable(new DynamoDBClient({}), env.REGISTER_TABLE),
    bucket: createEvidenceBucket(s3, env.EVIDENCE_BUCKET, lock, systemClock),
    anchors: createLogAnchors(s3, env.EVIDENCE_BUCKET, lock),
    signer: createSigner(new KMSClient({}), env.SIGNING_KEY),
    clock: systemClock,
    newId: randomUUID,
  },
  createLogger('export'),
  (ms) => wait(ms),
);

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openObject } from '../adapters/bucket';
import { createQueue } from '../adapters/queue';
import { DropClaims } from '../adapters/register/drop-claims';
import { Incidents } from '../adapters/register/incidents';
import { RegisterTable } from '../adapters/register/table';
import { systemClock } from '../shared/clock';
import { loadEnv } from '../shared/env';
import { createLogger } from '../shared/logger';
import { Env } from './env';
import { createHandler } from './handler';

const env = loadEnv(Env, process.env);
const table = new RegisterTable(new DynamoDBClient({}), env.REGISTER_TABLE);
const s3 = new S3Client({});

export const handler = createHandler({
  claims: new DropClaims(table, systemClock, randomUUID, setTimeout),
  incidents: new Incidents(table),
  table,
  open: (custody) => openObject(s3, custody),
  files: createQueue(new SQSClient({}), env.FILES_QUEUE_URL),
  clock: systemClock,
  // One file holds all of the program.
  reader: createHash('sha256').update(readFileSync(__filename)).digest('hex'),
  randomBytes,
  sliceMs: env.SLICE_SECONDS * 1000,
  log: createLogger('intake'),
});

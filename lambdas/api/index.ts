import { randomBytes, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createLinks } from '../adapters/links';
import { createQueue } from '../adapters/queue';
import { Incidents } from '../adapters/register/incidents';
import { RegisterTable } from '../adapters/register/table';
import { createSendingSwitch } from '../adapters/ses-account';
import { systemClock } from '../shared/clock';
import { loadEnv } from '../shared/env';
import { createLogger } from '../shared/logger';
import { Env } from './env';
import { createHandler } from './handler';
import { createRoutes } from './routes';

const env = loadEnv(Env, process.env);
const table = new RegisterTable(new DynamoDBClient({}), env.REGISTER_TABLE);

export const handler = createHandler(
  createRoutes({
    table,
    incidents: new Incidents(table),
    exports: createQueue(new SQSClient({}), env.EXPORTS_QUEUE_URL),
    links: createLinks(new S3Client({}), { intake: env.INTAKE_BUCKET, evidence: env.EVIDENCE_BUCKET }),
    setSending: createSendingSwitch(new SESClient({}), env.CONFIGURATION_SET),
    clock: systemClock,
    newId: randomUUID,
    randomKey: () => randomBytes(32),
  }),
  createLogger('api'),
);

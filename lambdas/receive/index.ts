import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createQueue } from '../adapters/queue';
import { Incidents } from '../adapters/register/incidents';
import { RegisterTable } from '../adapters/register/table';
import { systemClock } from '../shared/clock';
import { loadEnv } from '../shared/env';
import { createLogger } from '../shared/logger';
import { Env } from './env';
import { createHandler } from './handler';

const env = loadEnv(Env, process.env);
const table = new RegisterTable(new DynamoDBClient({}), env.REGISTER_TABLE);

export const handler = createHandler({
  table,
  incidents: new Incidents(table),
  files: createQueue(new SQSClient({}), env.FILES_QUEUE_URL),
  clock: systemClock,
  randomKey: () => randomBytes(32),
  log: createLogger('receive'),
});

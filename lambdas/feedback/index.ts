import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Controls } from '../adapters/register/control';
import { Incidents } from '../adapters/register/incidents';
import { RegisterTable } from '../adapters/register/table';
import { systemClock as clock } from '../shared/clock';
import { loadEnv } from '../shared/env';
import { createLogger } from '../shared/logger';
import { applyEvents } from './apply-events';
import { Env } from './env';
import { createHandler } from './handler';
import { rememberIncidents } from './known-incidents';

const log = createLogger('feedback');
const table = new RegisterTable(
  new DynamoDBClient({ cacheMiddleware: true }),
  loadEnv(Env, process.env).REGISTER_TABLE,
);
const incidents = rememberIncidents(new Incidents(table), clock);
const register = { table, controls: new Controls(table), incidents, clock, log };

export const handler = createHandler((incident, received) => applyEvents(register, incident, received), log);

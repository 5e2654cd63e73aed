import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { loadEnv } from '../shared/env';
import { createReconciler } from './create-reconciler';
import { Env } from './env';
import { createHandler } from './handler';

const env = loadEnv(Env, process.env);

export const handler = createHandler(
  createReconciler(env, {
    dynamo: new DynamoDBClient({}),
    s3: new S3Client({}),
    ses: new SESClient({}),
    sqs: new SQSClient({}),
  }),
);

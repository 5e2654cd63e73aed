import type { Closing } from '../closing';
import type { ResourceHandlers } from '../cloudformation/types';
import type { Gateway } from '../gateway/server';
import type { ServiceContext } from '../gateway/types';
import type { Iam } from '../iam';
import { createLambdaService } from '../lambda';
import type { Deliveries } from '../lambda/types';
import { createSchedule } from '../schedule';
import type { EmbeddedAwsSettings } from '../settings';
import { createDynamoDbService } from './dynamodb';
import { createHttpApiService } from './http-api';
import { createKmsService } from './kms';
import { createS3Service } from './s3';
import { createSesService } from './ses';
import { createSnsService } from './sns';
import { createSqsService } from './sqs';

export interface ServiceParts {
  settings: EmbeddedAwsSettings;
  iam: Iam;
  /** The context of one service: its own state folder. */
  context(name: string): ServiceContext;
  /** Bundles by the S3 key that the template names. */
  assets: ReadonlyMap<string, string>;
  logs: string;
  gateway: Gateway;
  closing: Closing;
}

export interface EmbeddedServices {
  handlers: ResourceHandlers;
  /** To be called once every resource exists. */
  start(): void;
}

/**
 * All services behind the gateway, each given what it uses of the others. What acts by itself comes last, so it is
 * closed first.
 */
export function createServices(parts: ServiceParts): EmbeddedServices {
  const { settings, iam, context, gateway, closing } = parts;
  const deliveries: Deliveries = {
    sendToQueue: (queueArn, body, from) => sqs.queues.sendToQueue(queueArn, body, from),
    publishToTopic: (topicArn, message, from) => sns.topics.publishToTopic(topicArn, message, from),
  };
  const kms = createKmsService(context('kms'));
  const { keys } = kms;
  const dynamodb = createDynamoDbService(context('dynamodb'), { keys });
  const sqs = createSqsService(context('sqs'), { keys });
  const sns = createSnsService(context('sns'), { deliveries, keys });
  const s3 = createS3Service(context('s3'), { deliveries, keys });
  const ses = createSesService(context('ses'), settings.ses, { deliveries });
  const storing = [kms, dynamodb, sqs, sns, s3, ses];
  for (const { service } of storing) closing.add(() => service.close());
  // After the Lambdas have ended and before a journal is closed, nothing more may come in.
  closing.add(() => gateway.close());

  const lambda = createLambdaService(context('lambda'), {
    queues: sqs.queues,
    assets: parts.assets,
    logsDirectory: parts.logs,
    echoLogs: settings.echoLogs,
    idle: settings.idle ?? [],
    credentialsFor: (roleArn) => iam.assumeRole(roleArn, 'lambda.amazonaws.com'),
  });
  closing.add(() => lambda.close());
  const { runtime } = lambda;
  const httpApi = createHttpApiService(context('http-api'), { runtime });
  const schedule = createSchedule(context('schedule'), { runtime, everySeconds: settings.scheduleSeconds });
  closing.add(() => schedule.close());

  const all = [...storing, httpApi, lambda];
  for (const { service } of all) gateway.register(service);
  return {
    handlers: Object.assign({}, iam.handlers, schedule.handlers, ...all.map(({ handlers }) => handlers)),
    start() {
      ses.start();
      lambda.start();
      schedule.start();
    },
  };
}

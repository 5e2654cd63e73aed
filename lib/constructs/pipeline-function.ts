import { join } from 'node:path';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  Code,
  EventSourceMapping,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { LambdaName } from '../bundle';
import type { Settings } from '../config';
import type { DataStack } from '../data-stack';
import type { Alarms } from '../monitoring/alarms';

export interface PipelineFunctionProps {
  settings: Settings;
  alarms: Alarms;
  /** See `bundleLambdas`. */
  bundles: string;
  name: LambdaName;
  /** What it means for people when this function fails. */
  impact: string;
  environment: Record<string, string>;
  timeout: Duration;
  /** 1769 MB is one whole core; more cores do not help one event loop. */
  memory: 512 | 1769;
  /** Of /tmp; 512 when left out. */
  storageMb?: number;
  /** Sends messages to its own queue: without this AWS stops the chain after about 16 rounds. */
  continuesItself?: boolean;
}

export type RegisterAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'BatchWriteItem';

/** One Lambda: own role that starts empty, own log group with an end, alarms with an impact. */
export class PipelineFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  private readonly name: string;

  constructor(scope: Construct, props: PipelineFunctionProps) {
    const id = `${props.name.charAt(0).toUpperCase()}${props.name.slice(1)}`;
    super(scope, id);
    this.name = id;
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.function = this.create(id, props);
    this.addAlarms(props);
  }

  /** Adds one statement to the role; its Sid is what a report on unused grants shows. */
  allow(sid: string, actions: string[], resources: string[]): void {
    this.role.addToPolicy(new PolicyStatement({ sid, actions, resources }));
  }

  /** Lets the function use the register, by exactly these DynamoDB actions. */
  usesRegister({ register, key }: Pick<DataStack, 'register' | 'key'>, actions: RegisterAction[]): void {
    this.allow(
      'Register',
      actions.map((action) => `dynamodb:${action}`),
      [register.tableArn],
    );
    this.role.addToPolicy(key.through('dynamodb', 'table'));
  }

  /** Lets the function send to a queue. */
  sendsTo(sid: string, queue: IQueue): void {
    this.allow(sid, ['sqs:SendMessage'], [queue.queueArn]);
  }

  /**
   * Feeds the function from a queue, with partial batch responses.
   *
   * @param options.concurrency caps the pollers of a standard queue: an uncapped one runs into the account's limit
   * (10 in a new account) and counts the throttled deliveries as attempts. FIFO groups cap themselves.
   */
  reads(queue: IQueue, options: { batchSize: number; window?: Duration; concurrency?: number }): void {
    this.allow(
      'Queue',
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      [queue.queueArn],
    );
    const mapping = new EventSourceMapping(this, 'Source', {
      target: this.function,
      eventSourceArn: queue.queueArn,
      batchSize: options.batchSize,
      maxBatchingWindow: options.window,
      maxConcurrency: options.concurrency,
      reportBatchItemFailures: true,
    });
    // AWS checks at creation that the role may read the queue.
    mapping.node.addDependency(this.role);
  }

  private create(id: string, props: PipelineFunctionProps): LambdaFunction {
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.allow('Logs', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    const created = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.bundles, props.name)),
      handler: 'index.handler',
      role: this.role,
      memorySize: props.memory,
      timeout: props.timeout,
      ephemeralStorageSize: props.storageMb ? Size.mebibytes(props.storageMb) : undefined,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      ...(props.continuesItself && { recursiveLoop: RecursiveLoop.ALLOW }),
    });
    (created.node.defaultChild as CfnFunction).overrideLogicalId(id);
    return created;
  }

  private addAlarms({ alarms, name, impact }: PipelineFunctionProps): void {
    const period = Duration.minutes(5);
    alarms.add({
      name: `${name}-errors`,
      severity: 'medium',
      impact,
      metric: this.function.metricErrors({ period }),
      threshold: 1,
    });
    alarms.add({
      name: `${name}-throttled`,
      severity: 'medium',
      impact: `${this.name} is refused by the account's concurrency limit and waits. ${impact}`,
      metric: this.function.metricThrottles({ period }),
      threshold: 5,
    });
  }
}

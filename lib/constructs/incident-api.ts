import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnApi,
  type CfnStage,
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Alarms } from '../monitoring/alarms';
import { acknowledge } from './wildcards';

/** The routes of lambdas/api/contract.ts. */
export const ROUTES = [
  'GET /incidents',
  'PUT /incidents/{incident}',
  'GET /incidents/{incident}',
  'POST /incidents/{incident}/uploads',
  'POST /incidents/{incident}/drops',
  'POST /incidents/{incident}/approve',
  'POST /incidents/{incident}/pause',
  'POST /incidents/{incident}/resume',
  'GET /incidents/{incident}/quarantine',
  'POST /incidents/{incident}/quarantine',
  'POST /incidents/{incident}/recipients',
  'POST /incidents/{incident}/supplements',
  'POST /incidents/{incident}/exports',
  'GET /incidents/{incident}/exports/{export}',
] as const;
export type Route = (typeof ROUTES)[number];

/** Open to everybody, so it is slow on purpose: 10 a second are plenty for people and useless for guessing. */
export const PUBLIC_ROUTE = 'GET /check/{incident}/{reference}';

export interface IncidentApiProps {
  handler: IFunction;
  alarms: Alarms;
  logRetention: RetentionDays;
}

/** HTTP API; IAM on every route but the public check of a notice's reference. */
export class IncidentApi extends HttpApi {
  constructor(scope: Construct, { handler, alarms, logRetention }: IncidentApiProps) {
    super(scope, 'HttpApi', {
      apiName: 'breach-notify',
      createDefaultStage: false,
      defaultAuthorizer: new HttpIamAuthorizer(),
    });
    const integration = new HttpLambdaIntegration('Api', handler, { scopePermissionToRoute: false });
    const add = (route: string, options: { authorizer?: HttpNoneAuthorizer } = {}) => {
      const [method, path] = route.split(' ') as [HttpMethod, string];
      return this.addRoutes({ path, methods: [method], integration, ...options });
    };
    for (const route of ROUTES) add(route);
    const [check] = add(PUBLIC_ROUTE, { authorizer: new HttpNoneAuthorizer() });
    const open =
      'Whoever got a notice may check its reference without an account; it answers yes or no and is throttled.';
    if (check) acknowledge(check, 'AwsSolutions-APIG4', open);
    this.openStage(check, logRetention);
    alarms.add({
      name: 'api-failures',
      severity: 'medium',
      impact: 'Some calls of the console or the command fail; an approval or a pause may be among them.',
      metric: this.metricServerError({ period: Duration.minutes(5) }),
      threshold: 1,
    });
  }

  /** Lets a policy call some routes; where IAM needs `*` it stands for any incident. */
  allowRoutes(policy: ManagedPolicy, routes: Route[]): void {
    const stack = Stack.of(this);
    const tails = routes.map((route) => `/$default/${route.replace(' ', '').replace(/\{\w+\}/g, '*')}`);
    const arn = stack.formatArn({ service: 'execute-api', resource: this.apiId });
    policy.addStatements(
      new PolicyStatement({
        sid: 'Api',
        actions: ['execute-api:Invoke'],
        resources: tails.map((tail) => `${arn}${tail}`),
      }),
    );
    const id = stack.getLogicalId(this.node.defaultChild as CfnApi);
    for (const tail of tails) {
      const wildcard = `arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${id}>${tail}`;
      acknowledge(
        policy,
        `AwsSolutions-IAM5[Resource::${wildcard}]`,
        'Any incident; the routes are named one by one.',
      );
    }
  }

  private openStage(check: HttpRoute | undefined, retention: RetentionDays): void {
    const logs = new LogGroup(this, 'AccessLogs', { retention, removalPolicy: RemovalPolicy.DESTROY });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 100, burstLimit: 200 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        // The route, not the path: a path holds the reference code of a notice. No IP address either.
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            at: '$context.requestTime',
            route: '$context.routeKey',
            status: '$context.status',
            latencyMs: '$context.responseLatency',
            error: '$context.error.messageString',
          }),
        ),
      },
    });
    const resource = stage.node.defaultChild as CfnStage;
    resource.routeSettings = { [PUBLIC_ROUTE]: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 } };
    if (check) resource.node.addDependency(check);
  }
}

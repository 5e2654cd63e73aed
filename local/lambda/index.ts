import type { ServiceContext } from '../gateway/types';
import type { Queues } from '../services/sqs';
import { EventSources } from './event-sources';
import { createLambdaHandlers } from './handlers';
import { Functions, type RuntimeOptions } from './runtime';
import { createLambdaHttp } from './service';

export interface LambdaOptions extends RuntimeOptions {
  queues: Queues;
  /** Bundle folders by the S3 key that the template names. */
  assets: ReadonlyMap<string, string>;
  /** See `EmbeddedAwsSettings.idle`. */
  idle?: readonly string[];
}

/** Functions from their real bundles, each in processes of its own with its own role, fed from their queues. */
export function createLambdaService(context: ServiceContext, options: LambdaOptions) {
  const functions = new Functions(context, options);
  const sources = new EventSources({
    functions,
    queues: options.queues,
    region: context.region,
    idle: options.idle ?? [],
    principalFor: (roleArn) => options.credentialsFor(roleArn).principal,
    report: (text) => process.stderr.write(`lambda: ${text}\n`),
  });
  return {
    service: createLambdaHttp(functions),
    handlers: createLambdaHandlers(context, { functions, sources, assets: options.assets }),
    runtime: functions,
    /** To be called once every resource exists. @throws Error when a role may not read its queue. */
    start: () => sources.start(),
    /** Stops polling, lets running invocations finish for a moment, then ends every process. */
    async close(): Promise<void> {
      sources.stop();
      await functions.close();
      await sources.ended();
    },
  };
}

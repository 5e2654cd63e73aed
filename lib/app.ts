import { App } from 'aws-cdk-lib/core';
import { context } from '../cdk.json';
import { settingsFor } from './config';
import { DataStack } from './data-stack';
import { PipelineStack } from './pipeline-stack';

export interface AppOptions {
  /** The context's `stage` (`-c stage=laptop`) unless told, else `prod`: a plain `cdk deploy` is the real thing. */
  stage?: string;
  /** See `bundleLambdas`. */
  bundles: string;
  /** Where the assembly goes; CDK_OUTDIR unless told. */
  outdir?: string;
}

/** The whole app. Feature flags come from cdk.json also when no CDK CLI reads it: one template, however made. */
export function createApp({ stage, bundles, outdir }: AppOptions): App {
  // autoSynth would synthesize once more at exit, and print a failure twice.
  const app = new App({ context, outdir, autoSynth: false, analyticsReporting: false });
  const settings = settingsFor(stage ?? app.node.tryGetContext('stage') ?? 'prod');
  const data = new DataStack(app, 'BreachNotifyData', settings);
  new PipelineStack(app, 'BreachNotifyPipeline', settings, data, bundles);
  return app;
}

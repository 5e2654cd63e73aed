import { createApp } from '../lib/app';
import { bundleLambdas } from '../lib/bundle';

/**
 * The CDK app: `npx cdk synth`, `npx cdk deploy --all`, with `-c stage=laptop` for the embedded AWS.
 *
 * CDK_VALIDATION=false leaves out cdk-nag and the CDK's own validation, which cost 5 s.
 */
async function main(): Promise<void> {
  const app = createApp({ bundles: bundleLambdas() });
  if (process.env.CDK_VALIDATION !== 'false') {
    const { addSecurityChecks } = await import('../lib/security-checks');
    addSecurityChecks(app);
  }
  app.synth();
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

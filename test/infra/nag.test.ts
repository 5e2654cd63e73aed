import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { App, Stack } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { appOf } from './synthesized';

const folder = mkdtempSync(join(tmpdir(), 'breach-notify-nag-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Synthesis resolves what stacks import from each other, which is how findings are named. */
function findings(app: App): string[] {
  app.synth();
  return new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
}

test('AwsSolutions finds nothing that is not acknowledged with its reason', () => {
  expect(findings(appOf('prod', join(folder, 'prod')))).toEqual([]);
});

test('and would find a careless bucket', () => {
  const app = appOf('prod', join(folder, 'careless'));
  new Bucket(app.node.findChild('BreachNotifyData') as Stack, 'Careless');
  expect(findings(app)).toEqual([
    'AwsSolutions-S1 BreachNotifyData/Careless/Resource',
    'AwsSolutions-S10 BreachNotifyData/Careless/Resource',
  ]);
});

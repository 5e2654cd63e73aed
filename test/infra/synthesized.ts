import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { App } from 'aws-cdk-lib/core';
import { createApp } from '../../lib/app';
import { LAMBDAS } from '../../lib/bundle';
import type { StageName } from '../../lib/config';

export interface Resource {
  id: string;
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties have no common type
  Properties: any;
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export interface Synthesized {
  data: Template;
  pipeline: Template;
  /** Of both stacks. */
  resources(type: string): Resource[];
}

/** Builds the app with one-line handlers: these tests are about the templates, not the bundles. */
export function appOf(stage: StageName, folder: string): App {
  const bundles = join(folder, 'bundles');
  for (const name of LAMBDAS) {
    mkdirSync(join(bundles, name), { recursive: true });
    writeFileSync(join(bundles, name, 'index.js'), `exports.handler = async () => '${name}';`);
  }
  return createApp({ stage, bundles, outdir: join(folder, 'out') });
}

/** Synthesizes once; call it once a test file. */
export function synthesize(stage: StageName): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), 'breach-notify-infra-'));
  try {
    const assembly = appOf(stage, folder).synth();
    const data = Template.fromJSON(assembly.getStackByName('BreachNotifyData').template);
    const pipeline = Template.fromJSON(assembly.getStackByName('BreachNotifyPipeline').template);
    return {
      data,
      pipeline,
      resources: (type) =>
        [data, pipeline].flatMap((template) =>
          Object.entries(template.findResources(type)).map(([id, resource]) => ({
            id,
            ...(resource as Omit<Resource, 'id'>),
          })),
        ),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The logical id that a reference inside the template, or to the other stack, points at. */
export function target(reference: unknown): string {
  const text = JSON.stringify(reference);
  const own = /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(text)?.[1];
  const imported = /ExportsOutput(?:Ref|FnGetAtt)(\w+?)(?:Arn|QueueName)?[0-9A-F]{8}"/.exec(text)?.[1];
  return own ?? imported ?? text;
}

export interface Statement {
  Sid?: string;
  Effect: string;
  Action: string[];
  Resource: unknown[];
  Condition?: Record<string, Record<string, unknown>>;
  Principal?: Record<string, unknown> | '*';
}

const list = <Item>(value: Item | Item[]): Item[] => (Array.isArray(value) ? value : [value]);

/** A policy document's statements, with actions and resources always as lists. */
export function statementsOf(policy: Resource): Statement[] {
  const document = policy.Properties.PolicyDocument ?? policy.Properties.KeyPolicy;
  return list(document.Statement).map((statement) => ({
    ...statement,
    Action: list(statement.Action),
    Resource: list(statement.Resource),
  }));
}

/** What the role of one Lambda may do. */
export function grantsOf({ resources }: Synthesized, lambda: string): Statement[] {
  return resources('AWS::IAM::Policy')
    .filter((policy) => policy.id.startsWith(`${lambda}Role`))
    .flatMap(statementsOf);
}

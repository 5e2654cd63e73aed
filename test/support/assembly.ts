import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from './embedded-aws';

interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties of any resource type, edited by name
  Properties: Record<string, any>;
}
export type Resources = Record<string, Resource>;

/** Somebody who may do everything, for what tests do past the API; the stacks themselves have nobody like that. */
export const TESTER: Resource = {
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: {
    ManagedPolicyName: 'breach-notify-Tester',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    },
  },
};

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A copy of the synthesized stacks in which `change` has edited the resources of both. */
export async function changedAssembly(change: (resources: Resources) => void): Promise<string> {
  const original = await synthesize();
  const copy = mkdtempSync(join(tmpdir(), 'breach-notify-changed-'));
  made.push(copy);
  const templates = readdirSync(original).filter((name) => name.endsWith('.template.json'));
  const parsed = templates.map((name) => JSON.parse(readFileSync(join(original, name), 'utf8')));
  for (const { Resources } of parsed) change(Resources);
  templates.forEach((name, at) => {
    writeFileSync(join(copy, name), JSON.stringify(parsed[at]));
  });
  for (const name of readdirSync(original)) {
    if (!templates.includes(name)) symlinkSync(join(original, name), join(copy, name));
  }
  return copy;
}

/** The stacks with an operator `tester`. */
export function addTester(resources: Resources): void {
  if (resources.Responder) resources.Tester = TESTER;
}

/** Takes one action out of a Lambda's role; @throws Error when it was never granted under that statement. */
export function withoutGrant(resources: Resources, lambda: string, sid: string, action: string): void {
  const policy = Object.entries(resources).find(
    ([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith(`${lambda}Role`),
  )?.[1];
  if (!policy) return;
  const statement = policy.Properties.PolicyDocument.Statement.find(
    (one: { Sid?: string }) => one.Sid === sid,
  );
  const actions: string[] = [statement?.Action ?? []].flat();
  if (!actions.includes(action)) throw new Error(`${lambda} has no ${action} in ${sid}`);
  // IAM wants at least one action: this one lets nobody do anything with a resource of ours.
  statement.Action = [...actions.filter((one) => one !== action), 'sts:GetCallerIdentity'];
}

import { NO_VALUE, type Scope, truth } from './intrinsics';
import type { Template } from './template';
import type { CreatedResource } from './types';

export interface Place {
  account: string;
  region: string;
}

/** What names mean inside one stack while it is being created. */
export class StackScope implements Scope {
  readonly created = new Map<string, CreatedResource>();
  private readonly conditions = new Map<string, boolean>();
  private readonly pseudo: Record<string, unknown>;

  constructor(
    private readonly stack: { name: string; template: Template },
    { account, region }: Place,
    private readonly exports: ReadonlyMap<string, unknown>,
  ) {
    this.pseudo = {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.name,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack.name}/local`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': NO_VALUE,
    };
  }

  ref(name: string): unknown {
    if (Object.hasOwn(this.pseudo, name)) return this.pseudo[name];
    const parameter = this.stack.template.Parameters?.[name];
    if (!parameter) return this.resource(name).ref;
    if (parameter.Default === undefined) throw new Error(`the parameter ${name} has no default`);
    return parameter.Type.startsWith('List<') || parameter.Type === 'CommaDelimitedList'
      ? String(parameter.Default).split(',')
      : parameter.Default;
  }

  attribute(logicalId: string, name: string): string {
    const value = this.resource(logicalId).attributes[name];
    if (value === undefined) {
      const type = this.stack.template.Resources[logicalId]?.Type;
      throw new Error(`the embedded AWS knows no attribute ${name} of ${logicalId} (${type})`);
    }
    return value;
  }

  importValue(name: string): unknown {
    if (!this.exports.has(name)) throw new Error(`no stack exports ${name}`);
    return this.exports.get(name);
  }

  mapping(map: string, first: string, second: string): unknown {
    const value = this.stack.template.Mappings?.[map]?.[first]?.[second];
    if (value === undefined) throw new Error(`the mapping ${map} has no ${first}.${second}`);
    return value;
  }

  condition(name: string): boolean {
    let value = this.conditions.get(name);
    if (value === undefined) {
      const condition = this.stack.template.Conditions?.[name];
      if (condition === undefined) throw new Error(`there is no condition ${name}`);
      value = truth(condition, this);
      this.conditions.set(name, value);
    }
    return value;
  }

  private resource(logicalId: string): CreatedResource {
    const resource = this.created.get(logicalId);
    if (!resource) throw new Error(`there is no resource ${logicalId}, or its condition does not hold`);
    return resource;
  }
}

import type { ResourceHandlers, ResourceRequest } from '../cloudformation/types';
import { NotImplemented } from '../gateway/errors';
import type { ServiceContext } from '../gateway/types';
import type { EventSources } from './event-sources';
import type { Functions } from './runtime';
import type { FunctionDefinition } from './types';

/** What a new AWS account allows over all functions; here each one may have it. */
const CONCURRENCY = 10;

export interface HandlerParts {
  functions: Functions;
  sources: EventSources;
  /** Bundle folders by the S3 key that the template names. */
  assets: ReadonlyMap<string, string>;
}

/** AWS::Lambda::Function, Permission and EventSourceMapping. */
export function createLambdaHandlers(context: ServiceContext, parts: HandlerParts): ResourceHandlers {
  const { functions, sources } = parts;
  return {
    'AWS::Lambda::Function': (request) => {
      const definition = functionDefinition(context, request, parts.assets);
      functions.add(definition);
      return { ref: definition.name, attributes: { Arn: definition.arn } };
    },
    'AWS::Lambda::Permission': ({ properties, physicalName }) => {
      const { SourceArn, SourceAccount, Principal, Action, FunctionName } = properties as Record<
        string,
        string
      >;
      functions.permit(FunctionName!, {
        Effect: 'Allow',
        Action: Action!,
        Principal: principalOf(Principal!),
        Condition: {
          ...(SourceArn && { ArnLike: { 'aws:SourceArn': SourceArn } }),
          ...(SourceAccount && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
        },
      });
      return { ref: physicalName(), attributes: { Id: physicalName() } };
    },
    'AWS::Lambda::EventSourceMapping': ({ properties, physicalName }) => {
      const id = physicalName(36);
      sources.add(properties);
      const arn = `arn:aws:lambda:${context.region}:${context.account}:event-source-mapping:${id}`;
      return { ref: id, attributes: { Id: id, EventSourceMappingArn: arn } };
    },
  };
}

const NOT_OFFERED = [
  'Layers',
  'VpcConfig',
  'FileSystemConfigs',
  'ImageConfig',
  'DeadLetterConfig',
  'SnapStart',
];

function functionDefinition(
  { region, account }: ServiceContext,
  { properties, physicalName }: ResourceRequest,
  assets: HandlerParts['assets'],
): FunctionDefinition {
  const unknown = NOT_OFFERED.find((name) => properties[name] !== undefined);
  if (unknown) throw new NotImplemented(`${unknown} of a function`);
  const runtime = String(properties.Runtime);
  if (!runtime.startsWith('nodejs')) throw new NotImplemented(`A function for ${runtime}`);
  const { S3Key } = properties.Code as { S3Key?: string };
  const directory = assets.get(S3Key ?? '');
  if (!directory) throw new NotImplemented('A function whose code is no asset of this assembly');
  const name = (properties.FunctionName as string) ?? physicalName(64);
  const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, string> };
  return {
    name,
    arn: `arn:aws:lambda:${region}:${account}:function:${name}`,
    roleArn: String(properties.Role),
    directory,
    handler: String(properties.Handler),
    memoryMb: Number(properties.MemorySize ?? 128),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    environment: Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, String(value)])),
    concurrency: Number(properties.ReservedConcurrentExecutions ?? CONCURRENCY),
    recursiveLoop: properties.RecursiveLoop === 'Allow' ? 'Allow' : 'Terminate',
  };
}

const principalOf = (principal: string): Record<string, string> =>
  principal.includes('.amazonaws.com') ? { Service: principal } : { AWS: principal };

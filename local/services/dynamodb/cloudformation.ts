import { createHash } from 'node:crypto';
import type { ResourceHandlers, ResourceRequest } from '../../cloudformation/types';
import { NotImplemented } from '../../gateway/errors';
import type { TableDefinition } from './types';

interface TableProperties {
  TableName?: string;
  KeySchema: TableDefinition['KeySchema'];
  AttributeDefinitions: TableDefinition['AttributeDefinitions'];
  SSESpecification?: { SSEEnabled?: boolean; KMSMasterKeyId?: string };
  TimeToLiveSpecification?: { AttributeName?: string; Enabled?: boolean };
  DeletionProtectionEnabled?: boolean;
}

/** Kept or without effect on one computer: capacity, point-in-time recovery, tags. */
const ACCEPTED = new Set([
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'BillingMode',
  'ProvisionedThroughput',
  'OnDemandThroughput',
  'WarmThroughput',
  'PointInTimeRecoverySpecification',
  'SSESpecification',
  'TimeToLiveSpecification',
  'DeletionProtectionEnabled',
  'ContributorInsightsSpecification',
  'ResourcePolicy',
  'TableClass',
  'Tags',
]);

export interface TableRegistration {
  arn(table: string): string;
  keyArn(keyIdOrArn: string): string;
  now(): Date;
  define(definition: TableDefinition, ttlAttribute: string | undefined): void;
}

/** AWS::DynamoDB::Table with a string, number or binary key; no indexes, no streams. */
export function tableHandlers(registration: TableRegistration): ResourceHandlers {
  return {
    'AWS::DynamoDB::Table': (request) => {
      const properties = request.properties as unknown as TableProperties;
      for (const name of Object.keys(request.properties)) {
        if (!ACCEPTED.has(name) || name === 'ResourcePolicy') {
          throw new NotImplemented(`${name} of the DynamoDB table ${request.logicalId}`);
        }
      }
      const name = properties.TableName ?? request.physicalName(255);
      const { AttributeName, Enabled } = properties.TimeToLiveSpecification ?? {};
      registration.define(
        definitionOf(name, properties, registration, request),
        Enabled ? AttributeName : undefined,
      );
      return { ref: name, attributes: { Arn: registration.arn(name) } };
    },
  };
}

function definitionOf(
  name: string,
  properties: TableProperties,
  { arn, keyArn, now }: TableRegistration,
  request: ResourceRequest,
): TableDefinition {
  const key = properties.SSESpecification?.KMSMasterKeyId;
  return {
    TableName: name,
    TableArn: arn(name),
    TableId: createHash('sha256').update(`${request.stack}/${name}`).digest('hex').slice(0, 32),
    TableStatus: 'ACTIVE',
    CreationDateTime: Math.floor(now().getTime() / 1000),
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
    ...(key === undefined
      ? {}
      : { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: keyArn(key) } }),
    DeletionProtectionEnabled: properties.DeletionProtectionEnabled ?? false,
  };
}

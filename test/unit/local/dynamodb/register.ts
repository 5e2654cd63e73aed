import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Stand } from '../s3/stand';

/** A table like the register's. */
export const TABLE = 'register';

export const tableProperties = {
  TableName: TABLE,
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
};

export const createRegister = (stand: Stand, properties: Record<string, unknown> = {}) =>
  stand.create('AWS::DynamoDB::Table', 'Register', { ...tableProperties, ...properties });

export const key = (sk: string, pk = 'p'): Record<string, AttributeValue> => ({
  pk: { S: pk },
  sk: { S: sk },
});

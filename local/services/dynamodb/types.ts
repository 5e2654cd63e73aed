/** One attribute as DynamoDB writes it: exactly one member, named by its type. */
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;

/** A request's members; dynalite adds what it parsed from the expressions under `_`. */
export interface Data {
  TableName: string;
  Item?: Item;
  Key?: Item;
  ReturnValues?: string;
  ReturnValuesOnConditionCheckFailure?: string;
  ConditionExpression?: string;
  UpdateExpression?: string;
  KeyConditionExpression?: string;
  FilterExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
  AttributesToGet?: string[];
  QueryFilter?: unknown;
  ScanFilter?: unknown;
  KeyConditions?: Record<string, { AttributeValueList: AttributeValue[] }>;
  Select?: string;
  Limit?: number;
  _condition?: { expression: unknown };
  _filter?: { expression: unknown };
  _updates?: unknown;
  _keyCondition?: unknown;
  _projection?: { paths: unknown[] };
}

/** A table as DescribeTable shows it; also what dynalite's rules read their key schema from. */
export interface TableDefinition {
  TableName: string;
  TableArn: string;
  TableId: string;
  TableStatus: 'ACTIVE';
  CreationDateTime: number;
  KeySchema: { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' };
  ProvisionedThroughput: { ReadCapacityUnits: 0; WriteCapacityUnits: 0; NumberOfDecreasesToday: 0 };
  SSEDescription?: { Status: 'ENABLED'; SSEType: 'KMS'; KMSMasterKeyArn: string };
  DeletionProtectionEnabled: boolean;
  TableSizeBytes?: number;
  ItemCount?: number;
}

/** Bounds over storage keys, as dynalite's query and scan compute them. */
export interface KeyRange {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
}

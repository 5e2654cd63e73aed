import {
  type AttributeValue,
  BatchWriteItemCommand,
  type BatchWriteItemCommandOutput,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ConditionLost } from '../../shared/errors';
import { takeShortWay } from './wire/short-way';

/** A condition or update in DynamoDB's own expression language; names start with `#`, values with `:`. */
export interface Expression {
  expression: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

export interface Key {
  pk: string;
  sk: string;
}

export interface RangeOptions {
  /** Only sort keys that start so. */
  prefix?: string;
  /** Only sort keys after this one (exclusive). */
  after?: string;
  /** Items a page: bounds memory, not the result. */
  pageSize?: number;
  consistent?: boolean;
  /** Newest first. */
  descending?: boolean;
  /** Only these fields come back; a walk that decides on few of them costs a third. */
  only?: readonly string[];
  /** Asks for the next page while this one is worked on: for walks that go to the end. */
  ahead?: boolean;
}

/** One write of a transaction; an update's condition uses the update's own names and values. */
export type TransactedWrite =
  | { put: Key & object; condition?: Expression }
  | { key: Key; update: Expression; condition?: string };

const BATCH = 25;
const options = { removeUndefinedValues: true };

/**
 * The register's table: plain objects in and out, conditional failures as `ConditionLost` with the item that won.
 * Queries are strongly consistent unless told otherwise.
 */
export class RegisterTable {
  private readonly client: Pick<DynamoDBClient, 'send'>;

  constructor(
    client: DynamoDBClient,
    private readonly tableName: string,
  ) {
    this.client = { send: takeShortWay(client) };
  }

  async get<Item extends object>(key: Key, consistent = true): Promise<Item | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({
        TableName: this.tableName,
        Key: marshall({ pk: key.pk, sk: key.sk }),
        ConsistentRead: consistent,
      }),
    );
    return item && (unmarshall(item) as Item);
  }

  /** @throws ConditionLost when the condition does not hold. */
  async put(item: Key & object, condition?: Expression): Promise<void> {
    await this.conditional(() =>
      this.client.send(
        new PutItemCommand({
          TableName: this.tableName,
          Item: marshall(item, options),
          ...conditionOf(condition),
        }),
      ),
    );
  }

  /**
   * @param returning what comes back: the item after the update, the changed fields as they were, or nothing.
   * @throws ConditionLost when the condition does not hold.
   */
  async update<Item extends object>(
    key: Key,
    update: Expression,
    condition?: string,
    returning: 'ALL_NEW' | 'UPDATED_OLD' | 'NONE' = 'ALL_NEW',
  ): Promise<Item> {
    return this.conditional(async () => {
      const { Attributes } = await this.client.send(
        new UpdateItemCommand({
          TableName: this.tableName,
          Key: marshall({ pk: key.pk, sk: key.sk }),
          UpdateExpression: update.expression,
          ExpressionAttributeNames: update.names,
          ExpressionAttributeValues: update.values && marshall(update.values, options),
          ConditionExpression: condition,
          ReturnValues: returning,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return unmarshall(Attributes ?? {}) as Item;
    });
  }

  async delete(key: Key, condition?: Expression): Promise<void> {
    await this.conditional(() =>
      this.client.send(
        new DeleteItemCommand({
          TableName: this.tableName,
          Key: marshall({ pk: key.pk, sk: key.sk }),
          ...conditionOf(condition),
        }),
      ),
    );
  }

  /** Walks one partition in sort-key order, page by page, in flat memory. */
  async *query<Item extends object>(pk: string, range: RangeOptions = {}): AsyncGenerator<Item> {
    let coming: Promise<QueryCommandOutput> | undefined = this.page(pk, range);
    while (coming) {
      const page: QueryCommandOutput = await coming;
      const last: QueryCommandOutput['LastEvaluatedKey'] = page.LastEvaluatedKey;
      const next = () => (last ? this.page(pk, range, last) : undefined);
      const asked = range.ahead ? next() : undefined;
      // whoever stops early never sees how it ended
      asked?.catch(() => {});
      for (const item of page.Items ?? []) yield unmarshall(item) as Item;
      coming = asked ?? next();
    }
  }

  private page(
    pk: string,
    range: RangeOptions,
    from?: Record<string, AttributeValue>,
  ): Promise<QueryCommandOutput> {
    return this.client.send(
      new QueryCommand({ TableName: this.tableName, ...rangeOf(pk, range), ExclusiveStartKey: from }),
    );
  }

  /** Writes items that may be repeated without harm, 25 a call; what DynamoDB leaves over is sent again. */
  async batchPut(items: readonly (Key & object)[]): Promise<void> {
    await this.batchWrite(items.map((item) => ({ PutRequest: { Item: marshall(item, options) } })));
  }

  /**
   * All or nothing. Only where two items must never be seen apart: it costs twice the write units.
   *
   * @throws ConditionLost when any condition does not hold.
   */
  async transact(writes: readonly TransactedWrite[]): Promise<void> {
    const TransactItems = writes.map((write) => this.transacted(write));
    try {
      await unlessBusy(() => this.client.send(new TransactWriteItemsCommand({ TransactItems })));
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const lost = error.CancellationReasons?.find(({ Code }) => Code === 'ConditionalCheckFailed');
      if (!lost) throw error;
      throw new ConditionLost(lost.Item && unmarshall(lost.Item));
    }
  }

  private transacted(write: TransactedWrite): TransactWriteItem {
    const TableName = this.tableName;
    if ('put' in write) {
      return { Put: { TableName, Item: marshall(write.put, options), ...conditionOf(write.condition) } };
    }
    return {
      Update: {
        TableName,
        Key: marshall({ pk: write.key.pk, sk: write.key.sk }),
        UpdateExpression: write.update.expression,
        ExpressionAttributeNames: write.update.names,
        ExpressionAttributeValues: write.update.values && marshall(write.update.values, options),
        ConditionExpression: write.condition,
      },
    };
  }

  async batchDelete(keys: readonly Key[]): Promise<void> {
    await this.batchWrite(keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: marshall({ pk, sk }) } })));
  }

  private async batchWrite(requests: WriteRequest[]): Promise<void> {
    for (let at = 0; at < requests.length; at += BATCH) {
      let left: WriteRequest[] | undefined = requests.slice(at, at + BATCH);
      for (let attempt = 0; left && left.length > 0; attempt++) {
        if (attempt > 0) await backOff(attempt);
        const answer: BatchWriteItemCommandOutput = await this.client.send(
          new BatchWriteItemCommand({ RequestItems: { [this.tableName]: left } }),
        );
        left = answer.UnprocessedItems?.[this.tableName];
      }
    }
  }

  private async conditional<Result>(send: () => Promise<Result>): Promise<Result> {
    try {
      return await unlessBusy(send);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new ConditionLost(error.Item && unmarshall(error.Item));
    }
  }
}

function conditionOf(condition?: Expression) {
  if (!condition) return {};
  return {
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: condition.names,
    ExpressionAttributeValues: condition.values && marshall(condition.values, options),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/**
 * DynamoDB takes one condition on the sort key, so a prefix with a start is a range: from `after` (which is
 * skipped by appending the lowest character) to the prefix followed by the highest one.
 */
function rangeOf(pk: string, range: RangeOptions) {
  const { prefix, after, pageSize, consistent = true, descending, only } = range;
  const values: Record<string, string> = { ':pk': pk };
  let sk = '';
  if (after !== undefined) {
    values[':from'] = `${after}\u0000`;
    values[':to'] = `${prefix ?? ''}\u{10ffff}`;
    sk = ' AND sk BETWEEN :from AND :to';
  } else if (prefix !== undefined) {
    values[':prefix'] = prefix;
    sk = ' AND begins_with(sk, :prefix)';
  }
  return {
    KeyConditionExpression: `pk = :pk${sk}`,
    ExpressionAttributeValues: marshall(values),
    Limit: pageSize,
    ConsistentRead: consistent,
    ScanIndexForward: !descending,
    ...(only && {
      ProjectionExpression: only.map((_field, at) => `#only${at}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(only.map((field, at) => [`#only${at}`, field])),
    }),
  };
}

/** Transactions take milliseconds: who meets ten others in a row has another problem. */
const MOST_MEETINGS = 10;

/** Sends again when a transaction had the same item at that moment: the SDK takes that for a final answer. */
async function unlessBusy<Result>(send: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!isBusy(error) || attempt === MOST_MEETINGS) throw error;
      await backOff(attempt);
    }
  }
}

const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

function isBusy(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  // one place for each write: `None` where that write was not the reason
  const reasons = (error.CancellationReasons ?? []).flatMap(({ Code = 'None' }) =>
    Code === 'None' ? [] : Code,
  );
  return reasons.length > 0 && reasons.every((reason) => PASSING.includes(reason));
}

/** Full jitter, 50 ms doubling to 5 s: DynamoDB left items over because the partition is hot. */
function backOff(attempt: number): Promise<void> {
  const ceiling = Math.min(5_000, 50 * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, Math.random() * ceiling));
}

import { DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { recipientItemKind } from '../../lambdas/adapters/register/keys';
import type { TestAws } from './embedded-aws';

export interface StoredItem {
  pk: string;
  sk: string;
  [field: string]: unknown;
}

/** Everything that the register holds of one incident. Needs the operator `tester`. */
export async function registerItems(aws: TestAws, incident: string): Promise<StoredItem[]> {
  const client = new DynamoDBClient(aws.client('tester'));
  const items: StoredItem[] = [];
  let from: ScanCommandOutput['LastEvaluatedKey'];
  do {
    const scan = new ScanCommand({ TableName: aws.outputs.RegisterTable, ExclusiveStartKey: from });
    const page = await client.send(scan);
    items.push(...(page.Items ?? []).map((item) => unmarshall(item) as StoredItem));
    from = page.LastEvaluatedKey;
  } while (from);
  return items.filter(({ pk }) => pk === `INC#${incident}` || pk.startsWith(`INC#${incident}#`));
}

/** Exposures as a person would compare them: whom, from which line, brought by which drop. */
export const exposuresIn = (items: StoredItem[]): string[] =>
  items
    // Under a recipient's key only: the version in a drop's key may begin with any letter.
    .filter(({ pk, sk }) => /#R\d+$/.test(pk) && recipientItemKind(sk).kind === 'X')
    .map(({ address, company, group, line, generation }) =>
      [address, company, group, line, generation].join(' | '),
    )
    .sort();

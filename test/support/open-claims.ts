import { cpSync, existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { addTester, changedAssembly, type Resources } from './assembly';
import { bootEmbeddedAws } from './embedded-aws';

/** Nothing is read from any queue: so a register can be looked at without anything happening to it. */
function withoutWorkers(resources: Resources): void {
  addTester(resources);
  for (const [id, { Type }] of Object.entries(resources)) {
    if (Type === 'AWS::Lambda::EventSourceMapping') delete resources[id];
  }
}
const NEVER = 86_400;

/**
 * How many mails were under way when the owner of a data folder died: claims without an outcome. The folder itself
 * is not touched.
 */
export async function claimsOpenIn(data: string, incident = 'test-leak'): Promise<number> {
  if (!existsSync(path.join(data, 'dynamodb'))) return 0;
  const copy = await mkdtemp(path.join(tmpdir(), 'breach-notify-copy-'));
  cpSync(data, copy, { recursive: true, filter: (source) => !source.includes('/assembly') });
  const aws = await bootEmbeddedAws({
    data: copy,
    assembly: await changedAssembly(withoutWorkers),
    scheduleSeconds: NEVER,
  });
  const client = new DynamoDBClient(aws.client('tester'));
  let open = 0;
  for (let shard = 0; shard < 16; shard++) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: aws.outputs.RegisterTable,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `INC#${incident}#R${shard}` } },
      }),
    );
    open += Items.filter(({ status }) => status?.S === 'claimed').length;
  }
  await aws.close();
  rmSync(copy, { recursive: true, force: true });
  return open;
}

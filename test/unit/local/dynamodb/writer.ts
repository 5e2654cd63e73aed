import { PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { Stand } from '../s3/stand';
import { createRegister, key, TABLE } from './register';

/** Writes for ever, and prints each key once its write is acknowledged; to be killed. */
async function main(): Promise<void> {
  const stand = await Stand.open(process.argv[2]);
  await createRegister(stand);
  const db = stand.dynamo();
  let next = 0;
  const lane = async (): Promise<never> => {
    for (;;) {
      const sk = String(next++).padStart(8, '0');
      await db.send(new PutItemCommand({ TableName: TABLE, Item: key(sk, 'items') }));
      process.stdout.write(`${sk}\n`);
      const pair = ['left', 'right'].map((pk) => ({ Put: { TableName: TABLE, Item: key(sk, pk) } }));
      await db.send(new TransactWriteItemsCommand({ TransactItems: pair }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

void main();

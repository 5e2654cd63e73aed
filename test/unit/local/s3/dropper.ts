import { PutObjectCommand } from '@aws-sdk/client-s3';
import { BUCKET, createBucket, notifying } from './bucket';
import { Stand } from './stand';

/** Puts objects for ever while the queue is down, and prints each key once acknowledged; to be killed. */
async function main(): Promise<void> {
  const stand = await Stand.open(process.argv[2]);
  await createBucket(stand, notifying());
  stand.queueFault = new Error('down');
  const s3 = stand.objects();
  let next = 0;
  const lane = async (): Promise<never> => {
    for (;;) {
      const Key = `key-${String(next++).padStart(6, '0')}`;
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key.repeat(50) }));
      process.stdout.write(`${Key}\n`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

void main();

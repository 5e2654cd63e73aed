import { join } from 'node:path';
import { arnOf, temporaryFolder } from '../sqs/support';
import { linesOf, startLambda, stopAll, until } from './support';

afterEach(stopAll);

test('a function left idle is given nothing, and what waits for it stays; others work', async () => {
  const seen = join(temporaryFolder(), 'seen');
  const code = (name: string) => ({
    code: `exports.handler = async () => { require('node:fs').appendFileSync(${JSON.stringify(seen)}, '${name}\\n'); };`,
  });
  const queues = { a: { VisibilityTimeout: 30 }, b: { VisibilityTimeout: 30 } };
  const lambda = await startLambda(
    { 'stack-dispatch': code('dispatch'), 'stack-export': code('export') },
    { queues, idle: ['dispatch'] },
  );
  await lambda.map('a', 'stack-dispatch');
  await lambda.map('b', 'stack-export');
  lambda.start();
  for (const queue of ['a', 'b']) {
    await lambda.sqs.json('SendMessage', { QueueUrl: queue, MessageBody: 'go on' });
  }
  const waiting = (queue: string) => lambda.sqs.queues.byArn(arnOf(queue)).counts();
  await until(() => linesOf(seen).length > 0 && Object.values(waiting('b')).every((count) => count === 0));
  expect(linesOf(seen)).toEqual(['export']);
  expect(Object.values(waiting('a'))).toContain(1);
});

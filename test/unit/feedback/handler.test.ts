import type { SQSEvent } from 'aws-lambda';
import { createHandler } from '../../../lambdas/feedback/handler';
import { sesEvent } from '../../support/ses-events';

const rid = 'a'.repeat(26);
const batch = (...bodies: string[]) =>
  ({ Records: bodies.map((body, n) => ({ messageId: `m${n}`, body })) }) as SQSEvent;
const failures = (answer: { batchItemFailures: { itemIdentifier: string }[] }) =>
  answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

const lines: string[] = [];
const keep = (...said: unknown[]) => void lines.push(JSON.stringify(said));
const log = { info: keep, warn: keep, error: keep } as never;
beforeEach(() => {
  lines.length = 0;
});

test('a message that is no event fails alone; foreign events are let go', async () => {
  const applied: string[] = [];
  const handler = createHandler(async (_incident, received) => {
    applied.push(...received.map(({ id }) => id));
    return [];
  }, log);
  const answer = await handler(
    batch(sesEvent('Send', { rid }), 'not an event', sesEvent('Send', { rid, account: '111111111111' })),
    { invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:feedback' },
  );
  expect(applied).toEqual(['m0']);
  expect(failures(answer)).toEqual(['m1']);
});

test('what cannot be applied comes again, and only that', async () => {
  const handler = createHandler(async (incident, received) => {
    if (incident === 'broken-one') throw new Error('store down');
    return received.slice(0, 1).map(({ id }) => id);
  }, log);
  const answer = await handler(
    batch(
      sesEvent('Send', { rid }),
      sesEvent('Delivery', { rid }),
      sesEvent('Send', { rid, incident: 'broken-one' }),
      sesEvent('Delivery', { rid, incident: 'broken-one' }),
    ),
  );
  expect(failures(answer)).toEqual(['m0', 'm2', 'm3']);
});

test('no address reaches the log', async () => {
  const handler = createHandler(async () => Promise.reject(new Error('admin@corp.example')), log);
  await handler(batch(sesEvent('Send', { rid }), '{"mail":"admin@corp.example"}'));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join()).not.toContain('corp.example');
});

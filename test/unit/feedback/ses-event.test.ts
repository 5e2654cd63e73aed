import fc from 'fast-check';
import { readSesEvent } from '../../../lambdas/feedback/ses-event';
import { sesEvent } from '../../support/ses-events';

const rid = 'a'.repeat(26);
const ACCOUNT = '000000000000';

test('what our tags and SES say is read', () => {
  const at = '2023-06-29T14:00:02.500Z';
  expect(readSesEvent(sesEvent('Bounce', { rid, at, feedbackId: 'f' }), ACCOUNT)).toEqual({
    incident: 'leak-2023',
    rid,
    sequence: 1,
    attemptId: '1-a',
    type: 'Bounce',
    messageId: 'm-1',
    acceptedAt: '2023-06-29T14:00:00.000Z',
    at,
    discriminator: 'f',
    bounce: { type: 'Permanent', subType: 'General' },
  });
});

test('times are brought to one form, so that they compare as text', () => {
  const event = readSesEvent(sesEvent('Delivery', { rid, at: '2023-06-29T16:00:02+02:00' }), ACCOUNT);
  expect(event).toMatchObject({ at: '2023-06-29T14:00:02.000Z' });
});

test.each([
  ['of another account', sesEvent('Send', { rid, account: '111111111111' })],
  ['without our tags', JSON.stringify({ eventType: 'Send', mail: { timestamp: 'x', tags: {} } })],
  ['with no tags at all', JSON.stringify({ eventType: 'Send', mail: { timestamp: 'x' } })],
  ['with a recipient id that is none', sesEvent('Send', { rid: '../../etc' })],
  ['with an incident that is none', sesEvent('Send', { rid, incident: 'INC#x' })],
  ['with a sequence that is none', sesEvent('Send', { rid, seq: '1e9' })],
  ['with an attempt that is none', sesEvent('Send', { rid, attempt: 'a b' })],
  ['of a type we do not ask for', sesEvent('Open', { rid })],
])('an event %s is foreign', (_what, body) => {
  expect(readSesEvent(body, ACCOUNT)).toBe('foreign');
});

test.each([
  ['no JSON', 'x{'],
  ['null', 'null'],
  ['a number', '1'],
  ['no event', '{}'],
  ['an event of ours without a message id', sesEvent('Send', { rid, messageId: '' })],
  ['an event of ours with an id too long for a key', sesEvent('Send', { rid, messageId: 'm'.repeat(1_000) })],
  [
    'an event of ours too large for an item',
    sesEvent('Send', { rid }).replace('{', `{"x":"${'x'.repeat(400_000)}",`),
  ],
  ['an event of ours with a time that is none', sesEvent('Delivery', { rid, at: 'yesterday' })],
])('%s is a fault, and the fault quotes nothing of it', (_what, body) => {
  expect(() => readSesEvent(body, ACCOUNT)).toThrow(/SES event/);
  try {
    readSesEvent(body, ACCOUNT);
  } catch (error) {
    expect(String(error)).not.toContain('corp.example');
  }
});

test('nothing that can be on the queue makes it do anything else', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      try {
        expect(readSesEvent(body, ACCOUNT)).toBe('foreign');
      } catch (error) {
        expect(String(error)).toMatch(/SES event/);
      }
    }),
  );
});

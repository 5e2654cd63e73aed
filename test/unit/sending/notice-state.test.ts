import fc from 'fast-check';
import { factsOf, type MailEvent } from '../../../lambdas/domain/sending/event-facts';
import { mergeFacts, type NoticeFacts, standingOf } from '../../../lambdas/domain/sending/notice-state';

const at = (second: number) => `2023-06-29T14:00:${String(second).padStart(2, '0')}.000Z`;
const second = fc.integer({ min: 0, max: 59 });
const bounce = fc.record({
  type: fc.constantFrom('Permanent', 'Transient', 'Undetermined'),
  subType: fc.constantFrom('General', 'NoEmail', 'MailboxFull', 'Suppressed', 'OnAccountSuppressionList'),
});
const event: fc.Arbitrary<MailEvent> = fc.record({
  type: fc.constantFrom(
    'Send',
    'Delivery',
    'Bounce',
    'Complaint',
    'Reject',
    'DeliveryDelay',
    'Rendering Failure',
  ),
  messageId: fc.constant('m-1'),
  acceptedAt: fc.constant(at(0)),
  at: second.map(at),
  bounce,
  complaintSubType: fc.option(fc.constant('OnAccountSuppressionList'), { nil: undefined }),
});
const facts = event.map(factsOf);
const merge = (all: NoticeFacts[]) => all.reduce(mergeFacts, {});

test('events in any order, repeated at will, amount to the same facts and the same status', () => {
  fc.assert(
    fc.property(
      fc
        .array(facts, { maxLength: 8 })
        .chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length, maxLength: 2 * all.length }),
          ),
        ),
      ([all, shuffled]) => {
        expect(merge(shuffled)).toEqual(merge(all));
        expect(standingOf(merge(shuffled))).toEqual(standingOf(merge(all)));
      },
    ),
  );
});

test('merging in parts is merging at once', () => {
  fc.assert(
    fc.property(facts, facts, facts, (a, b, c) => {
      expect(mergeFacts(mergeFacts(a, b), c)).toEqual(mergeFacts(a, mergeFacts(b, c)));
    }),
  );
});

test('no event ever lowers the rank', () => {
  fc.assert(
    fc.property(fc.array(facts), facts, (known, news) => {
      const before = merge(known);
      expect(standingOf(mergeFacts(before, news)).rank).toBeGreaterThanOrEqual(standingOf(before).rank);
    }),
  );
});

const delivered = factsOf({ type: 'Delivery', messageId: 'm', acceptedAt: at(0), at: at(2) });
const bounced = (type: string, subType: string) =>
  factsOf({ type: 'Bounce', messageId: 'm', acceptedAt: at(0), at: at(5), bounce: { type, subType } });

test('an out-of-office reply after a delivery does not downgrade it', () => {
  expect(standingOf(mergeFacts(delivered, bounced('Transient', 'General'))).status).toBe('delivered');
});

test('a permanent bounce after a delivery does', () => {
  expect(standingOf(mergeFacts(delivered, bounced('Permanent', 'General'))).status).toBe('bounced');
});

test.each([
  ['Permanent', 'General', 'bounced', true],
  ['Permanent', 'NoEmail', 'bounced', true],
  ['Permanent', 'Suppressed', 'bounced', true],
  ['Transient', 'MailboxFull', 'bounced', false],
  ['Transient', 'CustomTimeoutExceeded', 'bounced', false],
  ['Undetermined', 'Undetermined', 'bounced', false],
])('%s/%s is %s (hard: %s)', (type, subType, status, hard) => {
  const known = bounced(type, subType);
  expect(standingOf(known).status).toBe(status);
  expect(known.bounce?.hard).toBe(hard);
});

test.each([
  'OnAccountSuppressionList',
  'OnTenantSuppressionList',
  'EmailValidationSuppressed',
  'UnsubscribedRecipient',
])('Permanent/%s was never attempted: suppressed', (subType) => {
  expect(standingOf(bounced('Permanent', subType)).status).toBe('suppressed');
});

test('an event proves more than the answer to our call', () => {
  const refused: NoticeFacts = { rejectedAt: at(1), rejection: 'MessageRejected' };
  expect(standingOf(refused).status).toBe('rejected');
  expect(standingOf(mergeFacts(refused, delivered)).status).toBe('delivered');
});

import fc from 'fast-check';
import { dueNotice } from '../../../lambdas/domain/sending/due';
import { outcomeOf } from '../../../lambdas/domain/sending/outcome-of';
import type { Decision, Notice, Recipient } from '../../../lambdas/domain/sending/recipient';

const at = (minute: number) => new Date(Date.UTC(2023, 5, 29, 14, minute)).toISOString();
const recipient = (change: Partial<Recipient>): Recipient => ({
  rid: 'a'.repeat(26),
  exposures: [{ generation: 1 }],
  decisions: [],
  notices: [],
  ...change,
});
const notice = (change: Partial<Notice> = {}): Notice => ({
  sequence: 1,
  attempt: 1,
  attemptId: '1-x',
  claimedAt: at(0),
  ...change,
});
const decided = (decision: Decision['decision'], minute: number): Decision => ({ decision, at: at(minute) });
const unknownForGood = notice({ unknownAt: at(1), unknownFinalAt: at(5) });
const late = new Date(at(59));

test('somebody without a notice is due the first one', () => {
  expect(dueNotice(recipient({}), 1)).toMatchObject({ sequence: 1, attempt: 1 });
});

test('a run tells and shows nothing that came after its manifest', () => {
  const exposures = [{ generation: 1 }, { generation: 2 }];
  expect(dueNotice(recipient({ exposures: [{ generation: 2 }] }), 1)).toBeUndefined();
  expect(dueNotice(recipient({ exposures }), 1)?.exposures).toEqual([{ generation: 1 }]);
});

test('nobody with a notice is due another one, whatever became of it, unless a person decided so later', () => {
  const fact = fc.constantFrom<Partial<Notice>>(
    {},
    { unknownAt: at(1) },
    { unknownAt: at(1), unknownFinalAt: at(5) },
    { sentAt: at(1) },
    { deliveredAt: at(1) },
    { bouncedAt: at(1) },
    { rejectedAt: at(1) },
  );
  const decision = fc.constantFrom<Decision['decision']>('second-route-done', 'accept-unknown', 'release');
  fc.assert(
    fc.property(fact, fc.array(decision), fc.nat(9), (facts, decisions, generation) => {
      const told = recipient({
        notices: [notice(facts)],
        decisions: decisions.map((one, minute) => decided(one, minute + 6)),
        exposures: [{ generation: 1 }, { generation: 5 }],
      });
      expect(dueNotice(told, generation)).toBeUndefined();
    }),
  );
});

test('a resend is due when the outcome is finally unknown and a person said so after the attempt', () => {
  const decisions = [decided('resend', 6)];
  expect(dueNotice(recipient({ notices: [unknownForGood], decisions }), 1)).toMatchObject({
    sequence: 1,
    attempt: 2,
    previous: unknownForGood,
  });
  expect(outcomeOf(recipient({ notices: [unknownForGood], decisions }), late)).toBe('pending');
});

test.each([
  ['the outcome is not final', notice({ unknownAt: at(1) }), [decided('resend', 6)]],
  ['evidence has come since', { ...unknownForGood, deliveredAt: at(7) }, [decided('resend', 6)]],
  ['the word was given before this attempt', { ...unknownForGood, claimedAt: at(7) }, [decided('resend', 6)]],
  ['it was taken back', unknownForGood, [decided('resend', 6), decided('accept-unknown', 7)]],
])('no resend when %s', (_why, known, decisions) => {
  expect(dueNotice(recipient({ notices: [known], decisions }), 1)).toBeUndefined();
});

test('withheld is not sent to, until released', () => {
  const decisions = [decided('withhold', 1)];
  expect(dueNotice(recipient({ decisions }), 1)).toBeUndefined();
  expect(outcomeOf(recipient({ decisions }), late)).toBe('withheld');
  expect(dueNotice(recipient({ decisions: [...decisions, decided('release', 2)] }), 1)).toBeDefined();
});

test('an address SES cannot take is due, with nowhere to send to: it must end with an outcome', () => {
  const exposures = [{ generation: 1, flags: ['non-ascii-local-part'] }];
  expect(dueNotice(recipient({ exposures }), 1)).toMatchObject({ exposures: [] });
});

test('a supplement follows a notice that is known to have been sent, once per decision', () => {
  const decisions = [decided('supplement', 6)];
  const first = notice({ sentAt: at(1) });
  expect(dueNotice(recipient({ notices: [first], decisions }), 1)).toMatchObject({
    sequence: 2,
    supplementOf: first,
  });
  const second = notice({ sequence: 2, claimedAt: at(7), sentAt: at(7) });
  expect(dueNotice(recipient({ notices: [first, second], decisions }), 1)).toBeUndefined();
  expect(dueNotice(recipient({ notices: [notice({ unknownAt: at(1) })], decisions }), 1)).toBeUndefined();
});

test('an outcome as of a time knows nothing that came later', () => {
  const known = recipient({
    notices: [notice({ sentAt: at(1), deliveredAt: at(2), bouncedAt: at(9), bounce: hard })],
  });
  expect(outcomeOf(known, new Date(at(0)))).toBe('claimed');
  expect(outcomeOf(known, new Date(at(1)))).toBe('sent');
  expect(outcomeOf(known, new Date(at(5)))).toBe('delivered');
  expect(outcomeOf(known, new Date(at(9)))).toBe('bounced');
  expect(outcomeOf(known, new Date(Date.parse(at(0)) - 1))).toBe('pending');
});
const hard = { type: 'Permanent', subType: 'General', hard: true };

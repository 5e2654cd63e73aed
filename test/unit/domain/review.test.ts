import { type IncidentRecord, parseIncidentRecord } from '../../../lambdas/domain/incident-record';
import { coveredGeneration, type ReviewInput, review } from '../../../lambdas/domain/review';
import { incidentRecord } from '../../support/records';

function recordWith(policy: Partial<IncidentRecord['policy']>): IncidentRecord {
  const parsed = parseIncidentRecord(incidentRecord({ policy }));
  if ('faults' in parsed) throw new Error(parsed.faults.join());
  return parsed.record;
}

const manifest = 'a'.repeat(64);
const readable = (overrides: Partial<ReviewInput> = {}): ReviewInput => ({
  record: recordWith({ approval: 'one' }),
  drops: [{ state: 'read', generation: 1, files: [] }],
  recipients: 10,
  pending: 10,
  manifest,
  approvals: [{ by: 'arn:aws:iam::000000000000:user/a', manifest }],
  holdsOfFiles: () => [],
  ...overrides,
});
const codes = (input: ReviewInput) => review(input).map(({ code }) => code);

describe('nothing is sent while anything holds it', () => {
  test('an approved, readable incident is free', () => {
    expect(review(readable())).toEqual([]);
  });

  test.each<[string, Partial<ReviewInput>, string]>([
    ['no file', { drops: [] }, 'no-files'],
    ['no incident record', { record: undefined }, 'no-notice'],
    [
      'a refused file',
      { drops: [{ state: 'refused', generation: 1, files: [], fault: { code: 'binary', detail: 'x' } }] },
      'file-refused',
    ],
    ['a file after erasure', { drops: [{ state: 'held', generation: 1, files: [] }] }, 'file-held'],
    ['nobody found', { recipients: 0, pending: 0 }, 'no-recipients'],
    ['too many', { record: recordWith({ approval: 'one', maxRecipients: 9 }) }, 'too-many-recipients'],
    [
      'a doubt of intake',
      { holdsOfFiles: () => [{ code: 'structural-quarantine', detail: 'x' }] },
      'structural-quarantine',
    ],
    [
      'an ETA after a clock',
      {
        eta: new Date('2026-01-02T00:00:00Z'),
        dueBy: { name: 'GDPR 34', at: new Date('2026-01-01T00:00:00Z') },
      },
      'eta-after-clock',
    ],
  ])('%s holds although it was approved', (_, overrides, code) => {
    expect(codes(readable(overrides))).toContain(code);
  });

  test('a file is named by the number that people know it by', () => {
    const drops: ReviewInput['drops'] = [
      {
        state: 'refused',
        generation: 7,
        number: 2,
        files: [],
        fault: { code: 'empty-file', detail: 'It is empty.' },
      },
      { state: 'held', generation: 0, number: 3, files: [] },
    ];
    const details = review(readable({ drops })).map(({ detail }) => detail);
    expect(details).toEqual([
      'file 2: empty-file: It is empty.',
      'file 3 arrived after erasure; it is kept unread',
    ]);
  });

  test('no approval, or one of another manifest, holds', () => {
    expect(codes(readable({ approvals: [] }))).toEqual(['awaiting-approval']);
    expect(codes(readable({ approvals: [{ by: 'x', manifest: 'other' }] }))).toEqual(['awaiting-approval']);
  });

  test('an approval that a change has voided says what has changed since', () => {
    const parts = { recipients: 'r1', texts: 't1', sender: 's1' };
    const given = { by: 'x', manifest: 'other', at: '2026-03-01T12:00:00.000Z' };
    const detailOf = (now: Partial<typeof parts>, approved = parts) =>
      review(readable({ parts: { ...parts, ...now }, approvals: [{ ...given, parts: approved }] }))[0]
        ?.detail;
    expect(detailOf({ texts: 't2' })).toContain(
      'approved at 2026-03-01T12:00:00.000Z has changed since: texts.',
    );
    expect(detailOf({ recipients: 'r2', sender: 's2' })).toContain(
      'changed since: recipients, sender settings.',
    );
    expect(review(readable({ approvals: [] }))[0]?.detail).not.toContain('changed');
  });

  test('one person is never two approvers', () => {
    const record = recordWith({ approval: 'two' });
    const once = { by: 'a', manifest };
    expect(codes(readable({ record, approvals: [once, once] }))).toEqual(['second-approver']);
    expect(codes(readable({ record, approvals: [once, { by: 'b', manifest }] }))).toEqual([]);
  });

  test('automatic needs no approval but still holds on doubts', () => {
    const record = recordWith({ approval: 'automatic' });
    expect(codes(readable({ record, approvals: [] }))).toEqual([]);
    expect(codes(readable({ record, approvals: [], drops: [] }))).toContain('no-files');
  });
});

describe('a manifest covers only what nothing can join any more', () => {
  test('a file still being read holds back its generation and all after it', () => {
    expect(
      coveredGeneration(
        [
          { state: 'read', generation: 1 },
          { state: 'reading', generation: 2 },
          { state: 'read', generation: 3 },
        ],
        3,
      ),
    ).toBe(1);
  });

  test('a drop without a generation holds back everything', () => {
    expect(coveredGeneration([{ state: 'received', generation: 0 }], 4)).toBe(0);
  });
});

import { isHeld, nextSteps, openHolds } from '../../../bin/command/next-steps';
import { isCurrent, isOver, isReviewed } from '../../../bin/command/wait';
import type { IncidentView } from '../../../lambdas/api/contract';
import { HOLD_CODES, type HoldCode } from '../../../lambdas/domain/holds';
import { incidentRecord } from '../../support/sending-records';

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString();

function dropOf(generation: number, change: object = {}) {
  return {
    incident: 'leak-2026',
    drop: `d${generation}#v${generation}`,
    generation,
    custody: { key: `leak-2026/${generation}.csv`, version: `v${generation}`, receivedAt: at(0) },
    state: 'read',
    slice: 1,
    heartbeatAt: at(0),
    ...change,
  } as IncidentView['drops'][number];
}

/** An incident in review with one file that was read, covered by its manifest. */
function view(change: Partial<IncidentView> = {}): IncidentView {
  return {
    incident: 'leak-2026',
    phase: 'review',
    openedAt: at(0),
    generation: 1,
    record: incidentRecord(),
    recordHash: 'record',
    manifest: {
      hash: 'm',
      generation: 1,
      recipients: 1,
      exposures: 1,
      record: 'record',
      decisions: 0,
    } as never,
    holds: [],
    due: 1,
    revision: 1,
    drops: [dropOf(1)],
    lanes: [],
    clocks: [],
    warnings: [],
    ...change,
  };
}

describe('who must do what next', () => {
  const doers = (one: IncidentView) => nextSteps(one).map(({ who }) => who);

  test.each(Object.keys(HOLD_CODES) as HoldCode[])('every hold has somebody who settles it: %s', (code) => {
    const record = code === 'no-notice' ? undefined : incidentRecord();
    const [step] = nextSteps(view({ record, holds: [{ code, detail: 'x' }] }));
    expect(step?.who).not.toBe('nobody');
    expect(step?.what).toMatch(/\w/);
  });

  test.each<[string, Partial<IncidentView>, string[], RegExp]>([
    ['nothing was dropped', { drops: [] }, ['responder'], /drop the leaked file/],
    ['a file is being read', { drops: [dropOf(1, { state: 'reading' })] }, ['nobody'], /being read/],
    ['nothing holds it', {}, ['nobody'], /sending to 1 person starts/],
    ['it is being sent', { phase: 'sending' }, ['nobody'], /are being sent/],
    [
      'it is paused',
      { phase: 'paused', control: { control: 'pause', by: 'a', at: at(0), why: 'too many bounces' } },
      ['responder'],
      /too many bounces.*resume/,
    ],
    [
      'it was resumed before reconcile looked again',
      { phase: 'paused', control: { control: 'go', by: 'a', at: at(0), why: 'settled' } },
      ['nobody'],
      /goes on within a minute/,
    ],
    ['it is done', { phase: 'done' }, ['nobody'], /nothing is left/],
    [
      'some are unknown',
      { phase: 'done', unknownsDue: 2 },
      ['responder', 'responder'],
      /names whom.*2 people got/s,
    ],
    [
      'some were not reached',
      { phase: 'done', secondRouteDue: 1 },
      ['responder', 'responder'],
      /names whom.*not reach 1 person/s,
    ],
    ['more is known now', { phase: 'done', supplementsDue: 3 }, ['responder'], /about 3 people/],
    [
      'some are unknown while later people wait for an approval',
      {
        unknownsDue: 2,
        run: { id: 'r0001', manifest: 'earlier' } as never,
        holds: [{ code: 'awaiting-approval', detail: 'x' }],
      },
      ['approver', 'responder', 'responder'],
      /2 people got their mail/,
    ],
    ['lines wait when all is done', { phase: 'done', linesDue: 22 }, ['responder'], /22 quarantined lines/],
    [
      'lines wait that hold nothing',
      { linesDue: 1 },
      ['responder', 'nobody'],
      /1 quarantined line .*starts/s,
    ],
    [
      'lines hold it',
      { linesDue: 9, holds: [{ code: 'bad-rows', detail: 'x' }] },
      ['responder'],
      /decide on quarantined lines/,
    ],
    [
      'a pause is on its way to the senders',
      { phase: 'sending', control: { control: 'pause', by: 'a', at: at(0), why: 'a doubt' } },
      ['nobody'],
      /being paused \(a doubt\)/,
    ],
    [
      'there is nothing yet to approve',
      {
        record: undefined,
        recordHash: undefined,
        manifest: { ...view().manifest, record: undefined } as never,
        holds: [
          { code: 'no-notice', detail: 'x' },
          { code: 'awaiting-approval', detail: 'x' },
        ],
      },
      ['responder'],
      /with the id leak-2026/,
    ],
    [
      'the record has just been put',
      { recordHash: 'newer', holds: [{ code: 'no-notice', detail: 'x' }] },
      ['nobody'],
      /being computed/,
    ],
  ])('when %s', (_when, change, who, what) => {
    expect(doers(view(change))).toEqual(who);
    expect(
      nextSteps(view(change))
        .map((step) => step.what)
        .join('\n'),
    ).toMatch(what);
  });

  test.each<[HoldCode, string]>([
    ['file-refused', 'file 2: empty-file: It is empty.'],
    ['file-held', 'file 2 arrived after erasure; it is kept unread'],
  ])('%s: the command names the very file', (code, detail) => {
    const drops = [dropOf(1, { number: 1 }), dropOf(7, { number: 2 }), dropOf(8, { number: 22 })];
    const [step] = nextSteps(view({ drops, holds: [{ code, detail }] }));
    expect(step?.command).toBe('set-aside leak-2026 2 --why WHY');
  });

  test('a file that a setting can make readable may be set aside as well', () => {
    const holds = [
      { code: 'file-refused' as const, detail: 'file 2: no-address-column: Name it in incident.json.' },
    ];
    const [step] = nextSteps(view({ drops: [dropOf(1, { number: 1 }), dropOf(7, { number: 2 })], holds }));
    expect(step).toMatchObject({
      command: 'incident put leak-2026.json',
      or: 'set-aside leak-2026 2 --why WHY',
    });
  });

  test('a file that has just been set aside holds no longer, its namesakes do', () => {
    const aside = { by: 'a', at: at(0), why: 'x' };
    const drops = [dropOf(1, { number: 1 }), dropOf(7, { number: 2, setAside: aside })];
    const holds = [
      { code: 'bad-rows' as const, detail: 'file 2.1: 9 of 10 rows' },
      { code: 'bad-rows' as const, detail: 'file 1: 9 of 10 rows' },
    ];
    expect(openHolds(view({ drops, holds }))).toEqual([holds[1]]);
  });

  test('an approval counts at once, and one of another manifest never', () => {
    const holds = [{ code: 'awaiting-approval' as const, detail: 'x' }];
    const by = (manifest: string) => [{ by: 'a', at: at(0), manifest }];
    expect(openHolds(view({ holds, approvals: by('m') }))).toEqual([]);
    expect(openHolds(view({ holds, approvals: by('other') }))).toEqual(holds);
    const two = incidentRecord({ policy: { approval: 'two' } });
    expect(openHolds(view({ holds, approvals: by('m'), record: two }))).toMatchObject([
      { code: 'second-approver' },
    ]);
  });
});

describe('what a run waits for', () => {
  const dropped = [{ key: 'leak-2026/1.csv', version: 'v1' }];

  test.each<[string, Partial<IncidentView>]>([
    ['another file is being read', { drops: [dropOf(1), dropOf(2, { state: 'received' })] }],
    ['the manifest does not cover the last file', { generation: 2 }],
    ['the record has changed', { recordHash: 'newer' }],
    ['a decision is not taken in', { decisions: 1 }],
    ['there is no manifest', { manifest: undefined }],
  ])('not reviewed and not over while %s', (_why, change) => {
    expect(isCurrent(view(change))).toBe(false);
    expect(isReviewed(view(change), dropped)).toBe(false);
    expect(isOver(view({ phase: 'done', ...change }))).toBe(false);
  });

  test('reviewed when everything is taken in, and our own files are there', () => {
    expect(isReviewed(view(), dropped)).toBe(true);
    expect(isReviewed(view(), [{ key: 'leak-2026/1.csv', version: 'v9' }])).toBe(false);
  });

  test('held where a person has to decide or approve, also when a late file asks for a second approval', () => {
    const holds = [{ code: 'awaiting-approval' as const, detail: 'x' }];
    const run = { id: 'r0001', manifest: 'earlier' } as never;
    expect(isHeld(view({ holds, run }))).toBe(true);
    expect(isHeld(view({ holds, approvals: [{ by: 'a', at: at(0), manifest: 'm' }] }))).toBe(false);
    expect(isHeld(view({ holds, decisions: 1 }))).toBe(false);
    expect(isHeld(view({ holds, phase: 'sending' }))).toBe(false);
    expect(isHeld(view())).toBe(false);
  });

  test('over when it is done, also when the last file needed no run of its own', () => {
    const run = { id: 'r0001', manifest: 'earlier' } as never;
    expect(isOver(view({ phase: 'done', run }))).toBe(true);
    expect(isOver(view({ phase: 'closed', decisions: 5 }))).toBe(true);
    expect(isOver(view({ phase: 'sending' }))).toBe(false);
  });
});

describe('a paused run', () => {
  const paused = (control: 'pause' | 'go') =>
    view({
      phase: 'paused',
      control: { control, by: 'a', at: at(0), why: 'x' },
      lanes: [{ state: 'paused', heartbeatAt: at(1) } as never],
      totalsAt: at(2),
    });

  test('is over once its lanes rest and were counted', () => {
    expect(isOver(paused('pause'))).toBe(true);
    expect(isOver({ ...paused('pause'), totalsAt: at(0) })).toBe(false);
  });

  test('goes on when somebody has resumed it, even before reconcile has changed the phase', () => {
    expect(isOver(paused('go'))).toBe(false);
  });
});

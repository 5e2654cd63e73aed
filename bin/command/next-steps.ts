import type { IncidentView } from '../../lambdas/api/contract';
import { APPROVAL_HOLDS, type Hold, type HoldCode } from '../../lambdas/domain/holds';
import { counted, people, plural } from '../../lambdas/domain/plural';
import { isCurrent, isPaused, isSending } from './wait';

/** What has to be done next, by whom; `nobody` means that it goes on by itself. */
export interface NextStep {
  who: 'nobody' | 'responder' | 'approver';
  what: string;
  /** The command that does it, to be put behind `npm start --`. */
  command?: string;
  /** Another one, where there are two ways. */
  or?: string;
}

/** Reads an incident the way its people would: what stands in the way first, then what is left to be done. */
export function nextSteps(view: IncidentView): NextStep[] {
  const steps = [...reading(view), ...held(view), ...sending(view), ...afterwards(view)];
  return steps.length > 0 ? steps : [{ who: 'nobody', what: 'nothing is left to be done' }];
}

function reading({ drops }: IncidentView): NextStep[] {
  const open = drops.filter(({ state }) => state === 'received' || state === 'reading');
  return open.map(({ number }) => ({
    who: 'nobody',
    what: `${number ? `file ${number}` : 'a file'} is being read`,
  }));
}

/** The holds that are left, also right after an approval, a record or a set-aside, before reconcile has looked again. */
export function openHolds(view: IncidentView): Hold[] {
  const { phase, holds, approvals, manifest, record } = view;
  if (phase === 'sending' || phase === 'paused') return [];
  const people = new Set(
    (approvals ?? []).filter((one) => one.manifest === manifest?.hash).map(({ by }) => by),
  );
  const needed = record?.policy.approval === 'two' ? 2 : 1;
  return holds.flatMap((hold) => {
    if (hold.code === 'no-notice' && record) return [];
    if (fileIn(hold, view)?.setAside) return [];
    if (!APPROVAL_HOLDS.includes(hold.code) || people.size === 0) return [hold];
    if (people.size >= needed) return [];
    return [
      { code: 'second-approver', detail: 'A second, different person must approve the same manifest.' },
    ];
  });
}

/** Nothing is sent until somebody decides or approves; what was dropped or decided lately is looked at first. */
export const isHeld = (view: IncidentView) =>
  !isSending(view) && isCurrent(view) && openHolds(view).length > 0;

function held(view: IncidentView): NextStep[] {
  const steps = new Map<string, NextStep>();
  // Known before reconcile has looked for the first time.
  if (view.drops.length === 0) return [HOLDS['no-files'](view.incident, NO_FILES, view)];
  for (const hold of openHolds(view)) {
    // Whatever is approved without a record is void as soon as there is one.
    if (!view.record && APPROVAL_HOLDS.includes(hold.code)) continue;
    const step = HOLDS[hold.code](view.incident, hold, view);
    // One visit to the quarantine settles both of its holds.
    if (!steps.has(step.command ?? step.what)) steps.set(step.command ?? step.what, step);
  }
  return [...steps.values(), ...undecidedLines(view, [...steps.keys()])];
}

/** Lines that hold nothing, yet may be somebody whom nobody tells. */
function undecidedLines({ incident, phase, linesDue = 0 }: IncidentView, said: string[]): NextStep[] {
  const command = `quarantine ${incident}`;
  if (linesDue === 0 || said.includes(command) || phase === 'sending' || phase === 'paused') return [];
  const waiting = `${counted(linesDue, 'quarantined line')} ${plural(linesDue, 'waits', 'wait')}`;
  const what = `${waiting} for a decision: who stands there is told only once accepted`;
  return [{ who: 'responder', what, command }];
}

/** The one step that needs no stack, and takes no --data. */
export const WRITE_RECORD = 'incident new';

const NO_FILES: Hold = { code: 'no-files', detail: '' };

type StepOf = (incident: string, hold: Hold, view: IncidentView) => NextStep;

const lines: StepOf = (incident, { detail }) => ({
  who: 'responder',
  what: `decide on quarantined lines (${detail})`,
  command: `quarantine ${incident}`,
});
const records: StepOf = (incident, { detail }) => ({
  who: 'responder',
  what: `change the record or the files: ${detail}`,
  command: `incident put ${incident}.json`,
});

/** The file that a hold is about: its detail names it first. */
const fileIn = ({ detail }: Hold, { drops }: Pick<IncidentView, 'drops'>) =>
  drops.find(({ number }) => new RegExp(`^file ${number}\\b`).test(detail));

const setAside = (incident: string, hold: Hold, view: IncidentView) =>
  `set-aside ${incident} ${fileIn(hold, view)?.number ?? 'FILE'} --why WHY`;

const HOLDS: Record<HoldCode, StepOf> = {
  'no-files': (incident) => ({
    who: 'responder',
    what: 'drop the leaked file',
    command: `drop ${incident} FILE`,
  }),
  'no-notice': (incident) => ({
    who: 'responder',
    what: `write the incident record, with the id ${incident}, then put it`,
    command: WRITE_RECORD,
  }),
  'file-refused': (incident, hold, view) =>
    hold.detail.includes('incident.json')
      ? {
          who: 'responder',
          what: `say in the record how to read the file, and it is read again by itself; or set it aside (${hold.detail})`,
          command: `incident put ${incident}.json`,
          or: setAside(incident, hold, view),
        }
      : {
          who: 'responder',
          what: `drop a file that can be read, and set the refused one aside (${hold.detail})`,
          command: setAside(incident, hold, view),
        },
  'file-held': (incident, hold, view) => ({
    who: 'responder',
    what: `open a new incident, drop the file there, and set it aside here (${hold.detail})`,
    command: setAside(incident, hold, view),
  }),
  'structural-quarantine': lines,
  'bad-rows': lines,
  'no-recipients': records,
  'too-many-recipients': records,
  'eta-after-clock': (_incident, { detail }) => ({
    who: 'responder',
    what: `ask for a higher sending quota or tell people in other ways: ${detail}`,
  }),
  'awaiting-approval': (incident) => ({
    who: 'approver',
    what: 'read the notice and the figures, then approve',
    command: `approve ${incident} --as approver-1`,
  }),
  'second-approver': (incident) => ({
    who: 'approver',
    what: 'a second, different person approves the same manifest',
    command: `approve ${incident} --as approver-2`,
  }),
};

function sending(view: IncidentView): NextStep[] {
  const { incident, phase, control } = view;
  if (phase === 'sending' && control?.control === 'pause') {
    return [{ who: 'nobody', what: `it is being paused (${control.why}): senders stop within a second` }];
  }
  if (phase === 'sending') return [{ who: 'nobody', what: 'mails are being sent' }];
  if (phase === 'draft' || phase === 'review') return waiting(view);
  if (phase !== 'paused') return [];
  if (!isPaused(view)) return [{ who: 'nobody', what: 'sending goes on within a minute' }];
  const why = control?.why ?? 'no reason given';
  return [
    {
      who: 'responder',
      what: `settle what the run was paused for (${why}), then resume`,
      command: `resume ${incident} --why WHY`,
    },
  ];
}

/** What goes on by itself before a run. */
function waiting(view: IncidentView): NextStep[] {
  if (view.drops.length === 0 || reading(view).length > 0) return [];
  if (!isCurrent(view)) return [{ who: 'nobody', what: 'the manifest is being computed' }];
  if (view.phase === 'draft' || openHolds(view).length > 0) return [];
  return [{ who: 'nobody', what: `sending to ${people(view.due ?? 0)} starts within a minute` }];
}

/** What a run leaves to people. */
function afterwards(view: IncidentView): NextStep[] {
  const { incident, phase, run, supplementsDue = 0, unknownsDue = 0, secondRouteDue = 0 } = view;
  if (phase !== 'done' && phase !== 'closed' && !(phase === 'review' && run)) return [];
  const steps: NextStep[] = [];
  if (unknownsDue + secondRouteDue > 0) {
    steps.push({
      who: 'responder',
      what: 'fetch the packs: second-route.csv of the evidence pack names whom mail did not reach, or may not have',
      command: `export ${incident}`,
    });
  }
  if (unknownsDue > 0) {
    steps.push({
      who: 'responder',
      what: `nobody knows whether ${people(unknownsDue)} got their mail: decide on each`,
      command: `recipient ${incident} ADDRESS --resend --why WHY`,
      or: `recipient ${incident} ADDRESS --accept-unknown --why WHY`,
    });
  }
  if (secondRouteDue > 0) {
    steps.push({
      who: 'responder',
      what: `mail did not reach ${people(secondRouteDue)}: tell each in another way, and say so`,
      command: `recipient ${incident} ADDRESS --second-route-done ROUTE --why WHY`,
    });
  }
  if (supplementsDue > 0) {
    steps.push({
      who: 'responder',
      what: `more is known now about ${people(supplementsDue)} than they were told: decide on supplements`,
      command: `supplements ${incident} --why WHY`,
    });
  }
  return steps;
}

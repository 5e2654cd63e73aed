import type { Clock } from '../../clocks/clocks';
import type { Findings } from '../findings';
import { moment } from './html';

/** How a deadline stands: words that do without colour, and a tone for those who see it. */
export interface Standing {
  text: string;
  tone: 'good' | 'bad' | 'open';
}

/** A moment on the time line: something that happened, or a deadline. */
export interface Mark {
  at: string;
  /** From the moment of awareness: `+72 h`. */
  since?: string;
  label: string;
  /** Set for deadlines. */
  standing?: Standing;
}

/** Rules that somebody confirmed, or that are proposed and nobody has ruled out. */
export const shownClocks = ({ clocks }: Findings): Clock[] =>
  clocks.filter(({ applies, proposed }) => applies ?? proposed);

/** @param on what stands behind `met` and `late`: the time, where no column has it. */
export function standingOf(clock: Clock, on = ''): Standing {
  const { dueAt, metAt, late, lateReason, lateReasonMissing } = clock;
  if (lateReasonMissing) return { text: `late${on}, no reason on record`, tone: 'bad' };
  if (late) return { text: `late${on}: ${lateReason}`, tone: 'bad' };
  if (metAt) return { text: `met${on}`, tone: 'good' };
  return { text: dueAt ? 'running' : 'no fixed period', tone: 'open' };
}

/** What became of a deadline, in one phrase. */
const standingWithTime = (clock: Clock) =>
  standingOf(clock, clock.metAt && `${clock.late ? ', met' : ''} on ${moment(clock.metAt)}`);

/** The incident's own times, the sending, and the deadlines, in order of time. */
export function marksOf(found: Findings): Mark[] {
  const { record, tally, runs, files } = found;
  const aware = record?.times.awareAt;
  const facts: [string | undefined, string][] = [
    [record?.times.occurredFrom, 'The breach began'],
    [record?.times.occurredTo, 'The breach ended'],
    [aware, 'The controller became aware'],
    [record?.times.containedAt, 'Contained'],
    [files[0]?.droppedAt, 'First file received'],
    [runs[0]?.startedAt, 'Approved sending began'],
    [runs.slice(1).at(-1)?.startedAt, 'Latest approved sending began'],
    [tally.firstMailAt, 'First mail accepted by SES'],
    [tally.lastMailAt, 'Last mail accepted by SES'],
    [found.cutAt, 'State shown in this report'],
    ...reportsBy(found),
  ];
  const marks: Mark[] = facts.flatMap(([at, label]) => (at ? [{ at: utc(at), label }] : []));
  for (const clock of shownClocks(found)) {
    if (!clock.dueAt) continue;
    const label = `Due: ${clock.regime}${clock.applies ? '' : ' (proposed)'}`;
    marks.push({ at: utc(clock.dueAt), label, standing: standingWithTime(clock) });
  }
  return marks
    .map((mark) => ({ ...mark, since: aware && elapsed(utc(aware), mark.at) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Reports to authorities, each with its case: what a deadline calls met should stand beside it. */
function reportsBy({ record, cutAt }: Findings): [string, string][] {
  const made = (record?.reports ?? []).filter(({ submittedAt }) => utc(submittedAt) <= cutAt);
  return made.map(({ submittedAt, authority, type, caseId }) => [
    submittedAt,
    `Reported to ${authority} (${type}${caseId ? `, case ${caseId}` : ''})`,
  ]);
}

const utc = (time: string) => new Date(time).toISOString();

/** `−33 min`, `+72 h`, `+5 h 20 min`, `+29 d 9 h`: hours up to three days, as the shortest deadlines count them. */
export function elapsed(from: string, to: string): string {
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
  const hours = Math.floor(Math.abs(minutes) / 60);
  const parts: [number, string][] =
    hours > 72
      ? [
          [Math.floor(hours / 24), 'd'],
          [hours % 24, 'h'],
        ]
      : [
          [hours, 'h'],
          [Math.abs(minutes) % 60, 'min'],
        ];
  const text = parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ');
  return text === '' ? '0' : `${minutes < 0 ? '−' : '+'}${text}`;
}

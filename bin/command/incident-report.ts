import type { IncidentView } from '../../lambdas/api/contract';
import { fileName } from '../../lambdas/domain/file-numbers';
import { OUTCOMES } from '../../lambdas/domain/outcome';
import { counted, plural } from '../../lambdas/domain/plural';
import { inert } from './inert';
import { nextSteps, openHolds, WRITE_RECORD } from './next-steps';
import { cut, wrap } from './print';
import { isCounted, isCurrent } from './wait';

/** Files and holds shown at most: the whole must fit on one screen. */
const MOST = 5;
const WIDTH = 100;

/** An incident on one screen: where it stands, what holds it, what was read, who was told, who does what next. */
export function incidentReport(view: IncidentView, data?: string): string[] {
  const title = view.record?.title;
  return [
    `${view.incident}: ${view.phase}${title ? `  ${cut(inert(title), 60)}` : ''}`,
    ...(isCurrent(view) || view.phase === 'sending'
      ? []
      : ['  (being counted anew: look again in a moment)']),
    '',
    ...holdLines(view),
    ...warningLines(view),
    ...fileLines(view),
    ...peopleLines(view),
    ...manifestLines(view),
    ...clockLines(view),
    '',
    ...nextLines(view, data),
  ];
}

/** In full: the end of a sentence says which column to name, or what has voided an approval. */
export function holdLines(view: IncidentView): string[] {
  return openHolds(view)
    .slice(0, MOST)
    .flatMap(({ code, detail }) => wrap(`  held      ${code}: ${inert(detail)}`, WIDTH, ' '.repeat(12)));
}

/** What the record's words are warned of: shown before anybody approves them. */
export function warningLines({ warnings }: Pick<IncidentView, 'warnings'>): string[] {
  return warnings.map(({ code, path, message }) => `  warning   ${code}: ${inert(path)}: ${message}`);
}

function fileLines({ drops }: IncidentView): string[] {
  const shown = drops.slice(-MOST).flatMap((drop) => {
    const { number, state, setAside, custody, fault } = drop;
    const name = inert(custody.key.slice(custody.key.indexOf('/') + 1));
    const said = `${state}${fault ? `: ${fault.code}` : ''}${setAside ? ', set aside' : ''}`;
    return [`  file ${String(number ?? '').padEnd(4)} ${cut(name, 60)}  ${said}`, ...accountLines(drop)];
  });
  const left = drops.length - MOST;
  return left > 0
    ? [`  files     ${left} earlier ${plural(left, 'one is', 'ones are')} not shown`, ...shown]
    : shown;
}

/** The lines of a file; of an archive those of each file in it, by the numbers that holds and quarantine name. */
function accountLines({ number, files = [] }: IncidentView['drops'][number]): string[] {
  const shown = files.slice(0, MOST).map(({ name, lines }, at) => {
    const { total, header, record, blank, quarantined } = lines;
    const which = `${fileName(number ?? 0, at, files.length)} ${cut(inert(name.slice(name.indexOf('/') + 1)), 40)}: `;
    return `            ${files.length > 1 ? which : ''}${counted(total, 'line')} = ${header} header + ${record} record + ${blank} blank + ${quarantined} quarantined`;
  });
  const left = files.length - MOST;
  return left > 0 ? [...shown, `            and ${counted(left, 'more file')} in it`] : shown;
}

function peopleLines(view: IncidentView): string[] {
  const { totals, totalsAt, phase, lanes, noLongerListed, supplementsDue } = view;
  if (!totals || totals.total === 0) return [];
  const counts = OUTCOMES.filter((outcome) => totals[outcome] > 0)
    .map((outcome) => `${totals[outcome]} ${outcome}`)
    .join(', ');
  const sending = phase === 'sending' || (phase === 'paused' && !isCounted(view));
  const asOf = sending ? ` (as of ${totalsAt}; counted anew when the run pauses or ends)` : '';
  const lines = [`  people    ${totals.total}: ${counts}${asOf}`];
  if (sending) {
    const accepted = lanes.reduce((total, lane) => total + lane.accepted, 0);
    lines.push(`  sending   ${counted(accepted, 'mail')} of this run accepted by SES so far`);
  }
  if (supplementsDue) lines.push(`            told of less than is known now: ${supplementsDue}`);
  if (noLongerListed)
    lines.push(`            not in the latest file: ${noLongerListed} (who was told stays told)`);
  return lines;
}

function manifestLines({ manifest, approvals }: IncidentView): string[] {
  if (!manifest) return [];
  const given = (approvals ?? []).filter((approval) => approval.manifest === manifest.hash);
  const by = given.map((approval) => nameOf(approval.by));
  return [
    `  manifest  ${manifest.hash}`,
    `            ${counted(manifest.recipients, 'recipient')}; ${by.length > 0 ? `approved by ${by.join(', ')}` : 'not approved'}`,
  ];
}

/** Who it was, of a principal's ARN. */
export const nameOf = (by: string) => by.slice(by.lastIndexOf('/') + 1);

/** The next deadlines that are not met: proposals, until a person has confirmed them. */
function clockLines({ clocks }: IncidentView): string[] {
  const open = clocks.filter(({ applies, metAt, dueAt }) => applies !== false && !metAt && dueAt);
  const sorted = open.sort((a, b) => (a.dueAt ?? '').localeCompare(b.dueAt ?? ''));
  return sorted.slice(0, 3).map(({ dueAt, rule, late, applies }) => {
    const passed = late ? ', PASSED' : '';
    return `  deadline  ${dueAt} ${inert(rule)} (${applies ? 'applies' : 'proposed'}${passed})`;
  });
}

/**
 * The part every decision ends with, too.
 *
 * @param data the folder that was named: the commands must name it as well.
 */
export function nextLines(view: IncidentView, data?: string): string[] {
  const where = dataOption(data);
  return nextSteps(view).flatMap(({ who, what, command, or }) => [
    ...wrap(`  next      ${who === 'nobody' ? '' : `${who}: `}${inert(what)}`, WIDTH, ' '.repeat(12)),
    ...(command ? [`              npm start -- ${command}${command === WRITE_RECORD ? '' : where}`] : []),
    ...(or ? [`           or npm start -- ${or}${where}`] : []),
  ]);
}

/** Of a stack that is there for this one call: what would go on by itself does not. */
export function stoppedLines(view: IncidentView): string[] {
  const goesOn = view.phase === 'sending' || (view.phase === 'review' && openHolds(view).length === 0);
  return goesOn ? ['              (when the stack runs again: it is stopped)'] : [];
}

/** What a command must name, too, when it is to work on the same stack. */
export const dataOption = (data?: string) => (data === undefined ? '' : ` --data ${quoted(data)}`);

/** As a shell takes it. */
const quoted = (text: string) =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

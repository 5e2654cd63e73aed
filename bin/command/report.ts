import type { IncidentView } from '../../lambdas/api/contract';
import { fileName } from '../../lambdas/domain/file-numbers';
import { OUTCOMES } from '../../lambdas/domain/outcome';
import { counted } from '../../lambdas/domain/plural';
import { inert } from './inert';
import type { Summary } from './summary';

/** What holds and the quarantine call each of the summary's files. */
const numbersOf = (drops: IncidentView['drops']) =>
  drops.flatMap(({ number = 0, files = [] }) => files.map((_, at) => fileName(number, at, files.length)));

/** The result on one screen: what was read, who has which outcome, whether the sums hold, what to do. */
export function reportOf(summary: Summary, directory: string, drops: IncidentView['drops'] = []): string {
  const { recipients, reconciliation, timing } = summary;
  const lines = [`${summary.incident}: ${summary.phase}`, ''];
  const numbers = numbersOf(drops);
  for (const [at, file] of summary.files.entries()) {
    const { total, header, record, blank, quarantined } = file.lines;
    lines.push(
      `  ${drops.length > 1 ? `file ${numbers[at]}  ` : ''}${inert(file.name)}  (${file.encoding}, '${shown(file.delimiter)}')`,
      `    ${counted(total, 'line')} = ${header} header + ${record} record + ${blank} blank + ${quarantined} quarantined`,
    );
    if (quarantined > 0) lines.push(`    quarantined: ${codesOf(file.quarantine)}`);
  }
  lines.push('', `  ${counted(recipients.total, 'recipient')}`);
  for (const outcome of OUTCOMES) {
    if (recipients[outcome] > 0) lines.push(`    ${String(recipients[outcome]).padStart(8)}  ${outcome}`);
  }
  const broken = reconciliation.checks.filter(({ ok }) => !ok);
  lines.push(
    '',
    reconciliation.balanced
      ? `  balanced: all ${reconciliation.checks.length} sums hold`
      : `  NOT BALANCED: ${broken.map(({ name, left, right }) => `${name} (${left} against ${right})`).join('; ')}`,
    ...timesOf(timing),
    `  ${directory}/: summary.json, mail/, evidence.zip, regulator.zip`,
  );
  return `${lines.join('\n')}\n`;
}

/** A run that was killed or paused and goes on here has a past that no time of this command can tell. */
function timesOf(timing: Summary['timing']): string[] {
  const { startedAt, intakeMs, sendMs, totalMs, maxSendRate, runStartedAt, runEndedAt } = timing;
  const said = `read in ${seconds(intakeMs)}, sent in ${seconds(sendMs)} at up to ${maxSendRate}/s, all in ${seconds(totalMs)}`;
  if (runStartedAt === undefined || runStartedAt >= startedAt) return [`  ${said}`];
  const ended = runEndedAt ? `ended ${moment(runEndedAt)}` : 'has not ended';
  return [`  in this command: ${said}`, `  the run began ${moment(runStartedAt)} and ${ended}`];
}

const moment = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const shown = (delimiter: string) => (delimiter === '\t' ? 'tab' : delimiter);

function codesOf(quarantine: { line: number; lineTo: number; code: string }[]): string {
  const counts = new Map<string, number>();
  for (const { code } of quarantine) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${count} ${code}`).join(', ');
}

import { OUTCOMES } from '../../lambdas/domain/outcome';
import { inert } from './inert';
import type { Summary } from './summary';

/** The result on one screen: what was read, who has which outcome, whether the sums hold, what to do. */
export function reportOf(summary: Summary, directory: string): string {
  const { recipients, reconciliation, timing } = summary;
  const lines = [`${summary.incident}: ${summary.phase}`, ''];
  for (const file of summary.files) {
    const { total, header, record, blank, quarantined } = file.lines;
    lines.push(
      `  ${inert(file.name)}  (${file.encoding}, '${shown(file.delimiter)}')`,
      `    ${total} lines = ${header} header + ${record} record + ${blank} blank + ${quarantined} quarantined`,
    );
    if (quarantined > 0) lines.push(`    quarantined: ${codesOf(file.quarantine)}`);
  }
  lines.push('', `  ${recipients.total} recipients`);
  for (const outcome of OUTCOMES) {
    if (recipients[outcome] > 0) lines.push(`    ${String(recipients[outcome]).padStart(8)}  ${outcome}`);
  }
  const broken = reconciliation.checks.filter(({ ok }) => !ok);
  lines.push(
    '',
    reconciliation.balanced
      ? `  balanced: all ${reconciliation.checks.length} sums hold`
      : `  NOT BALANCED: ${broken.map(({ name, left, right }) => `${name} (${left} against ${right})`).join('; ')}`,
    `  read in ${seconds(timing.intakeMs)}, sent in ${seconds(timing.sendMs)} at up to ${timing.maxSendRate}/s, all in ${seconds(timing.totalMs)}`,
    `  ${directory}/: summary.json, mail/, evidence.zip, regulator.zip`,
  );
  return `${lines.join('\n')}\n`;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const shown = (delimiter: string) => (delimiter === '\t' ? 'tab' : delimiter);

function codesOf(quarantine: { line: number; lineTo: number; code: string }[]): string {
  const counts = new Map<string, number>();
  for (const { code } of quarantine) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${count} ${code}`).join(', ');
}

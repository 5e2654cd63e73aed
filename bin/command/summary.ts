import type { ExportView, IncidentView } from '../../lambdas/api/contract';
import type { FileReport } from '../../lambdas/domain/file-report';
import type { Hold } from '../../lambdas/domain/holds';
import { emptyCounts, type OutcomeCounts } from '../../lambdas/domain/outcome';

/** What `run` writes to summary.json and prints with --json; documented in docs/summary.md. */
export interface Summary {
  incident: string;
  phase: IncidentView['phase'];
  holds: Hold[];
  files: SummaryFile[];
  recipients: OutcomeCounts;
  reconciliation: { balanced: boolean; checks: { name: string; left: number; right: number; ok: boolean }[] };
  timing: Timing;
}

/** Milliseconds are those of this command; the run may have begun in an earlier one on the same data. */
interface Timing {
  startedAt: string;
  intakeMs: number;
  sendMs: number;
  totalMs: number;
  runStartedAt?: string;
  runEndedAt?: string;
  maxSendRate: number;
  throttled: number;
}

type SummaryFile = Omit<FileReport, 'quarantine' | 'recipients'> & {
  quarantine: Pick<FileReport['quarantine'][number], 'line' | 'lineTo' | 'code'>[];
};

export function summaryOf(
  incident: IncidentView,
  exported: ExportView,
  command: { startedAt: Date; endedAt: Date; maxSendRate: number },
): Summary {
  const totals = incident.totals ?? emptyCounts();
  const { startedAt, endedAt, maxSendRate } = command;
  return {
    incident: incident.incident,
    phase: incident.phase,
    holds: incident.holds,
    files: incident.drops.flatMap(({ files }) => files ?? []).map(fileOf),
    recipients: totals,
    reconciliation: { balanced: exported.balanced ?? false, checks: exported.checks ?? [] },
    timing: {
      startedAt: startedAt.toISOString(),
      intakeMs: intakeMs(incident, startedAt.getTime()),
      sendMs: sendMs(incident, startedAt.getTime()),
      totalMs: endedAt.getTime() - startedAt.getTime(),
      runStartedAt: incident.run?.startedAt,
      runEndedAt: incident.run?.endedAt,
      maxSendRate,
      throttled: incident.lanes.reduce((sum, lane) => sum + lane.throttled, 0),
    },
  };
}

function fileOf({ quarantine, recipients: _recipients, ...file }: FileReport): SummaryFile {
  return { ...file, quarantine: quarantine.map(({ line, lineTo, code }) => ({ line, lineTo, code })) };
}

/** From custody to read, of all files together; time in which none was being read does not count. */
function intakeMs({ drops }: IncidentView, since: number): number {
  const spans = drops
    .flatMap(({ custody, readAt }) =>
      readAt ? [{ from: Date.parse(custody.receivedAt), to: Date.parse(readAt) }] : [],
    )
    .sort((a, b) => a.from - b.from);
  let total = 0;
  let covered = since;
  for (const { from, to } of spans) {
    total += Math.max(0, to - Math.max(from, covered));
    covered = Math.max(covered, to);
  }
  return total;
}

/** From the start of the run to its end, or to the last sign of its lanes while it is paused. */
function sendMs({ run, lanes }: IncidentView, since: number): number {
  if (!run) return 0;
  const ends = run.endedAt ? [run.endedAt] : lanes.map(({ heartbeatAt }) => heartbeatAt);
  const from = Math.max(since, Date.parse(run.startedAt));
  return Math.max(0, ...ends.map((end) => Date.parse(end) - from));
}

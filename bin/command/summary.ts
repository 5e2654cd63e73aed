import type { ExportView, IncidentView } from '../../lambdas/api/contract';
import type { FileReport } from '../../lambdas/domain/file-report';
import type { Hold } from '../../lambdas/domain/holds';
import { emptyCounts, type OutcomeCounts } from '../../lambdas/domain/outcome';

/** What `run` writes to summary.json and prints with --json; documented in docs/summary.md. */
export interface Summary {
  incident: string;
  phase: IncidentView['phase'];
  holds: Hold[];
  files: Pick<
    FileReport,
    | 'name'
    | 'sha256'
    | 'bytes'
    | 'encoding'
    | 'delimiter'
    | 'columns'
    | 'lines'
    | 'exposures'
    | 'quarantine'
    | 'ignored'
    | 'repairs'
  >[];
  recipients: OutcomeCounts;
  reconciliation: { balanced: boolean; checks: { name: string; left: number; right: number; ok: boolean }[] };
  timing: { intakeMs: number; sendMs: number; totalMs: number; maxSendRate: number; throttled: number };
}

export function summaryOf(
  incident: IncidentView,
  exported: ExportView,
  timing: { startedAt: number; endedAt: number; maxSendRate: number },
): Summary {
  const totals = incident.totals ?? emptyCounts();
  return {
    incident: incident.incident,
    phase: incident.phase,
    holds: incident.holds,
    files: incident.drops.flatMap(({ files }) => files ?? []),
    recipients: totals,
    reconciliation: { balanced: exported.balanced ?? false, checks: exported.checks ?? [] },
    timing: {
      intakeMs: intakeMs(incident),
      sendMs: sendMs(incident),
      totalMs: Math.round(timing.endedAt - timing.startedAt),
      maxSendRate: timing.maxSendRate,
      throttled: incident.lanes.reduce((sum, lane) => sum + lane.throttled, 0),
    },
  };
}

/** From the first custody to the last file read. */
function intakeMs({ drops }: IncidentView): number {
  const starts = drops.map(({ custody }) => Date.parse(custody.receivedAt));
  const ends = drops.flatMap(({ readAt }) => (readAt ? [Date.parse(readAt)] : []));
  return ends.length === 0 ? 0 : Math.max(...ends) - Math.min(...starts);
}

/** From the start of the run to its end, or to the last sign of its lanes while it is paused. */
function sendMs({ run, lanes }: IncidentView): number {
  if (!run) return 0;
  const ends = run.endedAt ? [run.endedAt] : lanes.map(({ heartbeatAt }) => heartbeatAt);
  return Math.max(0, ...ends.map((end) => Date.parse(end) - Date.parse(run.startedAt)));
}

import type { ControlItem, DropItem, ExportItem, IncidentItem, LaneItem } from '../adapters/register/items';
import type { Clock } from '../domain/clocks/clocks';
import type { NoticeFinding } from '../domain/notice-lint';
import type { Outcome } from '../domain/outcome';

/**
 * What the console and the command use. IAM authorisation (SigV4, service `execute-api`) on every route but the
 * public check. Errors are `{ error: <code>, message: <one sentence> }` with 400, 403, 404, 409, 410 (erased) or 500.
 *
 * | route | body | answer |
 * |---|---|---|
 * | GET /incidents | | `IncidentSummary[]` |
 * | PUT /incidents/{incident} | `IncidentRecord` | `IncidentView` |
 * | GET /incidents/{incident} | | `IncidentView` |
 * | POST /incidents/{incident}/uploads | `{ name }` | `{ url, headers }` presigned PUT |
 * | POST /incidents/{incident}/drops | `{ drop, setAside: true, why }` | `IncidentView` |
 * | POST /incidents/{incident}/approve | `{ manifest, why? }` | `IncidentView`; 409 when the hash is not the current one |
 * | POST /incidents/{incident}/pause | `{ why }` | `IncidentView` |
 * | POST /incidents/{incident}/resume | `{ why }` | `IncidentView` |
 * | GET /incidents/{incident}/quarantine?after= | | `{ lines: QuarantineLine[], next? }` |
 * | POST /incidents/{incident}/quarantine | `{ drop, member, line, accept, address?, company?, group?, why }` | `QuarantineLine` |
 * | POST /incidents/{incident}/recipients | `{ address, decision?, route?, why }` | `{ affected, rid?, outcome? }` |
 * | POST /incidents/{incident}/supplements | `{ why }` | `{ decided, more }`: call again while `more` |
 * | POST /incidents/{incident}/exports | `{ asOf? }` | `ExportView` |
 * | GET /incidents/{incident}/exports/{export} | | `ExportView` with presigned GETs when done |
 * | GET /check/{incident}/{reference} (public) | | `{ genuine: boolean }` |
 */
export interface IncidentView extends Omit<IncidentItem, 'pk' | 'sk' | 'key' | 'shardBits'> {
  drops: DropView[];
  /** Deadlines that we propose or that a person has answered, as of now. */
  clocks: ClockView[];
  /** What an approver should know of the record before approving; nothing of it holds. */
  warnings: NoticeFinding[];
  control?: Pick<ControlItem, 'control' | 'by' | 'at' | 'why'>;
  lanes: Omit<LaneItem, 'pk' | 'sk' | 'cursor' | 'canary'>[];
}

/** `number` is what people call the file; there is none for the moment in which it takes its generation. */
export interface DropView extends Omit<DropItem, 'pk' | 'sk' | 'checkpoint'> {
  number?: number;
}

/** `lateReasonMissing`: it passed unmet or was met late, and the record gives no reason yet. */
export type ClockView = Pick<
  Clock,
  | 'rule'
  | 'regime'
  | 'tells'
  | 'when'
  | 'status'
  | 'startsAt'
  | 'dueAt'
  | 'proposed'
  | 'because'
  | 'applies'
  | 'metAt'
  | 'reference'
  | 'late'
  | 'lateReason'
  | 'lateReasonMissing'
>;

export interface IncidentSummary {
  incident: string;
  phase: IncidentItem['phase'];
  title?: string;
  openedAt: string;
}

/** Where somebody stands. `outcome` is there with `affected`. */
export interface RecipientView {
  affected: boolean;
  rid?: string;
  outcome?: Outcome;
}

export interface ExportView extends Omit<ExportItem, 'pk' | 'sk'> {
  evidenceUrl?: string;
  regulatorUrl?: string;
}

export interface QuarantineLine {
  drop: string;
  /** The file's place in an archive, from 1; 1 where there is none. */
  member: number;
  line: number;
  lineTo: number;
  code: string;
  text: string;
  decision?: { accept: boolean; by: string; at: string; why: string };
}

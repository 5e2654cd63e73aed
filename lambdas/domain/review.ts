import type { FileReport } from './file-report';
import type { Hold } from './holds';
import type { IncidentRecord } from './incident-record';
import { counted } from './plural';

/** One drop, as far as the review looks at it. */
export interface ReviewedDrop {
  state: 'received' | 'reading' | 'read' | 'refused' | 'held';
  generation: number;
  /** What people call it; none while it takes its generation. */
  number?: number;
  /** Reports with the ranges that a person has already decided on taken out. */
  files: FileReport[];
  fault?: { code: string; detail: string };
}

/** Hashes of what a manifest covers. */
export interface ManifestParts {
  recipients: string;
  texts: string;
  sender: string;
}

interface GivenApproval {
  by: string;
  manifest: string;
  at?: string;
  /** Of the manifest that was approved. */
  parts?: ManifestParts;
}

export interface ReviewInput {
  record?: IncidentRecord;
  drops: ReviewedDrop[];
  /** Recipients in the manifest, and those of them not told yet. */
  recipients: number;
  pending: number;
  manifest: string;
  parts?: ManifestParts;
  approvals: GivenApproval[];
  /** When sending would be over, and the first deadline that is still open. */
  eta?: Date;
  dueBy?: { name: string; at: Date };
  /** `intakeHolds` of the intake domain. */
  holdsOfFiles(number: number, reports: FileReport[]): Hold[];
}

/**
 * The highest generation that can be approved: everything up to it has been read to the end, so nothing can
 * still join it. A drop whose generation is not known yet (0) holds back everything.
 */
export function coveredGeneration(
  drops: Pick<ReviewedDrop, 'state' | 'generation'>[],
  latest: number,
): number {
  const open = drops.filter((drop) => drop.state === 'received' || drop.state === 'reading');
  return Math.min(latest, ...open.map((drop) => Math.max(0, drop.generation - 1)));
}

/** Files that came after erasure, until each is set aside or destroyed. */
export function heldFiles(
  drops: { state: string; number?: number; setAside?: unknown; rawDestroyedAt?: string }[],
): Hold[] {
  return drops
    .filter(({ state, setAside, rawDestroyedAt }) => state === 'held' && !setAside && !rawDestroyedAt)
    .map(({ number }) => ({
      code: 'file-held',
      detail: `file ${number} arrived after erasure; it is kept unread`,
    }));
}

/** Doubts: no approval overrides them. */
export function doubts(input: ReviewInput): Hold[] {
  const { record, drops } = input;
  const holds: Hold[] = [];
  if (drops.length === 0)
    holds.push({ code: 'no-files', detail: 'Nothing has been dropped for this incident.' });
  if (!record) {
    holds.push({ code: 'no-notice', detail: 'The incident has no notice: give it an incident.json.' });
  }
  for (const drop of drops) {
    if (drop.state === 'refused' && drop.fault) {
      holds.push({
        code: 'file-refused',
        detail: `file ${drop.number}: ${drop.fault.code}: ${drop.fault.detail}`,
      });
    }
  }
  holds.push(...heldFiles(drops));
  for (const { number = 0, files } of drops) holds.push(...input.holdsOfFiles(number, files));
  if (drops.some((drop) => drop.state === 'read') && input.recipients === 0) {
    holds.push({ code: 'no-recipients', detail: 'No usable address was found in what was dropped.' });
  }
  const limit = record?.policy.maxRecipients;
  if (limit !== undefined && input.recipients > limit) {
    holds.push({
      code: 'too-many-recipients',
      detail: `${counted(input.recipients, 'recipient')}, but policy.maxRecipients allows ${limit}.`,
    });
  }
  if (input.pending > 0 && input.eta && input.dueBy && input.eta > input.dueBy.at) {
    holds.push({
      code: 'eta-after-clock',
      detail: `Sending would end after ${hourOf(input.eta)}, too late for ${input.dueBy.name} at ${input.dueBy.at.toISOString()}.`,
    });
  }
  return holds;
}

/** To the hour: it is worked out anew every minute, and the hold stays the same as long as its cause does. */
const hourOf = (eta: Date) => `${eta.toISOString().slice(0, 13)}:00Z`;

/** What the policy still asks for. Approvals of another manifest do not count, nor does one person twice. */
export function missingApprovals(
  input: Pick<ReviewInput, 'record' | 'manifest' | 'parts' | 'approvals' | 'pending'>,
): Hold[] {
  const policy = input.record?.policy.approval ?? 'one';
  if (policy === 'automatic') return [];
  const approvers = new Set(
    input.approvals.filter(({ manifest }) => manifest === input.manifest).map(({ by }) => by),
  );
  if (approvers.size === 0) {
    const detail = `Approve manifest ${input.manifest} to start sending.${changedSince(input)}`;
    return [{ code: 'awaiting-approval', detail }];
  }
  if (policy === 'two' && approvers.size < 2) {
    return [
      { code: 'second-approver', detail: 'A second, different person must approve the same manifest.' },
    ];
  }
  return [];
}

const PART_NAMES = { recipients: 'recipients', texts: 'texts', sender: 'sender settings' } as const;

/** What voided the last approval, in the parts that a manifest is made of. */
function changedSince({ parts, approvals }: Pick<ReviewInput, 'parts' | 'approvals'>): string {
  const last = approvals.at(-1);
  const names = Object.keys(PART_NAMES) as (keyof ManifestParts)[];
  const changed = names.filter((name) => parts && last?.parts && parts[name] !== last.parts[name]);
  if (changed.length === 0) return '';
  return ` What was approved at ${last?.at} has changed since: ${changed.map((name) => PART_NAMES[name]).join(', ')}.`;
}

/** All holds, doubts first. Empty means: may be sent. */
export function review(input: ReviewInput): Hold[] {
  return [...doubts(input), ...missingApprovals(input)];
}

import type { LogEntry } from './log-chain';

/** What an incident was at a moment, as its log tells it: META only ever knows today. */
export interface History {
  /** Of the incident record. */
  recordHash?: string;
  manifest?: LoggedManifest;
  /** All that were ever given, also those that a later change voided. */
  approvals: LoggedApproval[];
  run?: LoggedRun;
  /** All that were started, in order; the last one is `run`. */
  runs: StartedRun[];
  /** Recipients to whom a run would send. */
  due: number;
  closed: boolean;
}

export interface LoggedManifest {
  hash: string;
  generation: number;
  recipients: number;
  exposures: number;
  supplements?: number;
  record?: string;
  parts: { recipients: string; texts: string; sender: string };
  computedAt: string;
}

export interface LoggedApproval {
  by: string;
  at: string;
  manifest: string;
  why?: string;
}

export interface LoggedRun {
  id: string;
  manifest: string;
  generation: number;
  startedAt: string;
  endedAt?: string;
  lanes: number;
  state: 'running' | 'paused' | 'ended';
  why?: string;
}

/** What was sent under which approval, and the incident record with the words of it. */
export interface StartedRun {
  id: string;
  manifest: string;
  startedAt: string;
  record?: string;
}

export const emptyHistory = (): History => ({ approvals: [], runs: [], due: 0, closed: false });

type Facts = Record<string, unknown>;

/** What each entry changes; an entry that is not here changes nothing of this. */
const CHANGES: Record<string, (facts: Facts, entry: LogEntry, history: History) => Partial<History>> = {
  'incident-described': ({ record }) => ({ recordHash: record as string }),
  'manifest-computed': ({ manifest, due, ...rest }, { at }) => ({
    manifest: { ...rest, hash: manifest, computedAt: at } as LoggedManifest,
    due: due as number,
  }),
  approved: ({ manifest }, { by, at, why }, { approvals }) => ({
    approvals: [...approvals, { by, at, manifest: manifest as string, why }],
  }),
  'run-started': (
    { run, manifest, generation, lanes },
    { at },
    { runs, manifest: approved, recordHash },
  ) => ({
    run: { id: run, manifest, generation, startedAt: at, lanes, state: 'running' } as LoggedRun,
    runs: [
      ...runs,
      { id: run, manifest, startedAt: at, record: approved?.record ?? recordHash } as StartedRun,
    ],
    closed: false,
  }),
  paused: paused,
  'run-paused': paused,
  resumed: (_facts, _entry, { run }) => ({ run: run && { ...run, state: 'running', why: undefined } }),
  'run-ended': ({ totals }, { at }, { run }) => ({
    run: run && { ...run, state: 'ended', endedAt: at, why: undefined },
    due: (totals as { pending?: number } | undefined)?.pending ?? 0,
  }),
  closed: () => ({ closed: true }),
};

function paused(_facts: Facts, { why }: LogEntry, { run }: History): Partial<History> {
  return { run: run && { ...run, state: 'paused', why } };
}

/** The history one entry later; fold it over a log of any length. */
export function follow(history: History, entry: LogEntry): History {
  const change = CHANGES[entry.what];
  return change ? { ...history, ...change(entry.facts ?? {}, entry, history) } : history;
}

/** The approvals that stand for what was sent, is sent, or would be. */
export function standingApprovals({ approvals, manifest, runs }: History): LoggedApproval[] {
  const sent = new Set(runs.map((run) => run.manifest));
  return approvals.filter((given) => given.manifest === manifest?.hash || sent.has(given.manifest));
}

/** @param closingHolds no file has come since the incident was closed, and nobody has taken it back */
export function phaseOf({ recordHash, run, due, closed }: History, closingHolds: boolean) {
  if (run && run.state !== 'ended') return run.state === 'paused' ? 'paused' : 'sending';
  if (closed && closingHolds) return 'closed';
  if (run && due === 0) return 'done';
  return recordHash === undefined ? 'draft' : 'review';
}

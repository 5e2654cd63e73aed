/**
 * What is to be destroyed when. Three classes: the raw file, 30 days after its drop; addresses and all that names
 * people, 12 months after the last thing that happened; the pseudonymous record with its key, 5 years after it. Nothing here deletes anything.
 */

export interface RetentionDays {
  rawFileDays: number;
  addressDays: number;
  recordDays: number;
}

/** What the plan depends on, as the register has it. */
export interface RetentionFacts {
  phase: 'draft' | 'review' | 'sending' | 'paused' | 'done' | 'closed' | 'erased';
  openedAt: string;
  /** Of the last run. */
  endedAt?: string;
  drops: {
    drop: string;
    state: 'received' | 'reading' | 'read' | 'refused' | 'held';
    droppedAt: string;
    destroyedAt?: string;
  }[];
  /** When the first step of erasure was done. */
  addressesErasedAt?: string;
  recordErasedAt?: string;
}

/** One thing to destroy, and since when it is due. */
export type RetentionStep =
  | { step: 'raw-file'; drop: string; dueAt: string }
  | { step: 'addresses'; dueAt: string }
  | { step: 'record'; dueAt: string };

/** Something that is overdue but may not be destroyed yet, and why: people should look at it. */
export interface RetentionBlock {
  step: RetentionStep['step'];
  drop?: string;
  because: string;
}

export interface RetentionPlan {
  due: RetentionStep[];
  blocked: RetentionBlock[];
  /** When there is something to do next; undefined when all is done. */
  nextAt?: string;
}

const DAY = 86_400_000;

/** What is due at `now`, in the order in which it has to be done. */
export function retentionPlan(facts: RetentionFacts, days: RetentionDays, now: Date): RetentionPlan {
  const plan: RetentionPlan = { due: [], blocked: [] };
  const last = lastEvent(facts);
  for (const drop of facts.drops) {
    if (drop.destroyedAt) continue;
    add(
      plan,
      { step: 'raw-file', drop: drop.drop, dueAt: after(drop.droppedAt, days.rawFileDays) },
      unread(drop.state),
      now,
    );
  }
  if (!facts.addressesErasedAt) {
    add(plan, { step: 'addresses', dueAt: after(last, days.addressDays) }, unfinished(facts), now);
  }
  if (!facts.recordErasedAt) {
    // never before the addresses: the key is what answers "was this address told?" once they are gone
    const dueAt = after(last, Math.max(days.recordDays, days.addressDays));
    add(plan, { step: 'record', dueAt }, unfinished(facts), now);
  }
  return plan;
}

/** A drop or the end of a run starts the waiting again. */
function lastEvent({ openedAt, endedAt, drops }: RetentionFacts): string {
  return [openedAt, endedAt ?? '', ...drops.map(({ droppedAt }) => droppedAt)].reduce((a, b) =>
    a > b ? a : b,
  );
}

function add(plan: RetentionPlan, step: RetentionStep, because: string | undefined, now: Date): void {
  if (Date.parse(step.dueAt) > now.getTime()) {
    if (!plan.nextAt || step.dueAt < plan.nextAt) plan.nextAt = step.dueAt;
    return;
  }
  if (because === undefined) plan.due.push(step);
  else plan.blocked.push({ step: step.step, because, ...('drop' in step && { drop: step.drop }) });
}

/** A file that nobody could read may hold people who were never found: destroying it would lose them. */
function unread(state: RetentionFacts['drops'][number]['state']): string | undefined {
  if (state === 'read') return undefined;
  if (state === 'refused')
    return 'the file could not be read: drop a readable copy, or destroy it by decision';
  if (state === 'held') return 'the file arrived after erasure and is kept unread until somebody decides';
  return 'the file is still being read';
}

function unfinished({ phase }: RetentionFacts): string | undefined {
  return phase === 'sending' || phase === 'paused' ? 'the run has not ended' : undefined;
}

const after = (time: string, days: number) => new Date(Date.parse(time) + days * DAY).toISOString();

/**
 * What is to be destroyed when. Three classes: the raw file, 30 days after its drop; addresses and all that names
 * people of it, 12 months after the end of the incident; the record and its key, 5 years after it. An incident ends
 * with its last run, or when somebody closes it; before that nothing is destroyed. Nothing here deletes anything.
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
  /** When a person closed the incident, see `closedSince`. */
  closedAt?: string;
  /** While it stands nothing is destroyed. */
  legalHold?: string;
  drops: RetentionDrop[];
  /** When the first step of erasure was done. */
  addressesErasedAt?: string;
  recordErasedAt?: string;
}

export interface RetentionDrop {
  drop: string;
  state: 'received' | 'reading' | 'read' | 'refused' | 'held';
  droppedAt: string;
  /** A person's word that the file is of no use as it is. */
  setAside?: boolean;
  destroyedAt?: string;
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
  const kept = facts.drops.filter(({ destroyedAt }) => !destroyedAt);
  const rawDueAt = ({ droppedAt }: RetentionDrop) => after(droppedAt, days.rawFileDays);
  for (const drop of kept) {
    const step = { step: 'raw-file', drop: drop.drop, dueAt: rawDueAt(drop) } as const;
    add(plan, step, facts.legalHold ? HELD : (unread(drop, facts) ?? unfinished(facts)), now);
  }
  const last = lastEvent(facts);
  const because = facts.legalHold ? HELD : unfinished(facts);
  // a file that came after the addresses were erased is held unread: it waits for nobody here
  const files = kept.filter(({ state }) => state !== 'held');
  const addressesAt = latest([after(last, days.addressDays), ...files.map(rawDueAt)]);
  const waiting =
    !facts.addressesErasedAt && files.some((drop) => unread(drop, facts)) ? UNREAD_LEFT : undefined;
  if (!facts.addressesErasedAt) {
    add(plan, { step: 'addresses', dueAt: addressesAt }, because ?? waiting, now);
  }
  if (!facts.recordErasedAt) {
    // never before the addresses: the key is what answers "was this address told?" once they are gone
    const dueAt = latest([after(last, days.recordDays), facts.addressesErasedAt ?? addressesAt]);
    add(plan, { step: 'record', dueAt }, because ?? waiting, now);
  }
  return plan;
}

/** The time a person closed the incident, unless a file came after it: new people open it again. */
export function closedSince(
  closedAt: string | undefined,
  drops: readonly { receivedAt: string }[],
  now: Date,
): string | undefined {
  if (closedAt === undefined) return undefined;
  const closed = new Date(closedAt);
  if (closed > now || drops.some(({ receivedAt }) => new Date(receivedAt) > closed)) return undefined;
  return closed.toISOString();
}

/** A drop or the end of a run starts the waiting again; a file held unread after erasure does not. */
function lastEvent({ openedAt, endedAt, closedAt, drops }: RetentionFacts): string {
  const dropped = drops.filter(({ state }) => state !== 'held').map(({ droppedAt }) => droppedAt);
  return latest([openedAt, endedAt ?? '', closedAt ?? '', ...dropped]);
}

function add(plan: RetentionPlan, step: RetentionStep, because: string | undefined, now: Date): void {
  if (Date.parse(step.dueAt) > now.getTime()) {
    if (!plan.nextAt || step.dueAt < plan.nextAt) plan.nextAt = step.dueAt;
    return;
  }
  if (because === undefined) plan.due.push(step);
  else plan.blocked.push({ step: step.step, because, ...('drop' in step && { drop: step.drop }) });
}

const HELD = 'a legal hold stands: see retention.legalHold of the incident record';
const UNREAD_LEFT = 'a file is still there that nobody could read';

/** A file that nobody could read may hold people who were never found: destroying it needs a person's word. */
function unread({ state, setAside }: RetentionDrop, { closedAt }: RetentionFacts): string | undefined {
  if (state === 'received' || state === 'reading') return 'the file is still being read';
  if (state === 'read' || setAside || closedAt !== undefined) return undefined;
  return state === 'refused'
    ? 'the file could not be read: drop a readable copy and set this one aside'
    : 'the file arrived after erasure and is kept unread until somebody sets it aside';
}

/** People who were found but not told are not forgotten by their deletion. */
function unfinished({ phase, closedAt, addressesErasedAt }: RetentionFacts): string | undefined {
  if (phase === 'sending' || phase === 'paused') return 'the run has not ended';
  if (phase === 'done' || closedAt !== undefined || addressesErasedAt !== undefined) return undefined;
  return 'nothing was sent: send, or close the incident (times.closedAt)';
}

const after = (time: string, days: number) => new Date(Date.parse(time) + days * DAY).toISOString();

/** Times of one form compare as text. */
const latest = (times: string[]) => times.toSorted().at(-1) ?? '';

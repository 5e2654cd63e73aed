import type { DecisionItem, DropItem, EventItem, ExposureItem, NoticeItem } from '../adapters/register/items';
import type { RegisterRecipient } from '../adapters/register/recipients';
import type { Person } from '../domain/evidence/person';
import { outcomeOf } from '../domain/sending/outcome-of';

/** What a walk covers. */
export interface Cut {
  incident: string;
  shardBits: number;
  cutAt: string;
  /** The highest generation that had been read to its end by the cut. */
  generation: number;
  /** Generations of files that came and of lines that were accepted after the cut. */
  later: ReadonlySet<number>;
}

const FACTS = [
  'sentAt',
  'delayedAt',
  'deliveredAt',
  'bouncedAt',
  'suppressedAt',
  'complainedAt',
  'rejectedAt',
  'unknownAt',
  'unknownFinalAt',
] as const satisfies (keyof NoticeItem)[];
/** What goes with a fact and means nothing without it. */
const WITH: Partial<Record<(typeof FACTS)[number], (keyof NoticeItem)[]>> = {
  bouncedAt: ['bounce'],
  rejectedAt: ['rejection'],
  unknownAt: ['unknownBecause'],
};

/**
 * One recipient with only what had happened by the cut, of the generations covered. Undefined when nothing
 * covered names this recipient.
 */
export function personAsOf(recipient: RegisterRecipient, events: EventItem[], cut: Cut): Person | undefined {
  const { cutAt } = cut;
  const covered = recipient.exposures.filter((exposure) => isCovered(exposure, cut));
  if (covered.length === 0) return undefined;
  const stored = new Map<number, number>();
  const distinct = new Map<string, (typeof covered)[number]>();
  for (const exposure of covered) {
    stored.set(exposure.generation, (stored.get(exposure.generation) ?? 0) + 1);
    const hash = exposure.sk.split('#')[1] ?? '';
    if (!distinct.has(hash)) distinct.set(hash, exposure);
  }
  const notices = recipient.notices.flatMap((notice) => noticeAsOf(notice, cutAt) ?? []);
  const attempts = new Map(notices.map(({ sequence, attempt }) => [sequence, attempt]));
  return {
    rid: recipient.rid,
    outcome: outcomeOf({ ...recipient, notices }, new Date(cutAt)),
    exposures: [...distinct.values()],
    stored,
    decisions: recipient.decisions.filter(({ at }: DecisionItem) => at <= cutAt),
    notices,
    // an event of an attempt that was claimed after the cut belongs to the time after it, whatever SES's clock says
    events: events.filter((event) => event.at <= cutAt && isOfKnown(event, attempts, recipient)),
  };
}

/** Found by the cut: in a file that had been read, or in a line that a person had accepted. */
const isCovered = (exposure: ExposureItem, { generation, later }: Cut) =>
  exposure.generation <= generation && !later.has(exposure.generation);

/** An event of no notice at all is kept: that there is one is what the equations have to show. */
function isOfKnown(
  { sequence, attempt }: EventItem,
  attempts: ReadonlyMap<number, number>,
  { notices }: RegisterRecipient,
): boolean {
  const known = attempts.get(sequence);
  if (known === undefined) return !notices.some((notice) => notice.sequence === sequence);
  return known === latest(notices, sequence) || (Number.parseInt(attempt, 10) || 1) <= known;
}

const latest = (notices: readonly NoticeItem[], sequence: number) =>
  notices.find((notice) => notice.sequence === sequence)?.attempt;

/** The attempt that stood at the cut: the notice's own, or the last of the earlier ones that had been claimed. */
function attemptAsOf(notice: NoticeItem, cutAt: string): NoticeItem | undefined {
  if (notice.claimedAt <= cutAt) return notice;
  const { pk, sk, rid, sequence, language, reference, earlier = [] } = notice;
  const at = earlier.findLastIndex(({ claimedAt }) => claimedAt <= cutAt);
  const attempt = earlier[at];
  if (!attempt) return undefined;
  const before = at > 0 ? earlier.slice(0, at) : undefined;
  return { pk, sk, rid, sequence, language, reference, status: '', rank: 0, ...attempt, earlier: before };
}

function noticeAsOf(notice: NoticeItem, cutAt: string): NoticeItem | undefined {
  const stood = attemptAsOf(notice, cutAt);
  if (!stood) return undefined;
  const known = { ...stood };
  for (const fact of FACTS) {
    if ((known[fact] ?? '') <= cutAt) continue;
    delete known[fact];
    for (const field of WITH[fact] ?? []) delete known[field];
  }
  // the id came with the answer or with the first event: without either it was not known yet
  if (notice.sentAt && !known.sentAt && !known.deliveredAt && !known.bouncedAt) delete known.messageId;
  return known;
}

/** A drop with only what was known of it by the cut; undefined when it had not arrived yet. */
export function dropAsOf(drop: DropItem, cutAt: string): DropItem | undefined {
  if (drop.custody.receivedAt > cutAt) return undefined;
  const known = { ...drop };
  if ((known.setAside?.at ?? '') > cutAt) delete known.setAside;
  if ((known.rawDestroyedAt ?? '') > cutAt) delete known.rawDestroyedAt;
  if (drop.state !== 'read' || (drop.readAt ?? '') <= cutAt) return known;
  const { files: _, sha256: _sha, readAt: _at, progress: _progress, ...unread } = known;
  return { ...unread, state: 'reading' };
}

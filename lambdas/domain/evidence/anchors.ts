import type { LogEntry } from './log-chain';

/** The head of an incident's log at a moment: whoever shows a log later must show this entry in it. */
export interface LogAnchor {
  incident: string;
  sequence: number;
  hash: string;
  /** Time of the entry. */
  at: string;
  anchoredAt: string;
}

/** An anchor as the bucket has it. What is not an anchor at all has only a place. */
export interface KeptAnchor extends Partial<LogAnchor> {
  key: string;
  version: string;
  /** When S3 says that it took it. */
  storedAt: string;
}

export const anchorPrefix = (incident: string) => `anchors/${incident}/`;
export const anchorKey = (incident: string, sequence: number) =>
  `${anchorPrefix(incident)}${String(sequence).padStart(12, '0')}.json`;

/** Anchors of a moment: of entries up to it, written by then. What cannot be read counts from the time S3 took it. */
export const anchorsAsOf = (anchors: readonly KeptAnchor[], cutAt: string) =>
  anchors.filter(({ at = '', anchoredAt, storedAt }) => at <= cutAt && (anchoredAt ?? storedAt) <= cutAt);

/** Up to which entry a log is anchored, since when, and where that stands. */
export type Anchored = Pick<LogAnchor, 'sequence' | 'anchoredAt'> & Pick<KeptAnchor, 'key' | 'version'>;

/** The anchor of the latest entry. S3 lists the newest version of a key first, and the first one written counts. */
export function lastAnchor(anchors: readonly KeptAnchor[]): Anchored | undefined {
  let last: Anchored | undefined;
  for (const { sequence, anchoredAt, key, version } of anchors) {
    if (sequence === undefined || anchoredAt === undefined) continue;
    if (sequence >= (last?.sequence ?? 0)) last = { sequence, anchoredAt, key, version };
  }
  return last;
}

/** Holds a log against its anchors, entry by entry; memory holds the anchors, about one a day. */
export class AnchorCheck {
  private readonly bySequence = new Map<number | undefined, KeptAnchor[]>();

  constructor(
    private readonly incident: string,
    anchors: readonly KeptAnchor[],
  ) {
    for (const anchor of anchors) {
      const same = this.bySequence.get(anchor.sequence);
      if (same) same.push(anchor);
      else this.bySequence.set(anchor.sequence, [anchor]);
    }
  }

  /** The anchors of this entry that say something else than it does. */
  differing(entry: LogEntry): KeptAnchor[] {
    const own = this.bySequence.get(entry.sequence) ?? [];
    this.bySequence.delete(entry.sequence);
    return own.filter((anchor) => !this.fits(anchor, entry));
  }

  /** Once the log has been gone through: anchors of entries that it does not have. */
  unmatched(): KeptAnchor[] {
    return [...this.bySequence.values()].flat();
  }

  private fits({ incident, key, hash, at }: KeptAnchor, entry: LogEntry): boolean {
    const place = anchorKey(this.incident, entry.sequence);
    return incident === this.incident && key === place && hash === entry.hash && at === entry.at;
  }
}

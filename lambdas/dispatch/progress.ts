import { createHash } from 'node:crypto';
import type { LaneItem } from '../adapters/register/items';
import type { LaneChange } from '../adapters/register/lanes';
import type { ReputationHistory } from '../domain/sending/breaker';
import { remember, type SendWindow } from '../domain/sending/quota';

/** Where a walk stands: the shard, and the last recipient that was dealt with. */
export type Cursor = LaneItem['cursor'];

export const START: Cursor = { shard: 0, after: '' };

/** What a slice knows of its lane; written with every heartbeat, so that the next slice can go on from it. */
export class Progress {
  pass: LaneItem['pass'];
  cursor: Cursor;
  canary: LaneItem['canary'];
  reputation: ReputationHistory;
  window: SendWindow;
  accepted: number;
  throttled: number;
  /** How this slice's attempts ended, for its entry in the incident's log. */
  readonly ended = { sent: 0, released: 0, rejected: 0, unknown: 0 };
  /** Shards in which this slice, or one before it, may have left a claim without an outcome. */
  private readonly unsettled: Set<number>;
  private readonly open: Set<number>;
  /** The proof has found somebody: only a walk from the start on that finds nobody is one. */
  private refuted = false;
  private readonly digest = createHash('sha256');

  constructor(readonly lane: LaneItem) {
    this.pass = lane.pass;
    this.cursor = lane.cursor;
    this.canary = lane.canary;
    this.reputation = lane.reputation ?? [];
    this.window = lane.window ?? {};
    this.accepted = lane.accepted;
    this.throttled = lane.throttled;
    this.open = new Set(lane.openShards);
    this.unsettled = new Set(lane.openShards);
  }

  /** True when the shard was not known to be open: that must be written before the first claim in it. */
  openShard(shard: number): boolean {
    if (this.open.has(shard)) return false;
    this.open.add(shard);
    return true;
  }

  beginPass(): void {
    this.refuted = false;
  }

  refuteProof(): void {
    this.refuted = true;
  }

  leaveUnsettled(shard: number): void {
    this.unsettled.add(shard);
  }

  countAccepted(now: Date): void {
    this.accepted++;
    this.window = remember(this.window, 1, now);
  }

  /** Facts about recipients enter the incident's log as one digest per slice. */
  record(end: keyof Progress['ended'], fact: string): void {
    this.ended[end]++;
    this.digest.update(`${end} ${fact}\n`);
  }

  factsDigest(): string {
    return this.digest.copy().digest('hex');
  }

  /** For the heartbeat, which may be overtaken by another write: nothing in it must never be taken back. */
  fields(pace: number): LaneChange {
    return {
      pass: this.pass,
      cursor: this.refuted ? START : this.cursor,
      canary: this.canary,
      reputation: this.reputation,
      window: this.window,
      accepted: this.accepted,
      throttled: this.throttled,
      pace: Math.round(pace * 100) / 100,
    };
  }

  /** Before the first claim in a shard; one such write at a time, or a later one would forget the shard. */
  openingFields(pace: number): LaneChange {
    return { ...this.fields(pace), openShards: [...this.open] };
  }

  /** After every mail of the slice has been settled. */
  closedFields(pace: number): LaneChange {
    return { ...this.fields(pace), openShards: [...this.unsettled] };
  }
}

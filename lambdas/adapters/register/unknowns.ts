import { isDeadClaim, isGraceOver, isOpen, resendCap } from '../../domain/sending/unknowns';
import type { Incidents } from './incidents';
import type { DecisionItem, IncidentItem, LaneItem, NoticeItem } from './items';
import { decisionSk, recipientItemKind, recipientsPk } from './keys';
import type { Lanes } from './lanes';
import type { Notices } from './notices';
import type { RegisterTable } from './table';

export interface UnknownsOptions {
  table: RegisterTable;
  incidents: Pick<Incidents, 'lanes' | 'decide'>;
  lanes: Pick<Lanes, 'closeShards'>;
  notices: Pick<Notices, 'settle' | 'finalUnknown'>;
  stallSeconds: number;
  claimStaleSeconds: number;
  graceSeconds: number;
}

/** The fields that tell how a notice stands; a shard is mostly exposures, of which nothing else is read. */
const STANDING = [
  'pk',
  'sk',
  'rid',
  'sequence',
  'run',
  'lane',
  'slice',
  'attempt',
  'attemptId',
  'claimedAt',
  'unknownAt',
  'unknownFinalAt',
  'rejectedAt',
  'rejection',
  'sentAt',
  'delayedAt',
  'deliveredAt',
  'bouncedAt',
  'bounce',
  'suppressedAt',
  'complainedAt',
];

/** What reconcile does about claims that nobody will settle and about doubts that nothing has settled. */
export class Unknowns {
  constructor(private readonly options: UnknownsOptions) {}

  /**
   * Turns dead claims in the lane's open shards into unknown and closes the shards that hold none and no doubt.
   * Safe for a lane at work: the claims of its living slice are left alone.
   */
  async sweepClaims(incident: IncidentItem, lane: LaneItem, now: Date): Promise<void> {
    const { stallSeconds, claimStaleSeconds: staleSeconds } = this.options;
    const open: number[] = [];
    for (const shard of lane.openShards) {
      let unsettled = lane.state === 'running';
      for await (const notice of this.notices(incident.incident, shard)) {
        if (isDeadClaim(notice, lane, now, { stallSeconds, staleSeconds })) {
          const because = 'the sender ended before it knew';
          await this.options.notices.settle(notice, { kind: 'unknown', because, at: now.toISOString() });
        }
        unsettled ||= isOpen(notice);
      }
      if (unsettled) open.push(shard);
    }
    if (open.length < lane.openShards.length) await this.options.lanes.closeShards(lane, open);
  }

  /**
   * Makes doubts final whose grace is over. Where the incident's policy says so, and within its cap, the recipient
   * is put down for one resend, as a decision that names the policy as its author.
   */
  async settleUnknown(incident: IncidentItem, now: Date): Promise<void> {
    if (!incident.run) return;
    const lanes = await this.options.incidents.lanes(incident.incident, incident.run.id);
    for (const shard of new Set(lanes.flatMap(({ openShards }) => openShards))) {
      for await (const notice of this.notices(incident.incident, shard)) {
        if (!isGraceOver(notice, now, this.options.graceSeconds)) continue;
        const final = await this.options.notices.finalUnknown(notice, now.toISOString());
        if (final) await this.applyPolicy(incident, notice, now);
      }
    }
  }

  private async *notices(incident: string, shard: number): AsyncGenerator<NoticeItem> {
    const pk = recipientsPk(incident, shard);
    for await (const item of this.options.table.query<{ pk: string; sk: string }>(pk, { only: STANDING })) {
      if (recipientItemKind(item.sk).kind === 'N') yield item as NoticeItem;
    }
  }

  private async applyPolicy(incident: IncidentItem, notice: NoticeItem, now: Date): Promise<void> {
    if (incident.record?.policy.onUnknown !== 'resend-after-grace' || notice.attempt > 1) return;
    if (!(await this.reserveResend(incident))) return;
    const at = now.toISOString();
    const decision: DecisionItem = {
      pk: notice.pk,
      sk: decisionSk(notice.rid, at),
      rid: notice.rid,
      decision: 'resend',
      sequence: notice.sequence,
      by: 'policy onUnknown: resend-after-grace',
      at,
      why: 'no evidence of the first attempt within the grace',
    };
    await this.options.table.put(decision);
  }

  /** Counts under META's lock, so that overlapping ticks stay within the cap together. */
  private async reserveResend(incident: IncidentItem): Promise<boolean> {
    const cap = resendCap(incident.manifest?.recipients ?? 0);
    let reserved = false;
    await this.options.incidents.decide(incident.incident, ({ run }) => {
      reserved = run !== undefined && (run.resends ?? 0) < cap;
      return reserved && run ? { run: { ...run, resends: (run.resends ?? 0) + 1 } } : undefined;
    });
    return reserved;
  }
}

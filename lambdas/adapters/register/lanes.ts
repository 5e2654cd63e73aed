import { ConditionLost, unlessLost } from '../../shared/errors';
import type { LaneItem } from './items';
import { incidentPk, laneSk } from './keys';
import type { RegisterTable } from './table';

export type LaneChange = Partial<Omit<LaneItem, 'pk' | 'sk' | 'incident' | 'run' | 'lane' | 'slice'>>;

/** What became of a slice's attempt to start. `busy` shows the lane as the living (or dead) slice left it. */
export type Start = { lane: LaneItem } | { busy: LaneItem } | 'stale';

/** The lanes of a run, as their sender works with them. */
export class Lanes {
  constructor(private readonly table: RegisterTable) {}

  /**
   * Moves the lane from slice - 1 to `slice`, which only one message can. A message that comes too late is stale;
   * one that comes again while its slice, or one that took over from it, says it is running finds the lane busy.
   */
  async start(
    at: { incident: string; run: string; lane: number },
    slice: number,
    now: string,
  ): Promise<Start> {
    try {
      return { lane: await this.advance(at, slice, now, { seen: slice - 1 }) };
    } catch (error) {
      if (!(error instanceof ConditionLost)) throw error;
      const current = await this.table.get<LaneItem>(keyOf(at));
      if (!current || current.slice < slice || current.state !== 'running') return 'stale';
      return { busy: current };
    }
  }

  /** Takes a dead slice's lane over as the next slice, if nothing has been heard of it since `seen`. */
  async takeOver(seen: LaneItem, now: string): Promise<LaneItem | undefined> {
    try {
      return await this.advance(seen, seen.slice + 1, now, {
        seen: seen.slice,
        heartbeatAt: seen.heartbeatAt,
      });
    } catch (error) {
      if (error instanceof ConditionLost) return undefined;
      throw error;
    }
  }

  get(at: { incident: string; run: string; lane: number }): Promise<LaneItem | undefined> {
    return this.table.get<LaneItem>(keyOf(at));
  }

  /** Writes progress and the heartbeat. False when the lane has moved on to another slice: this one must stop. */
  async beat(lane: LaneItem, change: LaneChange): Promise<boolean> {
    const sets: string[] = [];
    const removes: string[] = [];
    const names: Record<string, string> = { '#slice': 'slice' };
    const values: Record<string, unknown> = { ':mine': lane.slice };
    for (const [field, value] of Object.entries(change)) {
      names[`#${field}`] = field;
      if (value === undefined) removes.push(`#${field}`);
      else {
        sets.push(`#${field} = :${field}`);
        values[`:${field}`] = value;
      }
    }
    const remove = removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : '';
    const update = { expression: `SET ${sets.join(', ')}${remove}`, names, values };
    return unlessLost(this.table.update(keyOf(lane), update, '#slice = :mine', 'NONE'));
  }

  /** Forgets shards without open claims, unless a slice has written to the lane meanwhile. */
  async closeShards(lane: LaneItem, open: readonly number[]): Promise<void> {
    try {
      await this.table.update(
        keyOf(lane),
        {
          expression: 'SET #openShards = :open',
          names: { '#openShards': 'openShards', '#slice': 'slice', '#heartbeatAt': 'heartbeatAt' },
          values: { ':open': open, ':slice': lane.slice, ':heartbeat': lane.heartbeatAt },
        },
        '#slice = :slice AND #heartbeatAt = :heartbeat',
        'NONE',
      );
    } catch (error) {
      // A slice is at work on the lane; the next sweep looks again.
      if (!(error instanceof ConditionLost)) throw error;
    }
  }

  private advance(
    at: { incident: string; run: string; lane: number },
    slice: number,
    now: string,
    expected: { seen: number; heartbeatAt?: string },
  ): Promise<LaneItem> {
    const condition = expected.heartbeatAt
      ? '#slice = :seen AND #heartbeatAt = :heartbeat'
      : '#slice = :seen';
    return this.table.update<LaneItem>(
      keyOf(at),
      {
        expression:
          'SET #slice = :slice, #state = :running, #heartbeatAt = :now REMOVE #resumeAt, #waitingFor',
        names: {
          '#slice': 'slice',
          '#state': 'state',
          '#heartbeatAt': 'heartbeatAt',
          '#resumeAt': 'resumeAt',
          '#waitingFor': 'waitingFor',
        },
        values: {
          ':slice': slice,
          ':seen': expected.seen,
          ':running': 'running',
          ':now': now,
          ...(expected.heartbeatAt && { ':heartbeat': expected.heartbeatAt }),
        },
      },
      condition,
    );
  }
}

const keyOf = ({ incident, run, lane }: { incident: string; run: string; lane: number }) => ({
  pk: incidentPk(incident),
  sk: laneSk(run, lane),
});

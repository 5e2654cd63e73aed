import { inFileOrder } from '../../domain/file-numbers';
import { ConditionLost } from '../../shared/errors';
import type { DropItem, IncidentItem, LaneItem } from './items';
import { dropPrefix, incidentPk, incidentsPk, lanePrefix, metaSk } from './keys';
import type { Expression, Key, RegisterTable } from './table';

/** What a writer of META may change; identity and counters have their own writers. */
export type IncidentChange = Partial<
  Omit<IncidentItem, 'pk' | 'sk' | 'incident' | 'generation' | 'decisions' | 'revision'>
>;

/** The incident's own items: META, drops, lanes. */
export class Incidents {
  constructor(private readonly table: RegisterTable) {}

  get(incident: string): Promise<IncidentItem | undefined> {
    return this.table.get<IncidentItem>({ pk: incidentPk(incident), sk: metaSk });
  }

  /**
   * Opens an incident in draft unless it exists; either way it is in the list of incidents afterwards.
   *
   * @param opening `key` are 32 random bytes, `shardBits` see `shardBitsFor`, `at` the time.
   */
  async open(
    incident: string,
    opening: { key: Uint8Array; shardBits: number; at: string },
  ): Promise<IncidentItem> {
    const item: IncidentItem = {
      pk: incidentPk(incident),
      sk: metaSk,
      incident,
      phase: 'draft',
      openedAt: opening.at,
      key: opening.key,
      shardBits: opening.shardBits,
      generation: 0,
      holds: [],
      revision: 1,
    };
    let opened = item;
    try {
      await this.table.put(item, { expression: 'attribute_not_exists(pk)' });
    } catch (error) {
      if (!(error instanceof ConditionLost) || !error.current) throw error;
      opened = error.current as unknown as IncidentItem;
    }
    await this.table.put({ pk: incidentsPk, sk: incident });
    return opened;
  }

  /** Ids of all incidents, in order. */
  async *list(): AsyncGenerator<string> {
    for await (const item of this.table.query<{ pk: string; sk: string }>(incidentsPk)) yield item.sk;
  }

  /** In the order of their numbers. */
  async drops(incident: string): Promise<DropItem[]> {
    const drops: DropItem[] = [];
    for await (const drop of this.table.query<DropItem>(incidentPk(incident), { prefix: dropPrefix })) {
      drops.push(drop);
    }
    return drops.sort(inFileOrder);
  }

  async lanes(incident: string, run: string): Promise<LaneItem[]> {
    const lanes: LaneItem[] = [];
    for await (const lane of this.table.query<LaneItem>(incidentPk(incident), { prefix: lanePrefix(run) })) {
      lanes.push(lane);
    }
    return lanes;
  }

  /**
   * Writes only what changes, under the condition that nobody else changed META since `seen` was read.
   *
   * @throws ConditionLost when somebody did: read again and decide again.
   */
  change(seen: IncidentItem, change: IncidentChange): Promise<IncidentItem> {
    const { key, update, condition } = changeOf(seen, change);
    return this.table.update<IncidentItem>(key, update, condition);
  }

  /** Reads, decides, writes, and does it again when somebody else was quicker. `undefined` changes nothing. */
  async decide(
    incident: string,
    decision: (current: IncidentItem) => IncidentChange | undefined,
  ): Promise<IncidentItem | undefined> {
    for (let attempt = 0; ; attempt++) {
      const current = await this.get(incident);
      if (!current) return undefined;
      const change = decision(current);
      if (!change) return current;
      try {
        return await this.change(current, change);
      } catch (error) {
        if (!(error instanceof ConditionLost) || attempt === 10) throw error;
      }
    }
  }
}

/** The write behind `Incidents.change`, for where it is to happen together with another. */
export function changeOf(
  seen: Pick<IncidentItem, 'incident' | 'revision'>,
  change: IncidentChange,
): { key: Key; update: Expression; condition: string } {
  const names: Record<string, string> = { '#revision': 'revision' };
  const values: Record<string, unknown> = { ':seen': seen.revision, ':next': seen.revision + 1 };
  const sets = ['#revision = :next'];
  const removes: string[] = [];
  for (const [field, value] of Object.entries(change)) {
    names[`#${field}`] = field;
    if (value === undefined) {
      removes.push(`#${field}`);
    } else {
      sets.push(`#${field} = :${field}`);
      values[`:${field}`] = value;
    }
  }
  const expression = `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`;
  const key = { pk: incidentPk(seen.incident), sk: metaSk };
  return { key, update: { expression, names, values }, condition: '#revision = :seen' };
}

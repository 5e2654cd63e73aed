import type { ExposureItem, IncidentItem, QuarantineItem } from '../adapters/register/items';
import {
  exposureHash,
  exposureSk,
  quarantinePk,
  quarantineSk,
  recipientsPk,
} from '../adapters/register/keys';
import type { RegisterTable } from '../adapters/register/table';
import { recipientId, shardOf } from '../domain/ids';
import type { Findings, FoundExposure, FoundQuarantine } from '../domain/intake/found';

/** What BatchWriteItem takes. */
const BATCH = 25;
/** Calls in flight: enough to hide the latency, few enough that a hot partition can answer. */
const IN_FLIGHT = 6;

/** Where reading goes on writing: everything up to here is in the register already. */
export interface Position {
  pass: number;
  member: number;
  line: number;
}

export const START: Position = { pass: 0, member: 0, line: 0 };

/** Whether one position lies behind another. */
export function isBeyond(at: Position, mark: Position): boolean {
  if (at.pass !== mark.pass) return at.pass > mark.pass;
  if (at.member !== mark.member) return at.member > mark.member;
  return at.line > mark.line;
}

/**
 * Writes findings to the register, 25 a call. Keys are decided by content, so what a dead invocation had written is
 * written again without harm, and what lies before `from` is not written at all.
 */
export class FindingsWriter implements Findings {
  pass = 0;
  member = 0;
  private pending: (ExposureItem | QuarantineItem)[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private failure: unknown;

  constructor(
    private readonly table: Pick<RegisterTable, 'batchPut'>,
    private readonly incident: Pick<IncidentItem, 'incident' | 'key' | 'shardBits'>,
    private readonly drop: { drop: string; generation: number },
    private readonly from: Position,
  ) {}

  exposure(foundOn: number, read: () => FoundExposure): void {
    if (this.isWritten(foundOn)) return;
    const found = read();
    const { incident, key, shardBits } = this.incident;
    const { drop, generation } = this.drop;
    const rid = recipientId(key, found.key);
    const { company, group, language, country, address, flags, line } = found;
    this.put({
      pk: recipientsPk(incident, shardOf(rid, shardBits)),
      sk: exposureSk(rid, exposureHash(key, company, group, address), generation),
      rid,
      generation,
      address,
      key: found.key,
      company,
      group,
      language,
      country,
      drop,
      member: this.member,
      line,
      flags: flags.length > 0 ? flags : undefined,
    });
  }

  quarantine({ line, lineTo, code, text }: FoundQuarantine): void {
    // Every pass sees the same lines; the first one puts them aside.
    if (this.pass > 0 || this.isWritten(line)) return;
    const { drop, generation } = this.drop;
    const { member } = this;
    const pk = quarantinePk(this.incident.incident);
    this.put({
      pk,
      sk: quarantineSk(drop, member, line),
      drop,
      member,
      line,
      lineTo,
      code,
      text,
      generation,
    });
  }

  /** Waits until few enough calls are in flight to go on. */
  async settle(): Promise<void> {
    while (this.pending.length >= BATCH) {
      if (this.inFlight.size >= IN_FLIGHT) await Promise.race(this.inFlight);
      this.throwFailure();
      this.send(this.pending.splice(0, BATCH));
    }
  }

  /** Everything found so far is in the register when this returns. */
  async flush(): Promise<void> {
    await this.settle();
    if (this.pending.length > 0) this.send(this.pending.splice(0));
    await Promise.all(this.inFlight);
    this.throwFailure();
  }

  private isWritten(line: number): boolean {
    return !isBeyond({ pass: this.pass, member: this.member, line }, this.from);
  }

  private put(item: ExposureItem | QuarantineItem): void {
    this.pending.push(item);
  }

  private send(items: (ExposureItem | QuarantineItem)[]): void {
    const call = this.table
      .batchPut(items)
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .finally(() => this.inFlight.delete(call));
    this.inFlight.add(call);
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure;
  }
}

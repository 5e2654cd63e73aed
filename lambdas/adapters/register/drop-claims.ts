import type { FileReport } from '../../domain/file-report';
import { type Clock, stamp } from '../../shared/clock';
import { ConditionLost } from '../../shared/errors';
import type { ReadFile } from '../../shared/messages';
import type { DropItem } from './items';
import { dropSk, incidentPk } from './keys';
import type { RegisterTable } from './table';

/** Another invocation reads this drop now: stop, quietly. */
export class Overtaken extends Error {
  override name = 'Overtaken';
}

type Progress = NonNullable<DropItem['progress']>;

/** The right of one invocation to read one drop. Every write is conditional on it and throws `Overtaken`. */
export interface DropClaim {
  readonly drop: DropItem;
  beat(progress: Progress, checkpoint?: string): Promise<void>;
  finish(result: { files: FileReport[]; sha256: string; progress: Progress }): Promise<void>;
  /** @param settings it was read with. */
  refuse(fault: { code: string; detail: string }, settings: string, sha256?: string): Promise<void>;
}

/** A reader writes its heartbeat every second; one that is silent for three has died. */
const SILENT_MS = 3_000;
const LOOK_AGAIN_MS = 500;

/**
 * Claims drops for reading. A slice starts by moving the drop's slice number on by one: stale and forked messages
 * lose that race. A message of a slice that has already begun (its invocation died and the message came again, or
 * it was delivered twice) waits until the reader is certainly silent and takes over, or leaves a living one alone.
 */
export class DropClaims {
  constructor(
    private readonly table: Pick<RegisterTable, 'get' | 'update'>,
    private readonly clock: Clock,
    /** Injected: a fresh id of the invocation, and a wait. */
    private readonly newOwner: () => string,
    private readonly wait: (ms: number) => Promise<void>,
  ) {}

  /** @returns undefined when there is nothing to do for this message. */
  async begin(message: ReadFile): Promise<DropClaim | undefined> {
    const owner = this.newOwner();
    try {
      const drop = await this.update(
        message,
        'SET #slice = :slice, #owner = :owner, #state = :reading, #beat = :now, #started = if_not_exists(#started, :now)',
        { ':slice': message.slice, ':before': message.slice - 1, ...this.start(owner), ...STARTABLE },
        '#slice = :before AND #state IN (:received, :reading, :refused)',
        { '#slice': 'slice', '#started': 'startedAt' },
      );
      return this.claim(drop, owner);
    } catch (error) {
      if (!(error instanceof ConditionLost)) throw error;
      return this.takeOver(message, owner);
    }
  }

  private async takeOver(message: ReadFile, owner: string): Promise<DropClaim | undefined> {
    const seen = await this.current(message);
    if (!seen) return undefined;
    const silent = () => this.clock.now().getTime() - Date.parse(seen.heartbeatAt) >= SILENT_MS;
    while (!silent()) {
      await this.wait(LOOK_AGAIN_MS);
      const now = await this.current(message);
      if (now?.heartbeatAt !== seen.heartbeatAt || now.owner !== seen.owner) return undefined;
    }
    try {
      const drop = await this.update(
        message,
        'SET #owner = :owner, #state = :reading, #beat = :now',
        { ...this.start(owner), ':seen': seen.heartbeatAt, ':silent': seen.owner },
        '#beat = :seen AND #owner = :silent AND #state = :reading',
      );
      return this.claim(drop, owner);
    } catch (error) {
      if (error instanceof ConditionLost) return undefined;
      throw error;
    }
  }

  /** The drop, if it is being read in just this slice. */
  private async current({ incident, drop, slice }: ReadFile): Promise<DropItem | undefined> {
    const item = await this.table.get<DropItem>({ pk: incidentPk(incident), sk: dropSk(drop) });
    return item?.state === 'reading' && item.slice === slice ? item : undefined;
  }

  private start(owner: string) {
    return { ':owner': owner, ':reading': 'reading', ':now': stamp(this.clock) };
  }

  private claim(drop: DropItem, owner: string): DropClaim {
    const message = { incident: drop.incident, drop: drop.drop, slice: drop.slice };
    const held = async (set: string, values: Record<string, unknown>, names: Record<string, string>) => {
      const all = { ':owner': owner, ':now': stamp(this.clock), ...values };
      try {
        await this.update(message, `SET #beat = :now${set}`, all, '#owner = :owner', names);
      } catch (error) {
        throw error instanceof ConditionLost ? new Overtaken('another invocation reads this drop') : error;
      }
    };
    return {
      drop,
      beat: (progress, checkpoint) =>
        held(
          `, #progress = :progress${checkpoint ? ', #checkpoint = :checkpoint' : ''}`,
          { ':progress': progress, ...(checkpoint && { ':checkpoint': checkpoint }) },
          { '#progress': 'progress', ...(checkpoint && { '#checkpoint': 'checkpoint' }) },
        ),
      finish: ({ files, sha256, progress }) =>
        held(
          ', #state = :read, #files = :files, #sha256 = :sha256, #progress = :progress, #readAt = :now REMOVE #checkpoint, #owner, #fault, #refusedWith',
          { ':read': 'read', ':files': files, ':sha256': sha256, ':progress': progress },
          {
            ...ENDING,
            '#files': 'files',
            '#sha256': 'sha256',
            '#progress': 'progress',
            '#readAt': 'readAt',
            '#fault': 'fault',
            '#refusedWith': 'refusedWith',
          },
        ),
      refuse: (fault, settings, sha256) =>
        held(
          `, #state = :refused, #fault = :fault, #refusedWith = :settings${sha256 ? ', #sha256 = :sha256' : ''} REMOVE #checkpoint`,
          {
            ':refused': 'refused',
            ':fault': fault,
            ':settings': settings,
            ...(sha256 && { ':sha256': sha256 }),
          },
          {
            ...ENDING,
            '#fault': 'fault',
            '#refusedWith': 'refusedWith',
            ...(sha256 && { '#sha256': 'sha256' }),
          },
        ),
    };
  }

  private update(
    { incident, drop }: ReadFile,
    expression: string,
    values: Record<string, unknown>,
    condition: string,
    names: Record<string, string> = {},
  ): Promise<DropItem> {
    const used = (name: string) => `${expression} ${condition}`.includes(name);
    const all: Record<string, string> = {
      '#beat': 'heartbeatAt',
      '#owner': 'owner',
      '#state': 'state',
      ...names,
    };
    const needed = Object.fromEntries(Object.entries(all).filter(([name]) => used(name)));
    const key = { pk: incidentPk(incident), sk: dropSk(drop) };
    return this.table.update<DropItem>(key, { expression, names: needed, values }, condition);
  }
}

const STARTABLE = { ':received': 'received', ':refused': 'refused' };
const ENDING = { '#state': 'state', '#checkpoint': 'checkpoint' };

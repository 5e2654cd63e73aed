import type { ObjectSource } from '../adapters/bucket';
import { ObjectGone } from '../adapters/bucket';
import type { Queue } from '../adapters/queue';
import { type DropClaim, type DropClaims, Overtaken } from '../adapters/register/drop-claims';
import type { Incidents } from '../adapters/register/incidents';
import type { DropItem, IncidentItem } from '../adapters/register/items';
import type { RegisterTable } from '../adapters/register/table';
import { dropName } from '../domain/drop-target';
import type { Overrides } from '../domain/intake/dialect/detect';
import { TooManyEntries } from '../domain/intake/seen/dedupe';
import { intakeSettings } from '../domain/intake-settings';
import { Refusal } from '../domain/quarantine-codes';
import type { Clock } from '../shared/clock';
import type { Log } from '../shared/logger';
import type { ReadFile } from '../shared/messages';
import { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint';
import { FindingsWriter, isBeyond, type Position, START } from './findings-writer';
import { hashObject } from './hash-object';
import { type DropRead, readDrop } from './read-drop';

export interface Intake {
  claims: Pick<DropClaims, 'begin'>;
  incidents: Pick<Incidents, 'get'>;
  table: Pick<RegisterTable, 'batchPut'>;
  open(custody: DropItem['custody']): ObjectSource;
  files: Queue<ReadFile>;
  clock: Clock;
  /** This program, by the digest of its code. */
  reader: string;
  randomBytes(length: number): Uint8Array;
  sliceMs: number;
  /** Entries of the table of what was seen; tests make it small. */
  mostEntries?: number;
  log: Log;
}

/** A heartbeat this often, with the checkpoint: a killed slice repeats at most so much writing. */
const BEAT_MS = 1_000;

/** Reads a drop, or the next slice of it. Repeats and stale messages do nothing. */
export async function readSlice(intake: Intake, message: ReadFile): Promise<void> {
  const claim = await intake.claims.begin(message);
  const facts = { incident: message.incident, drop: message.drop, slice: message.slice };
  if (!claim) {
    intake.log.info('nothing to read for this message', facts);
    return;
  }
  try {
    await read(intake, claim, message);
  } catch (error) {
    if (error instanceof Overtaken) intake.log.warn('another invocation reads on', facts);
    else throw error;
  }
}

async function read(intake: Intake, claim: DropClaim, message: ReadFile): Promise<void> {
  const { drop } = claim;
  const incident = await intake.incidents.get(drop.incident);
  if (!incident) throw new Error('a drop without its incident');
  // Receive died before it gave the drop its generation; its own message comes again and does.
  if (drop.generation === 0) throw new Error('a drop without a generation');
  const checkpoint = parseCheckpoint(drop.checkpoint) ?? startOf(intake, incident);
  const writer = new FindingsWriter(intake.table, incident, drop, checkpoint.at);
  const slice = new Slice(intake, claim, writer, checkpoint);
  const isOurs = checkpoint.reader === intake.reader;
  const result = isOurs ? await slice.run(drop).catch(asRefusal) : new Refusal('reader-changed');
  if (result instanceof Refusal) {
    await refuse(intake, claim, result, checkpoint.overrides);
    return;
  }
  if (!result) {
    await intake.files.send({ ...message, slice: message.slice + 1 }, message.incident);
    return;
  }
  await writer.flush();
  await claim.finish(result);
  intake.log.info('drop read', { incident: drop.incident, drop: drop.drop, ...result.progress });
}

function startOf(intake: Intake, { record }: IncidentItem): Checkpoint {
  const seed = Buffer.from(intake.randomBytes(16)).toString('hex');
  return { at: START, reader: intake.reader, passes: 1, seed, overrides: record?.intake ?? {} };
}

/** Keeps the time of one slice: a heartbeat every second, and the end at a record boundary when time is up. */
class Slice {
  private readonly endsAt: number;
  private beatAt: number;

  constructor(
    private readonly intake: Intake,
    private readonly claim: DropClaim,
    private readonly writer: FindingsWriter,
    private readonly checkpoint: Checkpoint,
  ) {
    this.beatAt = intake.clock.now().getTime();
    this.endsAt = this.beatAt + intake.sliceMs;
  }

  /** @returns undefined when the drop goes on in another slice, its checkpoint written. */
  async run(drop: DropItem): Promise<DropRead | undefined> {
    const { intake, writer, checkpoint } = this;
    try {
      return await readDrop(intake.open(drop.custody), {
        writer,
        plan: checkpoint,
        name: dropName(drop.custody.key),
        mostEntries: intake.mostEntries,
        goOn: (at, progress) => this.goOn(at, progress),
      });
    } catch (error) {
      if (!(error instanceof TooManyEntries)) throw error;
      // What has been written will be written again just so: each exposure belongs to one pass, and its first line
      // is the first in that pass.
      const passes = checkpoint.passes * 2;
      await this.claim.beat(NOTHING_READ, formatCheckpoint({ ...checkpoint, at: START, passes }));
      return undefined;
    }
  }

  private async goOn(at: Position, progress: NonNullable<DropItem['progress']>): Promise<boolean> {
    const now = this.intake.clock.now().getTime();
    // Something new must be behind us, else slices would follow each other for ever.
    const over = now >= this.endsAt && isBeyond(at, this.checkpoint.at);
    if (!over && now - this.beatAt < BEAT_MS) return true;
    this.beatAt = now;
    if (!isBeyond(at, this.checkpoint.at)) {
      await this.claim.beat(progress);
      return true;
    }
    await this.writer.flush();
    await this.claim.beat(progress, formatCheckpoint({ ...this.checkpoint, at }));
    return !over;
  }
}

const NOTHING_READ = { bytes: 0, lines: 0, recipients: 0 };

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ObjectGone) return new Refusal('object-gone');
  throw error;
}

/** Hashing two gigabytes takes longer than a reader may be silent. */
function heartbeat({ clock }: Intake, claim: DropClaim): () => Promise<void> {
  let beatAt = clock.now().getTime();
  return async () => {
    const now = clock.now().getTime();
    if (now - beatAt < BEAT_MS) return;
    beatAt = now;
    await claim.beat(NOTHING_READ);
  };
}

async function refuse(intake: Intake, claim: DropClaim, refusal: Refusal, used: Overrides): Promise<void> {
  const sha256 = await hashObject(intake.open(claim.drop.custody), heartbeat(intake, claim));
  const fault = { code: refusal.code, detail: refusal.message };
  await claim.refuse(fault, intakeSettings({ intake: used }), sha256);
  const { incident, drop } = claim.drop;
  intake.log.warn('drop refused', { incident, drop, code: refusal.code });
}
